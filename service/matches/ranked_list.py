"""A ranked list: pages of it, filtered or not, when candidates may come, change and go between pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Tier
from matching.ranking.best import Best
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
class ListPage:
    """Lines of a list.

    Attributes:
        lines: Best first.
        n_candidates: Lines of the whole list.
        n_shown: Lines that the filter leaves.
        n_scored: People who were scored by everything to know these lines.
    """

    lines: tuple[RankedCandidate, ...]
    n_candidates: int
    n_shown: int
    n_scored: int


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
class BestPart:
    """The first lines of one pool."""

    best: Best
    pool: Pool


@dataclass(frozen=True, slots=True)
class RankedList:
    """All lines, or the first ones, best first; each column has one entry per line.

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
        return cls._sorted(
            ids=np.concatenate([np.array(part.pool.ids, dtype=object)[part.counts] for part in parts]),
            tiers=np.concatenate([part.ranking.tiers[part.counts] for part in parts]),
            scores=np.concatenate([part.ranking.scores[part.counts] for part in parts]),
            ties=np.concatenate([part.pool.tie_breakers[part.counts] for part in parts]),
        )

    @classmethod
    def of_best(cls, part: BestPart, others: RankedPart) -> Self:
        """Return the first lines of a pool merged with all lines of another one."""
        best, rows = part.best, np.flatnonzero(others.counts)
        return cls._sorted(
            ids=np.array(
                [*(part.pool.ids[row] for row in best.rows), *(others.pool.ids[row] for row in rows)],
                dtype=object,
            ),
            tiers=np.concatenate([best.tiers, others.ranking.tiers[rows]]),
            scores=np.concatenate([best.scores, others.ranking.scores[rows]]),
            ties=np.concatenate([part.pool.tie_breakers[best.rows], others.pool.tie_breakers[rows]]),
        )

    @classmethod
    def _sorted(
        cls,
        *,
        ids: NDArray[np.object_],
        tiers: NDArray[np.int8],
        scores: NDArray[np.float64],
        ties: NDArray[np.int64],
    ) -> Self:
        order = np.lexsort((ties, -scores, tiers))
        return cls(ids=ids[order], tiers=tiers[order], scores=scores[order], ties=ties[order])

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[RankedCandidate]:
        return (self._line(position) for position in range(len(self)))

    def page(self, *, wanted: ListFilter, after: ListPosition | None, limit: int) -> ListPage:
        """Return up to `limit` lines behind a position."""
        shown = self._shown(wanted)
        behind = shown if after is None else shown & self._behind(after)
        positions = np.flatnonzero(behind)[:limit]
        return ListPage(
            lines=tuple(self._line(int(position)) for position in positions),
            n_candidates=len(self),
            n_shown=int(np.count_nonzero(shown)),
            n_scored=len(self),
        )

    def first(self, n: int) -> Self:
        """Return the first lines."""
        return type(self)(self.ids[:n], self.tiers[:n], self.scores[:n], self.ties[:n])

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


@dataclass(frozen=True, slots=True)
class FirstLines:
    """The first lines of a list whose others are not known.

    Attributes:
        lines: Best first.
        n_candidates: Lines of the whole list.
        n_scored: People who were scored by everything to know these lines.
    """

    lines: RankedList
    n_candidates: int
    n_scored: int

    def page(self, *, after: ListPosition | None, limit: int) -> ListPage | None:
        """Return up to `limit` lines behind a position, without a filter; None where not all are known."""
        page = self.lines.page(wanted=ListFilter(), after=after, limit=limit)
        if len(page.lines) < limit and len(self.lines) < self.n_candidates:
            return None
        return ListPage(page.lines, self.n_candidates, n_shown=self.n_candidates, n_scored=self.n_scored)
