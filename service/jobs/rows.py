from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ParkedJob:
    """A job that failed for good: nothing takes it again until a person says so."""

    id: int
    name: str
    key: str | None
    created_at: datetime
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class TurnRow:
    """When a job is to be taken: turns count from 0, and two organisations have the same ones."""

    organisation: str
    turn: int
