from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class ImportSubject(StrEnum):
    """What the items of an import are."""

    CANDIDATES = "candidates"
    OPENINGS = "openings"


class ImportForm(StrEnum):
    """How the items of an import are written down."""

    ZIP = "zip"
    NDJSON = "ndjson"
    CSV = "csv"
    XLSX = "xlsx"


class ImportStatus(StrEnum):
    """How far an import is."""

    RUNNING = "running"
    READING = "reading"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ItemOutcome(StrEnum):
    """What became of an item."""

    WAITING = "waiting"
    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import, and how many of its items have come how far.

    Attributes:
        n_items: Items sent; more than the sum of the others where something has been erased since.
        n_reading: Candidates that came in and whose document waits to be read.
    """

    id: UUID
    uploaded_by: UUID | None
    subject: ImportSubject
    form: ImportForm
    n_items: int
    created_at: datetime
    cancelled_at: datetime | None
    n_waiting: int
    n_created: int
    n_replaced: int
    n_unchanged: int
    n_duplicate: int
    n_refused: int
    n_cancelled: int
    n_reading: int

    @property
    def status(self) -> ImportStatus:
        """How far it is; one that was cancelled stays so while the rest of it is read."""
        if self.cancelled_at is not None:
            return ImportStatus.CANCELLED
        if self.n_waiting:
            return ImportStatus.RUNNING
        return ImportStatus.READING if self.n_reading else ImportStatus.FINISHED

    @property
    def is_over(self) -> bool:
        """Whether no count will change by itself any more."""
        return not (self.n_waiting or self.n_reading)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What became of one item.

    Attributes:
        position: From 1, in the order in which the items were sent.
        name: The name of a file, or the sender's own name for a thing.
        candidate_id: Whom it made, replaced or is a duplicate of.
        same_person: Other candidates who seem to be the same person.
        is_read: Whether the candidate's document has been read; None where there is none to read.
    """

    position: int
    name: str
    outcome: ItemOutcome
    reason: str | None
    detail: str | None
    candidate_id: UUID | None
    opening_id: UUID | None
    same_person: tuple[UUID, ...]
    is_read: bool | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A part of an import that is still to be done; `content` is sealed under `key`."""

    content: bytes
    key: str | None
    uploaded_by: UUID | None
    replaces_duplicates: bool
    today: date
