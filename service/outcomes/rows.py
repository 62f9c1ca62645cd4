from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class OutcomeKind(StrEnum):
    """What became of a person for an opening."""

    SHORTLISTED = "shortlisted"
    INTERVIEWED = "interviewed"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDREW = "withdrew"


class RejectionCause(StrEnum):
    """Why a person was turned down. There is no free text: nothing protected can be written here."""

    LANGUAGE = "language"
    EXPERIENCE = "experience"
    SKILLS = "skills"
    EDUCATION = "education"
    AVAILABILITY = "availability"
    PLACE = "place"
    SALARY = "salary"
    INTERVIEW = "interview"
    NO_SHOW = "no_show"
    OTHER_CHOSEN = "other_chosen"
    OPENING_CLOSED = "opening_closed"


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome; `reason` is given for those turned down."""

    opening_id: UUID
    candidate_id: UUID
    kind: OutcomeKind
    reason: RejectionCause | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class OutcomePosition:
    """The last outcome of a page: what decides the order of the list."""

    recorded_at: datetime
    candidate_id: UUID
    kind: OutcomeKind


@dataclass(frozen=True, slots=True)
class SavedOutcome:
    """What recording an outcome says: whether it is a new one."""

    recorded_at: datetime
    is_new: bool
