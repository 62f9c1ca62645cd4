"""Where a page of a ranked list begins, when candidates may come, change and go between pages."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Tier
from matching.ranking.pool import Pool, stable_hash
from matching.ranking.ranker import RankedCandidate, Ranking
from matching.ranking.scores import TIERS
from service.errors import NotFound


@dataclass(frozen=True, slots=True)
class ListPosition:
    """The last line of a page: what decides the order of the list."""

    tier: Tier
    score: float
    candidate_id: str


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which lines are shown. Ranks stay those of the whole list.

    Attributes:
        tiers: Tiers shown; None for all.
        min_score: In [0, 1].
    """

    tiers: frozenset[Tier] | None = None
    min_score: float = 0.0


def lines_after(
    ranking: Ranking, pool: Pool, *, wanted: ListFilter, after: ListPosition | None, limit: int
) -> tuple[list[RankedCandidate], int]:
    """Return up to `limit` lines behind a position, and how many lines the whole filtered list has."""
    shown = _shown(ranking, wanted)
    behind = shown if after is None else shown & _behind(ranking, pool, after)
    positions = np.flatnonzero(behind)[:limit]
    return [ranking.page(start=int(p), limit=1)[0] for p in positions], int(shown.sum())


def rank_in(ranking: Ranking, candidate_id: str) -> int:
    """Return the rank of a candidate, from 1.

    Raises:
        NotFound: the candidate was erased since it was looked up.
    """
    if candidate_id not in ranking.ids:
        raise NotFound
    row = ranking.ids.index(candidate_id)
    return int(np.flatnonzero(ranking.order == row)[0]) + 1


def _shown(ranking: Ranking, wanted: ListFilter) -> NDArray[np.bool_]:
    shown = ranking.scores[ranking.order] >= wanted.min_score
    if wanted.tiers is not None:
        indices = [TIERS.index(tier) for tier in wanted.tiers]
        shown &= np.isin(ranking.tiers[ranking.order], indices)
    return shown


def _behind(ranking: Ranking, pool: Pool, after: ListPosition) -> NDArray[np.bool_]:
    """Return, per line in the order of the list, whether it comes after a position; see `ranker.rank`."""
    tiers, scores = ranking.tiers[ranking.order], ranking.scores[ranking.order]
    ties = pool.tie_breakers[ranking.order]
    tier, tie = TIERS.index(after.tier), stable_hash(after.candidate_id)
    lower = (scores < after.score) | ((scores == after.score) & (ties > tie))
    behind: NDArray[np.bool_] = (tiers > tier) | ((tiers == tier) & lower)
    return behind
