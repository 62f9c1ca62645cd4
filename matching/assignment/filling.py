"""How many seats of a site can be filled at all, whatever the scores."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow


def most_seats(allowed: NDArray[np.bool_], headcounts: Sequence[int]) -> int:
    """Return the largest number of seats that can be filled with nobody twice.

    People who are allowed in the same openings are as good as each other, so that the flow runs from
    openings to kinds of people, of whom there are few.

    Args:
        allowed: Who may be placed where, shape (n_openings, n_people).
        headcounts: Seats per opening.
    """
    kinds, n_of_kind = _kinds(allowed)
    n_openings, n_kinds = kinds.shape
    opening, kind = np.nonzero(kinds)
    source, sink = n_openings + n_kinds, n_openings + n_kinds + 1
    seats = np.array(headcounts, dtype=np.int32)
    start = np.concatenate([np.full(n_openings, source), opening, n_openings + np.arange(n_kinds)])
    end = np.concatenate([np.arange(n_openings), n_openings + kind, np.full(n_kinds, sink)])
    capacity = np.concatenate([seats, np.minimum(seats[opening], n_of_kind[kind]), n_of_kind])
    graph = csr_array((capacity.astype(np.int32), (start, end)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph, source, sink).flow_value)


def _kinds(allowed: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """The different columns, without the empty one, and how many people have each."""
    packed = np.packbits(allowed, axis=0)
    useful = np.ascontiguousarray(packed[:, packed.any(axis=0)].T)
    if not len(useful):
        return np.zeros((len(allowed), 0), dtype=bool), np.zeros(0, dtype=np.int32)
    keys = useful.view([("", useful.dtype)] * useful.shape[1]).ravel()
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    columns = np.unpackbits(useful[first].T, axis=0, count=len(allowed)).astype(bool)
    return columns, counts.astype(np.int32)
