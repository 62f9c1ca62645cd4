from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class DocumentKind(StrEnum):
    """What a candidate sent."""

    FILE = "file"
    TEXT = "text"
    JSON_RESUME = "json_resume"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was received; `display_name` is for people and never names a file of ours.

    Attributes:
        sha256: Digest of what was sent.
        content: What was sent, or that sealed; None where it is in the store of objects.
        key: Name of the key it is sealed under; None for plain content.
        place: Its name in the store of objects; None for content in the database.
    """

    candidate_id: UUID
    revision: int
    kind: DocumentKind
    media_type: str
    display_name: str
    sha256: bytes
    content: bytes | None
    key: str | None
    place: str | None
