"""What a plan is asked for, and what comes of it: the forms in which both are stored."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from matching.assignment.coverage import Coverage
from matching.assignment.gaps import Gap, Proposal
from matching.assignment.problem import Conflict
from matching.assignment.steps import Step
from matching.assignment.support import Support
from matching.types import Shift
from service.openings.corrections import Correction
from service.staffing.plans.goals import Ending, Goal


@dataclass(frozen=True, slots=True)
class FixedPlace:
    """A person who is to have a seat of this opening, or who has one already."""

    candidate_id: UUID
    opening_id: UUID


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A person who is not to be placed, in one opening or, with None, at all."""

    candidate_id: UUID
    opening_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """How a site is to be staffed.

    Attributes:
        goal: Fill seats first, quality first, or weigh one against the other.
        seat_worth: Worth of a filled seat beside the score of who fills it, where they are weighed; a score
            of 1 is worth 1.
        allows_to_verify: Whether people of whom something has to be asked may be placed.
        min_score: Nobody below it is placed, in [0, 1].
        reserve_share: Stand-ins wanted, as a share of the seats.
        floor_share: Share of the seats of every opening that is filled before a gain elsewhere counts.
        stability: Worth of leaving a person where the plan before had them, in the unit of scores.
        kept: People placed by hand.
        placed: People already hired for the site.
        excluded: People not to be placed.
        previous_id: The plan to stay close to; None for the newest.
        time_limit_seconds: After this the best plan found so far is the answer.
    """

    goal: Goal = Goal.FILL
    seat_worth: float = 0.2
    allows_to_verify: bool = True
    min_score: float = 0.0
    reserve_share: float = 0.3
    floor_share: float = 0.0
    stability: float = 0.1
    kept: tuple[FixedPlace, ...] = ()
    placed: tuple[FixedPlace, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    previous_id: UUID | None = None
    time_limit_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class OpeningIf:
    """An opening as it might be, for a plan that is not kept; None leaves a thing as it is.

    Attributes:
        corrections: Of its requirements.
        salary_mad: Net dirhams a month, lower and upper bound.
    """

    opening_id: UUID
    headcount: int | None = None
    starts_on: date | None = None
    shift: Shift | None = None
    priority: float | None = None
    corrections: tuple[Correction, ...] = ()
    salary_mad: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PlannedOpening:
    """What is known of an opening when the plan is made."""

    id: UUID
    title: str
    revision: int


@dataclass(frozen=True, slots=True)
class NamedStep:
    """The step of one must-have of one opening."""

    opening_id: str
    requirement_id: str
    step: Step


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A plan without its people, who are kept apart so that whoever is erased is gone from it.

    Attributes:
        ending: Why planning ended.
        worth: Of the placements by the options, people kept left aside.
        bound: No plan is worth more.
        gap: How far the worth may be from the best, as a share of the bound.
        total_score: Sum of the scores of all who have a seat.
        n_people: In the pool.
        openings: In the order of `coverage`.
        conflicts: What could not be met as demanded.
        n_reachable: Seats that could be filled at all, whatever the scores.
        gaps: What requirements cost, the most costly first.
        proposals: Steps that people could make together.
        n_unused: People who may take no seat.
        steps: Of the must-haves that people are said to miss.
        support: How the project stands to schemes of support.
        scorer: Version of the scorer.
        encoder: Key of the encoder.
        seconds: Time that planning took.
    """

    ending: Ending
    worth: float
    bound: float
    gap: float
    total_score: float
    n_people: int
    openings: tuple[PlannedOpening, ...]
    coverage: tuple[Coverage, ...]
    conflicts: tuple[Conflict, ...]
    n_reachable: int
    gaps: tuple[Gap, ...]
    proposals: tuple[Proposal, ...]
    n_unused: int
    steps: tuple[NamedStep, ...]
    support: tuple[Support, ...]
    scorer: str
    encoder: str
    seconds: float
