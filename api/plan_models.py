"""What is asked of a plan."""

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, StrictBool

from api.models import RequestModel
from service.staffing.plans.values import Exclusion, FixedPlace, Goal, PlanRequest

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
