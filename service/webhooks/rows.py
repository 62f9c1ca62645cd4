from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from service.tenancy import OrganisationId


class Event(StrEnum):
    """What an organisation can be told of; the values are part of the API."""

    CANDIDATE_READY = "candidate.ready"
    CANDIDATE_REFUSED = "candidate.refused"
    OPENING_READY = "opening.ready"
    IMPORT_FINISHED = "import.finished"
    MATCHES_CHANGED = "matches.changed"
    TEST = "webhook.test"


class DeliveryStatus(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class HalfMinute:
    """A stretch of the database's time, at an organisation that wants to be told of something."""

    organisation_id: OrganisationId
    number: int


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """An address as its organisation may see it: without the secret.

    Attributes:
        is_active: False once it answered 410, which means that it wants nothing any more.
        n_failures: Tries since it last answered as it should.
    """

    id: UUID
    url: str
    events: tuple[Event, ...]
    is_active: bool
    n_failures: int
    paused_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TryRow:
    """A delivery about to be tried, and what it takes; secrets are sealed."""

    id: UUID
    webhook_id: UUID
    event_id: str
    event: Event
    body: str
    n_tries: int
    url: str
    secret: bytes
    secret_key: str | None
    former_secret: bytes | None
    former_secret_key: str | None
    moment: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery with all its tries."""

    id: UUID
    event_id: str
    event: Event
    status: DeliveryStatus
    n_tries: int
    tries: list[dict[str, Any]]
    created_at: datetime
