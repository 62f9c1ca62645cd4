"""What is asked of a plan."""

from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from api.models import RequestModel
from api.opening_models import Headcount, RequirementCorrection
from api.requirements import Day
from api.site_models import Priority
from matching.types import Shift
from service.staffing.plans.goals import Goal
from service.staffing.plans.values import Exclusion, FixedPlace, OpeningIf, PlanRequest

Points = Annotated[float, Field(strict=True, ge=0, le=100)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
MAX_NAMED = 10_000

PLAN_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "fill": {"summary": "Fill the seats, with stand-ins for a third of them", "value": {}},
    "background": {
        "summary": "Made by a worker; ask for it until it is ready",
        "value": {"in_background": True, "time_limit_seconds": 120},
    },
    "quality": {
        "summary": "Only people who meet every must-have, and score 50 or more",
        "value": {"goal": "quality", "allows_to_verify": False, "min_score": 50, "floor_share": 0.5},
    },
}


WHAT_IF_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "as-it-is": {"summary": "Nothing changes", "value": {}},
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
    time_limit_seconds: Annotated[float, Field(strict=True, ge=0, le=600)] = Field(
        default=20, description="After this the best plan found so far is the answer, and says so."
    )
    in_background: StrictBool | None = Field(
        default=None,
        description="Whether a worker makes the plan, so that the answer is 202 and the plan is to be asked "
        "for; null leaves that to sites with many people and openings.",
    )

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


class SalaryInput(RequestModel):
    """Net dirhams a month."""

    minimum_mad: Annotated[int, Field(strict=True, ge=0, le=10_000_000)]
    maximum_mad: Annotated[int, Field(strict=True, ge=0, le=10_000_000)]

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.minimum_mad > self.maximum_mad:
            raise PydanticCustomError("own_range", "The minimum is above the maximum.")
        return self


class OpeningIfInput(RequestModel):
    """An opening of the site as it might be; what is left out stays."""

    opening_id: UUID
    headcount: Headcount | None = None
    starts_on: Day | None = None
    shift: Shift | None = None
    priority: Priority | None = None
    requirements: Annotated[tuple[RequirementCorrection, ...], Field(max_length=100)] = ()
    salary: SalaryInput | None = None

    def change(self) -> OpeningIf:
        """Return the change, for the use case."""
        return OpeningIf(
            opening_id=self.opening_id,
            headcount=self.headcount,
            starts_on=self.starts_on,
            shift=self.shift,
            priority=self.priority,
            corrections=tuple(item.correction() for item in self.requirements),
            salary_mad=(self.salary.minimum_mad, self.salary.maximum_mad) if self.salary else None,
        )


class WhatIfInput(RequestModel):
    """Openings as they might be, and how the site is then to be staffed."""

    openings: Annotated[tuple[OpeningIfInput, ...], Field(max_length=200)] = ()
    plan: PlanInput = PlanInput()

    def changes(self) -> tuple[OpeningIf, ...]:
        """Return the changes, for the use case."""
        return tuple(opening.change() for opening in self.openings)
