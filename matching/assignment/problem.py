"""A site to be staffed: who may take which seat, and what a plan is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Demand:
    """One opening of a site.

    Attributes:
        opening_id: Any stable identifier.
        headcount: Seats.
        priority: Relative worth of a seat filled here; 1 is usual.
        n_reserves: Stand-ins wanted beside the seats.
        floor: Seats to be filled here before a marginal gain elsewhere counts; at most `headcount`.
    """

    opening_id: str
    headcount: int
    priority: float = 1.0
    n_reserves: int = 0
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Fits:
    """Who may take which seat: one entry per pair that breaks no must-have, flat.

    Attributes:
        candidate: Index into `AssignmentProblem.candidate_ids`.
        opening: Index into `AssignmentProblem.demands`.
        score: Calibrated chance of an interview, in [0, 1].
    """

    candidate: Ints
    opening: Ints
    score: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.score)

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "Fits":
        """Return the entries of a mask, or at these positions."""
        return Fits(self.candidate[chosen], self.opening[chosen], self.score[chosen])


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What a plan weighs.

    Attributes:
        fill_bonus: Worth of a filled seat beside the score of who fills it, in the unit of scores. 0 puts
            quality first; `fill_first` gives what puts filled seats first; in between is a trade-off.
        least_score: Nobody below it is placed.
        stability: Worth of leaving a person where the last plan had them, in the unit of scores.
        time_limit_seconds: After this the best plan found so far is returned, and says so.
    """

    fill_bonus: float = 0.2
    least_score: float = 0.0
    stability: float = 0.0
    time_limit_seconds: float = 60.0


def fill_first(demands: Sequence[Demand]) -> float:
    """Return the bonus from which no gain of quality outweighs a filled seat.

    A plan with one more seat is reached by moving at most one person per opening, each of whom may lose up
    to a whole score times the priority.
    """
    priorities = [demand.priority for demand in demands if demand.priority > 0]
    return 1.0 + sum(priorities) / min(priorities) if priorities else 1.0


@dataclass(frozen=True, slots=True)
class AssignmentProblem:
    """Everything a plan is made from.

    Attributes:
        candidate_ids: The pool.
        demands: The openings.
        fits: Pairs that may be placed.
        kept: Candidate index -> opening index of people placed by hand or already hired; they stay, whether
            the pair is among the fits or not.
        kept_scores: Candidate index -> score of people kept whose pair is not among the fits.
        previous: Candidate index -> opening index in the plan before.
    """

    candidate_ids: tuple[str, ...]
    demands: tuple[Demand, ...]
    fits: Fits
    kept: Mapping[int, int] = field(default_factory=dict)
    kept_scores: Mapping[int, float] = field(default_factory=dict)
    previous: Mapping[int, int] = field(default_factory=dict)
    options: PlanOptions = PlanOptions()


class ConflictKind(StrEnum):
    """Why a demand cannot be met as it stands."""

    KEPT_BEYOND_HEADCOUNT = "kept_beyond_headcount"
    KEPT_AGAINST_MUST_HAVE = "kept_against_must_have"
    FLOOR_OUT_OF_REACH = "floor_out_of_reach"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Demands that contradict each other or the pool; the plan meets them as far as it can.

    Attributes:
        wanted: People kept, or seats of the floor.
        possible: How many of them the plan has.
        candidate_ids: People kept who got no seat.
    """

    kind: ConflictKind
    opening_id: str
    wanted: int
    possible: int
    candidate_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """One person in one seat, or in reserve for it."""

    candidate_id: str
    opening_id: str
    score: float
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class SitePlan:
    """Who goes where.

    Attributes:
        placements: Seats filled, nobody twice.
        reserves: Stand-ins, best first per opening; nobody twice, and nobody who has a seat.
        worth: Of the placements by the options of the problem, people kept left aside.
        bound: No plan is worth more.
        is_optimal: Whether `worth` reaches `bound` within the tolerance of the arithmetic.
        seat_prices: Opening id -> what one more seat there would add to the worth.
        conflicts: What could not be met as demanded.
    """

    placements: tuple[Placement, ...]
    reserves: tuple[Placement, ...]
    worth: float
    bound: float
    is_optimal: bool
    seat_prices: Mapping[str, float]
    conflicts: tuple[Conflict, ...] = ()

    @property
    def gap(self) -> float:
        """How far the worth may be from the best, as a share of the bound."""
        return 0.0 if self.is_optimal or self.bound <= 0 else max(0.0, 1.0 - self.worth / self.bound)

    def n_filled(self, opening_id: str) -> int:
        """Return how many seats of an opening are filled."""
        return sum(placement.opening_id == opening_id for placement in self.placements)
