"""Everybody of a pool held against every opening of a site: scores, tiers, and the must-haves missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Tier
from matching.assignment.seats import Seats, SiteTerms, must_haves
from matching.assignment.watching import NOBODY, Stage, Watch
from matching.ranking.criteria import Criterion
from matching.ranking.features.feature import MET, NARROWLY, NOT_MET
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.scorer import Scorer
from matching.ranking.scores import TIERS, ScoredPool, score_pool
from matching.requirements import Requirement
from matching.taxonomy.taxonomy import Taxonomy

NONE = -1
"""In a column of must-haves: no single one."""


@dataclass(frozen=True, slots=True)
class PoolPart:
    """A pool, and which of its rows count."""

    pool: Pool
    counts: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MustHave:
    """Something that has to be met: a requirement, or several of which one is enough.

    Attributes:
        id: Of the requirement, of the first of several, or of what is asked of everybody.
        requirements: Empty for what no advert has to say, such as not to refuse the work.
    """

    id: str
    feature: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class OpeningFit:
    """How everybody fits one opening; each array has one entry per person.

    Attributes:
        musts: What has to be met, in the order of the advert.
        scores: In [0, 1], as in the list of the opening.
        tiers: Positions in `matching.ranking.scores.TIERS`, by the must-haves at the site.
        n_missed: Must-haves failed.
        missed: Index in `musts` of the only one failed, or NONE.
        unverified: Index in `musts` of the first one to be verified, or NONE.
    """

    musts: tuple[MustHave, ...]
    scores: NDArray[np.float64]
    tiers: NDArray[np.int8]
    n_missed: NDArray[np.int8]
    missed: NDArray[np.int8]
    unverified: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class SiteFit:
    """Everybody held against every opening.

    Attributes:
        ids: One per person.
        ties: Break ties between equal scores.
        openings: In the order of the seats.
        n_judged: How many of them people were held against, from the first on; nobody fits the others.
    """

    ids: tuple[str, ...]
    ties: NDArray[np.int64]
    openings: tuple[OpeningFit, ...]
    n_judged: int


@dataclass(frozen=True, slots=True)
class Fitter:
    """Holds people against openings with one scorer."""

    taxonomy: Taxonomy
    scorer: Scorer

    def site(
        self,
        seats: Sequence[Seats],
        parts: Sequence[PoolPart],
        *,
        terms: SiteTerms,
        watch: Watch = NOBODY,
    ) -> SiteFit:
        """Return how everybody fits every opening; where it is stopped, nobody fits those not reached."""
        kept = [np.flatnonzero(part.counts) for part in parts]
        ids = tuple(part.pool.ids[i] for part, rows in zip(parts, kept, strict=True) for i in rows)
        openings: list[OpeningFit] = []
        for n, one in enumerate(seats, start=1):
            if watch.is_stopped():
                break
            openings.append(self.opening(one, parts, terms=terms))
            watch.tell(Stage.SCORING, n, len(seats))
        n_judged = len(openings)
        openings += [_nobody_fits(len(ids))] * (len(seats) - n_judged)
        return SiteFit(
            ids=ids,
            ties=np.concatenate([p.pool.tie_breakers[rows] for p, rows in zip(parts, kept, strict=True)]),
            openings=tuple(openings),
            n_judged=n_judged,
        )

    def opening(self, seats: Seats, parts: Sequence[PoolPart], *, terms: SiteTerms) -> OpeningFit:
        """Return how everybody fits one opening."""
        own = Query.of(seats.opening, taxonomy=self.taxonomy)
        strict = Query.of(must_haves(seats, terms=terms), taxonomy=self.taxonomy)
        judged = [score_pool(strict, part.pool, scorer=self.scorer) for part in parts]
        groups = _groups(judged[0].criteria)
        pieces = [
            _columns(score_pool(own, part.pool, scorer=self.scorer).scores, scored, groups, part.counts)
            for part, scored in zip(parts, judged, strict=True)
        ]
        by_id = {item.id: item for item in strict.opening.requirements.items}
        musts = tuple(_must_have([judged[0].criteria[i] for i in group], by_id) for group in groups)
        return OpeningFit(musts, *(np.concatenate(column) for column in zip(*pieces, strict=True)))

    def meets(
        self, requirements: Sequence[Requirement], seats: Seats, parts: Sequence[PoolPart]
    ) -> NDArray[np.bool_]:
        """Return, per person, whether one of these is not failed where nothing else is asked for."""
        own = seats.opening
        alone = replace(
            own,
            requirements=replace(own.requirements, items=tuple(requirements), tasks=()),
            segments=(),
            vectors=own.vectors[:0],
        )
        query = Query.of(alone, taxonomy=self.taxonomy)
        return np.concatenate([_meets_any(query, part, self.scorer) for part in parts])


def _must_have(criteria: Sequence[Criterion], by_id: Mapping[str, Requirement]) -> MustHave:
    asked = tuple(by_id[criterion.id] for criterion in criteria if criterion.id in by_id)
    return MustHave(criteria[0].id, criteria[0].feature, asked)


def _nobody_fits(n_people: int) -> OpeningFit:
    nothing = np.zeros(n_people, dtype=np.int8)
    fails = np.full(n_people, TIERS.index(Tier.FAILS), dtype=np.int8)
    return OpeningFit((), np.zeros(n_people), fails, nothing + 1, nothing + NONE, nothing + NONE)


def _meets_any(query: Query, part: PoolPart, scorer: Scorer) -> NDArray[np.bool_]:
    scored = score_pool(query, part.pool, scorer=scorer)
    outcomes = [f.outcomes for c, f in zip(scored.criteria, scored.fulfilments, strict=True) if c.is_must]
    best = np.maximum.reduce(outcomes)
    return np.asarray((best > NARROWLY)[part.counts])


def _groups(criteria: Sequence[Criterion]) -> list[list[int]]:
    """Positions of the must-haves, those that are alternatives of each other together."""
    groups: dict[object, list[int]] = {}
    for index, criterion in enumerate(criteria):
        if criterion.is_must:
            key = ("alone", index) if criterion.alternatives is None else criterion.alternatives
            groups.setdefault(key, []).append(index)
    return list(groups.values())


def _columns(
    scores: NDArray[np.float64], scored: ScoredPool, groups: list[list[int]], counts: NDArray[np.bool_]
) -> tuple[NDArray[Any], ...]:
    """The columns of an `OpeningFit` after its must-haves, for the rows that count."""
    shape = (len(groups), len(scores))
    outcomes, open_points = np.full(shape, MET, dtype=np.int8), np.zeros(shape, dtype=bool)
    for row, group in enumerate(groups):
        members = [scored.fulfilments[index] for index in group]
        outcomes[row] = np.maximum.reduce([member.outcomes for member in members])
        open_points[row] = np.logical_and.reduce([member.must_be_verified for member in members])
    is_missed = (outcomes == NOT_MET) | (outcomes == NARROWLY)
    n_missed = is_missed.sum(axis=0).astype(np.int8)
    missed = np.where(n_missed == 1, _first(is_missed), NONE).astype(np.int8)
    unverified = np.where(open_points.any(axis=0), _first(open_points), NONE).astype(np.int8)
    return tuple(column[counts] for column in (scores, scored.tiers, n_missed, missed, unverified))


def _first(holds: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The first row that holds, per column; 0 where none does, or there are no rows."""
    return holds.argmax(axis=0) if len(holds) else np.zeros(holds.shape[1], dtype=np.intp)
