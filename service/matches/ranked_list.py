"""A ranked list: pages of it, filtered or not, when candidates may come, change and go between pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

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


@dataclass(frozen=True, slots=True)
class RankedPart:
    """The ranking of one pool, and which rows of the pool count."""

    ranking: Ranking
    pool: Pool
    counts: NDArray[np.bool_]

    @classmethod
    def whole(cls, ranking: Ranking, pool: Pool) -> Self:
        """Return a part in which every row counts."""
        return cls(ranking, pool, np.ones(len(pool), dtype=bool))


@dataclass(frozen=True, slots=True)
class RankedList:
    """All lines, best first; each column has one entry per line.

    Attributes:
        tiers: Positions in `TIERS`.
        scores: In [0, 1].
        ties: `stable_hash` of each id; the lower comes first among equals.
    """

    ids: NDArray[np.object_]
    tiers: NDArray[np.int8]
    scores: NDArray[np.float64]
    ties: NDArray[np.int64]

    @classmethod
    def of(cls, parts: Iterable[RankedPart]) -> Self:
        """Return the list that ranking all parts as one pool gives: a score depends on no other candidate."""
        parts = tuple(parts)
        ids = np.concatenate([np.array(part.pool.ids, dtype=object)[part.counts] for part in parts])
        tiers = np.concatenate([part.ranking.tiers[part.counts] for part in parts])
        scores = np.concatenate([part.ranking.scores[part.counts] for part in parts])
        ties = np.concatenate([part.pool.tie_breakers[part.counts] for part in parts])
        order = np.lexsort((ties, -scores, tiers))
        return cls(ids=ids[order], tiers=tiers[order], scores=scores[order], ties=ties[order])

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[RankedCandidate]:
        return (self._line(position) for position in range(len(self)))

    def page(
        self, *, wanted: ListFilter, after: ListPosition | None, limit: int
    ) -> tuple[list[RankedCandidate], int]:
        """Return up to `limit` lines behind a position, and how many lines the whole filtered list has."""
        shown = self._shown(wanted)
        behind = shown if after is None else shown & self._behind(after)
        positions = np.flatnonzero(behind)[:limit]
        return [self._line(int(position)) for position in positions], int(shown.sum())

    def rank_of(self, candidate_id: str) -> int:
        """Return the rank of a candidate, from 1.

        Raises:
            NotFound: the candidate was erased since it was looked up.
        """
        found = np.flatnonzero(self.ids == candidate_id)
        if not len(found):
            raise NotFound
        return int(found[0]) + 1

    def _shown(self, wanted: ListFilter) -> NDArray[np.bool_]:
        shown: NDArray[np.bool_] = self.scores >= wanted.min_score
        if wanted.tiers is not None:
            shown = shown & np.isin(self.tiers, [TIERS.index(tier) for tier in wanted.tiers])
        return shown

    def _behind(self, after: ListPosition) -> NDArray[np.bool_]:
        """Return, per line, whether it comes after a position, whose own line may be gone."""
        tier, tie = TIERS.index(after.tier), stable_hash(after.candidate_id)
        is_tied = (self.scores == after.score) & (self.ties > tie)
        in_tier = (self.scores < after.score) | is_tied
        behind: NDArray[np.bool_] = (self.tiers > tier) | ((self.tiers == tier) & in_tier)
        return behind

    def _line(self, position: int) -> RankedCandidate:
        return RankedCandidate(
            candidate_id=str(self.ids[position]),
            rank=position + 1,
            score=float(self.scores[position]),
            tier=TIERS[self.tiers[position]],
        )
