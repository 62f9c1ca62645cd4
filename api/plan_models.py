"""Bodies about the plans of a site."""

from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, StrictBool

from api.models import AnswerModel, RequestModel
from matching.assessment import Tier
from matching.assignment.coverage import Coverage
from service.staffing.plans.rows import PersonRow, PlanStatus, Role
from service.staffing.plans.use_cases import PlanRecord
from service.staffing.plans.values import Ending, Exclusion, FixedPlace, Goal, PlannedOpening, PlanRequest

Points = Annotated[float, Field(strict=True, ge=0, le=100)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
MAX_NAMED = 10_000

PLAN_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "fill": {"summary": "Fill the seats, with stand-ins for a third of them", "value": {}},
    "quality": {
        "summary": "Only people who meet every must-have, and score 50 or more",
        "value": {"goal": "quality", "allows_to_verify": False, "min_score": 50, "floor_share": 0.5},
    },
}


class PlaceInput(RequestModel):
    """A person and the opening whose seat is theirs."""

    candidate_id: UUID
    opening_id: UUID


class ExclusionInput(RequestModel):
    """A person not to be placed in this opening or, without one, at all."""

    candidate_id: UUID
    opening_id: UUID | None = None


class PlanInput(RequestModel):
    """How the site is to be staffed; every option has a usual value."""

    goal: Goal = Field(
        default=Goal.FILL,
        description="`fill`: no seat stays empty for quality. `quality`: the sum of scores decides alone. "
        "`balance`: a filled seat is worth `seat_worth` points beside the score of who fills it.",
    )
    seat_worth: Points = 20
    allows_to_verify: StrictBool = Field(
        default=True, description="Whether people may be placed of whom something has to be asked."
    )
    min_score: Points = Field(default=0, description="Nobody below it is placed.")
    reserve_share: Share = Field(default=0.3, description="Stand-ins wanted, as a share of the seats.")
    floor_share: Share = Field(
        default=0,
        description="Share of the seats of every opening that is filled before a gain elsewhere counts.",
    )
    stability: Points = Field(
        default=10,
        description="Points that moving a person away from where the last plan had them must gain.",
    )
    kept: Annotated[tuple[PlaceInput, ...], Field(max_length=MAX_NAMED)] = ()
    placed: Annotated[
        tuple[PlaceInput, ...], Field(max_length=MAX_NAMED, description="Already hired for the site.")
    ] = ()
    excluded: Annotated[tuple[ExclusionInput, ...], Field(max_length=MAX_NAMED)] = ()
    previous_plan_id: UUID | None = Field(
        default=None, description="The plan to stay close to; else the newest one of the site."
    )
    time_limit_seconds: Annotated[float, Field(strict=True, ge=0, le=600)] = 20

    def request(self) -> PlanRequest:
        """Return what is wanted, for the use case."""
        return PlanRequest(
            goal=self.goal,
            seat_worth=self.seat_worth / 100,
            allows_to_verify=self.allows_to_verify,
            min_score=self.min_score / 100,
            reserve_share=self.reserve_share,
            floor_share=self.floor_share,
            stability=self.stability / 100,
            kept=tuple(FixedPlace(it.candidate_id, it.opening_id) for it in self.kept),
            placed=tuple(FixedPlace(it.candidate_id, it.opening_id) for it in self.placed),
            excluded=tuple(Exclusion(it.candidate_id, it.opening_id) for it in self.excluded),
            previous_id=self.previous_plan_id,
            time_limit_seconds=self.time_limit_seconds,
        )


class CoverageAnswer(AnswerModel):
    """How far the seats of one opening are filled.

    `n_meet` people of the pool meet all its must-haves; of `n_to_verify` something has to be asked.
    `seat_price` says what one more seat would add to the worth of the plan, in points.
    """

    opening_id: UUID
    title: str
    headcount: int
    n_filled: int
    n_missing: int
    n_reserves: int
    n_reserves_wanted: int
    n_meet: int
    n_to_verify: int
    mean_score: float | None
    seat_price: float

    @classmethod
    def of(cls, opening: PlannedOpening, coverage: Coverage) -> Self:
        """Return the body about one opening."""
        return cls(
            opening_id=opening.id,
            title=opening.title,
            headcount=coverage.headcount,
            n_filled=coverage.n_filled,
            n_missing=coverage.n_missing,
            n_reserves=coverage.n_reserves,
            n_reserves_wanted=coverage.n_reserves_wanted,
            n_meet=coverage.n_meet,
            n_to_verify=coverage.n_to_verify,
            mean_score=None if coverage.mean_score is None else coverage.mean_score * 100,
            seat_price=coverage.seat_price * 100,
        )


class PlanPerson(AnswerModel):
    """One person in a plan: with a seat, or in reserve. `place` counts from 1 inside opening and role."""

    role: Role
    candidate_id: UUID
    opening_id: UUID
    place: int
    score: float
    tier: Tier
    is_kept: bool

    @classmethod
    def of(cls, row: PersonRow) -> Self:
        """Return the body about one person."""
        return cls(
            role=row.role,
            candidate_id=row.candidate_id,
            opening_id=row.opening_id,
            place=row.place,
            score=row.score * 100,
            tier=row.tier,
            is_kept=row.is_kept,
        )


class PlanSummary(AnswerModel):
    """A plan in a list."""

    id: UUID
    site_id: UUID
    version: int
    status: PlanStatus
    n_seats: int
    n_filled: int
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, record: PlanRecord) -> Self:
        """Return the summary of a plan."""
        coverage = record.result.coverage if record.result else ()
        return cls(
            id=record.id,
            site_id=record.site_id,
            version=record.version,
            status=record.status,
            n_seats=sum(it.headcount for it in coverage),
            n_filled=sum(it.n_filled for it in coverage),
            created_at=record.created_at,
            finished_at=record.finished_at,
        )


class PlanAnswer(PlanSummary):
    """A plan: how far each opening is filled, and by whom.

    `ending`: `optimal` when no plan is worth more, as proven by the prices of the seats; else why planning
    ended early, and `gap` says how far, as a share, the plan may be from the best.
    """

    ending: Ending | None
    gap: float | None
    total_score: float | None
    n_people: int | None
    openings: list[CoverageAnswer]
    people: list[PlanPerson]
    scorer: str | None
    encoder: str | None
    seconds: float | None

    @classmethod
    def with_people(cls, record: PlanRecord, people: list[PersonRow]) -> Self:
        """Return the body about a plan."""
        result = record.result
        members: dict[str, Any] = dict.fromkeys(
            ("ending", "gap", "total_score", "n_people", "scorer", "encoder", "seconds")
        )
        if result is not None:
            members = {name: getattr(result, name) for name in members}
            members["total_score"] = result.total_score * 100
        pairs = zip(result.openings, result.coverage, strict=True) if result else ()
        return cls(
            **PlanSummary.of(record).model_dump(),
            **members,
            openings=[CoverageAnswer.of(opening, coverage) for opening, coverage in pairs],
            people=[PlanPerson.of(row) for row in people if row.role in {Role.SEAT, Role.RESERVE}],
        )


class PlanList(AnswerModel):
    """Plans of a site, the newest first. Without `next_cursor` there are no more."""

    plans: list[PlanSummary]
    next_cursor: str | None
