from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.ranking.columns import NOT_STATED
from matching.ranking.features.feature import Fulfilment, Reason
from matching.ranking.features.whole import WholeFeature
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Importance

STEP_COST = 0.6
"""Value lost per rung that the person stands above the opening."""


@dataclass(frozen=True, slots=True)
class Overqualification(WholeFeature):
    """Whether the opening would be a step down.

    A team leader who would answer calls again, a manager who would lead a team: each rung between the
    latest occupation and the opening costs value, unless the person writes that they look for this very
    work. Nothing is lost by experience in the same rung, however long. Age never counts.
    """

    name: str = "seniority"
    importance: Importance = Importance.NICE

    def applies(self, query: Query) -> bool:
        """Return whether the rung of the opening is known."""
        return any(query.rungs_of(query.occupations))

    def fulfilment(self, *, query: Query, pool: Pool) -> Fulfilment:
        """Return 1 at or below the rung of the opening, less for each rung above."""
        opening_rank = max(query.rungs_of(query.occupations))
        latest = _latest_rank(query, pool)
        above = np.maximum(latest - opening_rank, 0.0)
        above = np.where(_looks_for_it(query, pool), 0.0, above)
        values = np.clip(1.0 - STEP_COST * above, 0.0, 1.0)
        return Fulfilment.of(values, met=above == 0, unstated=latest == 0)

    def reason(self, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome) -> Reason:
        """Return the latest occupation."""
        titles = [e.title for e in candidate.profile.experiences if e.title and e.kind.is_paid_work]
        spans = (titles[0].span,) if titles and titles[0].span else ()
        return Reason(f"seniority.{outcome}", {"found": titles[0].value if titles else ""}, spans)


def _latest_rank(query: Query, pool: Pool) -> NDArray[np.float64]:
    """Rung of the latest paid work; 0 when unknown."""
    columns = pool.experiences
    return columns.rows.max(np.where(columns.is_latest, query.rungs[columns.occupation], 0.0))


def _looks_for_it(query: Query, pool: Pool) -> NDArray[np.bool_]:
    columns = pool.wanted
    return columns.rows.any(
        (columns.concept != NOT_STATED) & (query.occupation_similarity[columns.concept] >= 0.8)
    )
