"""How many seats of a site can be filled at all, whatever the scores."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

Mask = NDArray[np.bool_]
Counts = NDArray[np.int32]


class Filling:
    """The largest number of seats that can be filled with nobody twice, now and if more were allowed.

    People who are allowed in the same openings are as good as each other, so that the flow runs from openings
    to kinds of people, of whom there are few.

    Attributes:
        n_now: Seats that can be filled.
    """

    def __init__(self, allowed: Mask, headcounts: Sequence[int]) -> None:
        """Take who may be placed where, shape (n_openings, n_people), and the seats per opening."""
        self._allowed = allowed
        self._headcounts = np.array(headcounts, dtype=np.int32)
        self._kinds, self._counts, self._kind_of = _kinds(allowed)
        self.n_now = _flow(self._kinds, self._counts, self._headcounts)

    def gain(self, added: Mapping[int, Mask]) -> int:
        """Return how many more seats could be filled if these people were allowed in these openings too."""
        people = np.flatnonzero(np.logical_or.reduce(list(added.values())))
        changed = self._allowed[:, people].copy()
        for opening, mask in added.items():
            changed[opening] |= mask[people]
        kinds, counts, _ = _kinds(changed)
        left = self._counts - np.bincount(self._kind_of[people], minlength=len(self._counts)).astype(np.int32)
        n_seats = _flow(np.hstack([self._kinds, kinds]), np.concatenate([left, counts]), self._headcounts)
        return n_seats - self.n_now


def _kinds(allowed: Mask) -> tuple[Mask, Counts, NDArray[np.intp]]:
    """The different columns, how many people have each, and which of them each person has."""
    packed = np.ascontiguousarray(np.packbits(allowed, axis=0).T)
    if not packed.size:
        return allowed[:, :0], np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.intp)
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, kind_of, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return allowed[:, first], counts.astype(np.int32), kind_of


def _flow(kinds: Mask, n_of_kind: Counts, seats: Counts) -> int:
    n_openings, n_kinds = kinds.shape
    opening, kind = np.nonzero(kinds)
    source, sink = n_openings + n_kinds, n_openings + n_kinds + 1
    start = np.concatenate([np.full(n_openings, source), opening, n_openings + np.arange(n_kinds)])
    end = np.concatenate([np.arange(n_openings), n_openings + kind, np.full(n_kinds, sink)])
    capacity = np.concatenate([seats, np.minimum(seats[opening], n_of_kind[kind]), n_of_kind])
    graph = csr_array((capacity.astype(np.int32), (start, end)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph, source, sink).flow_value)
