from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class CandidateStatus(StrEnum):
    """How far the reading of what was sent last is."""

    RECEIVED = "received"
    READY = "ready"
    REFUSED = "refused"


class MarkKind(StrEnum):
    """What tells a person."""

    EMAIL = "email"
    PHONE = "phone"
    TEXT = "text"
    SKETCH = "sketch"


class DuplicateState(StrEnum):
    """What was decided about two candidates who seem to be one person."""

    OPEN = "open"
    MERGED = "merged"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Sharing:
    """A candidate who shares marks with another one; `identity` is JSON."""

    candidate_id: UUID
    kinds: tuple[str, ...]
    sketch: bytes | None
    identity: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate as far as receiving a document needs to know."""

    id: UUID
    status: CandidateStatus
    revision: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a candidate is; while a newer revision waits, ranking uses `ready_revision`, read before."""

    id: UUID
    status: CandidateStatus
    reason: str | None
    revision: int
    ready_revision: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """An attempt at reading, the first being 1. `today` is by the database's clock.

    `may_replace` says whether the candidate takes the place of duplicates: its sender asked for that, and
    this document has not been read before.
    """

    attempts: int
    today: date
    may_replace: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """A person's corrections, and profile and identity as read, all as JSON."""

    corrections: str
    profile: str
    identity: str


@dataclass(frozen=True, slots=True)
class UnembeddedRow:
    """A candidate that lacks vectors, with its passages as JSON."""

    candidate_id: UUID
    revision: int
    segments: str


@dataclass(frozen=True, slots=True)
class CandidateSummary:
    """A candidate in a list; `duplicates` and `identity` are JSON, None where there is nothing."""

    id: UUID
    external_id: str | None
    uploaded_by: UUID | None
    status: CandidateStatus
    reason: str | None
    revision: int
    ready_revision: int | None
    created_at: datetime
    updated_at: datetime
    merged_into: UUID | None
    duplicates: str | None
    identity: str | None


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """All that is stored of a candidate; what is not plain is JSON."""

    id: UUID
    external_id: str | None
    uploaded_by: UUID | None
    status: CandidateStatus
    reason: str | None
    revision: int
    ready_revision: int | None
    created_at: datetime
    updated_at: datetime
    merged_into: UUID | None
    duplicates: str | None
    profile: str | None
    corrections: str | None
    identity: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class NameRow:
    """Who a candidate is; `identity` is JSON."""

    id: UUID
    identity: str


@dataclass(frozen=True, slots=True)
class VersionsRow:
    """Candidates by id, and when each changed last, in two columns of bytes."""

    ids: bytes
    versions: bytes


@dataclass(frozen=True, slots=True)
class ColumnsRow:
    """A candidate as columns; `parts` is None where they have to be made of the profile."""

    id: UUID
    version: datetime
    parts: tuple[bytes, ...] | None
    vectors: bytes


@dataclass(frozen=True, slots=True)
class ExternalIdRow:
    """A candidate's id, ours and the sender's."""

    id: UUID
    external_id: str


@dataclass(frozen=True, slots=True)
class RankableRow:
    """A candidate as the ranking needs it: JSON, and the wire forms of the vectors one after another."""

    id: UUID
    profile: str
    segments: str
    text: str
    vectors: bytes


@dataclass(frozen=True, slots=True)
class RereadingRow:
    """How far the reading of all candidates is.

    Attributes:
        n_candidates: Those that had been read when it began.
        n_begun: Those that were put into the queue.
        n_waiting: Those of them that wait to be read.
    """

    id: UUID
    n_candidates: int
    n_begun: int
    n_waiting: int
    begun_at: datetime
    stopped_at: datetime | None
    ended_at: datetime | None
