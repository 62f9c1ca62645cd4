from dataclasses import dataclass

import numpy as np

from matching.assessment import Outcome
from matching.ranking.features.feature import Fulfilment, Reason
from matching.ranking.features.whole import WholeFeature
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Importance


@dataclass(frozen=True, slots=True)
class SalaryDistance(WholeFeature):
    """Salary expected against the upper end of what the advert offers.

    At or below it: met. Above it, value falls to nothing at one and a half times the offer. No
    expectation, no data; it is never asked for.
    """

    name: str = "salary"
    importance: Importance = Importance.NICE

    def applies(self, query: Query) -> bool:
        """Return whether the advert names a salary."""
        return query.opening.requirements.salary_mad is not None

    def fulfilment(self, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value from the excess over the offer."""
        offer = query.opening.requirements.salary_mad
        assert offer is not None
        excess = np.maximum(pool.salary_mad / max(offer.value[1], 1) - 1.0, 0.0)
        return Fulfilment.of(
            np.clip(1.0 - 2.0 * excess, 0.0, 1.0),
            met=excess <= 0,
            narrowly=excess <= 0.1,
            unstated=np.isnan(pool.salary_mad),
        )

    def reason(self, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome) -> Reason:
        """Return the expectation."""
        stated = candidate.profile.salary_expectation_mad
        data = {"found": str(stated.value) if stated else ""}
        return Reason(f"salary.{outcome}", data, (stated.span,) if stated and stated.span else ())
