"""How far a plan fills the seats of a site."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.assessment import Tier
from matching.assignment.fitting import OpeningFit, SiteFit
from matching.assignment.problem import Demand, SitePlan
from matching.ranking.scores import TIERS


@dataclass(frozen=True, slots=True)
class Coverage:
    """The seats of one opening.

    Attributes:
        n_filled: Seats with a person.
        n_reserves: Stand-ins found, of `n_reserves_wanted`.
        n_meet: People of the pool who meet all must-haves.
        n_to_verify: People of the pool of whom something has to be asked.
        mean_score: Of those who have a seat, in [0, 1]; None when nobody has.
        seat_price: What one more seat would add to the worth of the plan, in the unit of scores.
    """

    opening_id: str
    headcount: int
    n_filled: int
    n_reserves: int
    n_reserves_wanted: int
    n_meet: int
    n_to_verify: int
    mean_score: float | None
    seat_price: float

    @property
    def n_missing(self) -> int:
        """Seats without a person."""
        return self.headcount - self.n_filled


def coverage_of(plan: SitePlan, demands: Sequence[Demand], fit: SiteFit) -> tuple[Coverage, ...]:
    """Return the coverage of each opening, in the order of the demands."""
    return tuple(_of(plan, demand, one) for demand, one in zip(demands, fit.openings, strict=True))


def _of(plan: SitePlan, demand: Demand, fit: OpeningFit) -> Coverage:
    scores = [p.score for p in plan.placements if p.opening_id == demand.opening_id]
    return Coverage(
        opening_id=demand.opening_id,
        headcount=demand.headcount,
        n_filled=len(scores),
        n_reserves=sum(p.opening_id == demand.opening_id for p in plan.reserves),
        n_reserves_wanted=demand.n_reserves,
        n_meet=int(np.count_nonzero(fit.tiers == TIERS.index(Tier.MEETS))),
        n_to_verify=int(np.count_nonzero(fit.tiers == TIERS.index(Tier.TO_VERIFY))),
        mean_score=sum(scores) / len(scores) if scores else None,
        seat_price=plan.seat_prices.get(demand.opening_id, 0.0),
    )
