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
    """A document as it was received; `display_name` is for people and never names a file of ours."""

    candidate_id: UUID
    revision: int
    kind: DocumentKind
    media_type: str
    display_name: str
    content: bytes
