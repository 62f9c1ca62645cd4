"""The ranked list of an opening, and the assessment of one pair: the same scorer, the same bits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Assessment, Evidence, Tier
from matching.profile import Flag
from matching.ranking.features.feature import OUTCOMES
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.scorer import Scorer
from matching.ranking.scores import TIERS, ScoredPool, feature_values, score_pool
from matching.ranking.subjects import Candidate, Opening
from matching.ranking.views import PoolView
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Mention, Origin


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """One line of the list. `rank` counts from 1; `score` is in [0, 1]."""

    candidate_id: str
    rank: int
    score: float
    tier: Tier


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every candidate of a pool, best first: those who meet the must-haves, to verify, then the others."""

    ids: tuple[str, ...]
    order: NDArray[np.intp]
    scores: NDArray[np.float64]
    tiers: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.order)

    def page(self, *, start: int, limit: int) -> tuple[RankedCandidate, ...]:
        """Return the lines from position `start`, counted from 0."""
        return tuple(self._line(position) for position in range(start, min(start + limit, len(self))))

    @property
    def entries(self) -> tuple[RankedCandidate, ...]:
        """All lines, to the last candidate."""
        return self.page(start=0, limit=len(self))

    def __iter__(self) -> Iterator[RankedCandidate]:
        return iter(self.entries)

    def _line(self, position: int) -> RankedCandidate:
        row = self.order[position]
        return RankedCandidate(
            candidate_id=self.ids[row],
            rank=position + 1,
            score=float(self.scores[row]),
            tier=TIERS[self.tiers[row]],
        )


def rank(opening: Opening, pool: Pool, *, taxonomy: Taxonomy, scorer: Scorer) -> Ranking:
    """Return every candidate of the pool in order; ties are broken by a stable hash of the id."""
    scored = score_pool(Query.of(opening, taxonomy=taxonomy), pool, scorer=scorer)
    order = np.lexsort((pool.tie_breakers, -scored.scores, scored.tiers))
    return Ranking(ids=pool.ids, order=order, scores=scored.scores, tiers=scored.tiers)


def assess(opening: Opening, candidate: Candidate, *, taxonomy: Taxonomy, scorer: Scorer) -> Assessment:
    """Return the score that `rank` gives this candidate, with the evidence it is made of."""
    return assess_all(opening, [candidate], taxonomy=taxonomy, scorer=scorer)[0]


def assess_all(
    opening: Opening, candidates: Sequence[Candidate], *, taxonomy: Taxonomy, scorer: Scorer
) -> list[Assessment]:
    """Return the assessment of each candidate, in their order."""
    query = Query.of(opening, taxonomy=taxonomy)
    pool = Pool.from_candidates(candidates, taxonomy=taxonomy).beside(query.sketch)
    scored = score_pool(query, pool, scorer=scorer)
    return [_assessment(scored, row, pool, candidate) for row, candidate in enumerate(candidates)]


def _assessment(scored: ScoredPool, row: int, pool: Pool, candidate: Candidate) -> Assessment:
    alone = PoolView(pool, np.array([row])).as_pool
    copied = (Mention(Flag.COPIED_FROM_ADVERT, span=None, origin=Origin.INFERRED),)
    return Assessment(
        score=float(scored.scores[row]),
        tier=TIERS[scored.tiers[row]],
        features=feature_values(scored, row=row),
        evidence=tuple(
            _evidence(scored, index, row, alone, candidate) for index in range(len(scored.criteria))
        ),
        flags=(*candidate.profile.flags, *(copied if pool.is_copied[row] else ())),
    )


def _evidence(scored: ScoredPool, index: int, row: int, pool: Pool, candidate: Candidate) -> Evidence:
    criterion, fulfilment = scored.criteria[index], scored.fulfilments[index]
    value = float(fulfilment.values[row])
    outcome = OUTCOMES[fulfilment.outcomes[row]]
    reason = criterion.reason(pool=pool, candidate=candidate, outcome=outcome)
    return Evidence(
        requirement_id=criterion.id,
        importance=criterion.importance,
        feature=criterion.feature,
        outcome=outcome,
        value=None if np.isnan(value) else value,
        contribution=float(scored.parts[index, row]) * 100.0,
        cv_spans=reason.cv_spans,
        advert_span=criterion.advert_span,
        reason=reason.key,
        data=reason.data,
        alternatives=criterion.alternatives,
    )
