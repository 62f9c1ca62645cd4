from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


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


class JobState(StrEnum):
    """Where a job is; one that is parked has failed for good and waits for a person."""

    WAITING = "waiting"
    RUNNING = "running"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """A job in the queue.

    Attributes:
        arguments: What its handler is given, as JSON: identifiers only.
        attempts: Times it was tried again.
        due_at: When it may be taken.
    """

    id: int
    name: str
    key: str | None
    arguments: str
    state: JobState
    attempts: int
    priority: int
    created_at: datetime
    updated_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker as it was last heard.

    Attributes:
        silent_seconds: Since then.
        waiting_seconds: How long the job waits that has waited longest for any worker.
    """

    id: UUID
    host: str
    started_at: datetime
    has_queue: bool
    n_in_hand: int
    n_done: int
    n_failed: int
    silent_seconds: float
    waiting_seconds: float
