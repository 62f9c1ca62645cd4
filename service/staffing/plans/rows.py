from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from matching.assessment import Tier


class PlanStatus(StrEnum):
    """How far a plan is."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Role(StrEnum):
    """What a person is in a plan; `lost` has no seat any more, after one in the plan before."""

    SEAT = "seat"
    RESERVE = "reserve"
    TRAINEE = "trainee"
    UNUSED = "unused"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan; `request` and `result` are JSON. `previous_id` is the plan it was to stay close to."""

    id: UUID
    site_id: UUID
    version: int
    status: PlanStatus
    request: str
    result: str | None
    progress: float
    stage: str
    is_cancelled: bool
    previous_id: UUID | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a plan.

    Attributes:
        requirement_id: The must-have that is missing, for trainees and people not used.
        n_missing: Must-haves of the opening that are missing.
        place: From 1, best first within role and opening.
    """

    role: Role
    opening_id: UUID
    candidate_id: UUID
    requirement_id: str
    n_missing: int
    place: int
    score: float
    tier: Tier
    is_kept: bool
