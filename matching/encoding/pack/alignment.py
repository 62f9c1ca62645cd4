"""Which English words a new token stands beside: where its vector starts from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

N_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Links:
    """All pairs of a token and an English token that occur in two aligned texts, flat."""

    token: NDArray[np.int32]
    pivot: NDArray[np.int32]
    occurrence: NDArray[np.int32]


def translation_table(
    pairs: Sequence[tuple[Sequence[int], Sequence[int]]], *, n_tokens: int, n_pivots: int
) -> csr_matrix:
    """Return the chance of each English token given each token, rows adding up to 1 where the token occurs.

    Args:
        pairs: Token numbers of a text and of the English text it means.
        n_tokens: Rows of the table.
        n_pivots: Columns of the table.

    Source: IBM model 1, Brown et al. 1993, "The Mathematics of Statistical Machine Translation".
    """
    links = _links(pairs)
    cell, cells = _numbered(links, n_pivots)
    chance = np.ones(len(cells))
    for _ in range(N_ROUNDS):
        weight = chance[cell]
        share = weight / np.bincount(links.occurrence, weights=weight)[links.occurrence]
        counts = np.bincount(cell, weights=share, minlength=len(cells))
        totals = np.bincount(cells // n_pivots, weights=counts, minlength=n_tokens)
        chance = counts / totals[cells // n_pivots]
    return csr_matrix((chance, (cells // n_pivots, cells % n_pivots)), shape=(n_tokens, n_pivots))


def _links(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Links:
    """An occurrence is one English token of one pair: it shares itself out among the tokens of the text."""
    token, pivot, occurrence, n_occurrences = [], [], [], 0
    for text, english in pairs:
        token.append(np.tile(np.asarray(text, dtype=np.int32), len(english)))
        pivot.append(np.repeat(np.asarray(english, dtype=np.int32), len(text)))
        occurrence.append(np.repeat(np.arange(len(english), dtype=np.int32) + n_occurrences, len(text)))
        n_occurrences += len(english)
    return Links(np.concatenate(token), np.concatenate(pivot), np.concatenate(occurrence))


def _numbered(links: Links, n_pivots: int) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Each link's place in the list of distinct (token, English token) cells, and that list."""
    flat = links.token.astype(np.int64) * n_pivots + links.pivot
    cells, cell = np.unique(flat, return_inverse=True)
    return cell, cells
