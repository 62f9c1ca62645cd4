"""Items of an import, and the one form in which they wait to be done."""

import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from service.candidates.receiving import Submission
from service.documents.rows import DocumentKind
from service.imports.rows import ItemOutcome
from service.openings.reading import OpeningDraft
from service.serialization import from_json, to_json

_LENGTHS = struct.Struct(">IQ")


class ItemFault(StrEnum):
    """Why an item is refused before anything of it is read; a document's own reasons come beside these."""

    NOT_JSON = "not_json"
    INVALID = "invalid"
    NO_TITLE = "no_title"
    NO_TEXT = "no_text_in_row"
    REPEATED_EXTERNAL_ID = "repeated_external_id"


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """A CV."""

    name: str
    submission: Submission
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class OpeningItem:
    """An opening."""

    name: str
    draft: OpeningDraft

    @property
    def external_id(self) -> str | None:
        """The sender's own name for it."""
        return self.draft.external_id


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """What cannot be taken in.

    Attributes:
        reason: A value of `ItemFault` or `RejectionReason`.
        detail: For people, without a word of what was sent; None where the reason says it all.
    """

    name: str
    reason: str
    detail: str | None = None


Item = CandidateItem | OpeningItem


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an item."""

    outcome: ItemOutcome
    reason: str | None = None
    detail: str | None = None
    candidate_id: UUID | None = None
    revision: int | None = None
    opening_id: UUID | None = None


def packed(items: Iterable[tuple[int, Item]]) -> bytes:
    """Return items with their positions as bytes that `unpacked` reads."""
    return b"".join(_frame(position, item) for position, item in items)


def unpacked(data: bytes) -> Iterator[tuple[int, Item]]:
    """Yield what `packed` wrote."""
    offset = 0
    while offset < len(data):
        n_header, n_content = _LENGTHS.unpack_from(data, offset)
        start = offset + _LENGTHS.size
        middle, offset = start + n_header, start + n_header + n_content
        yield _item(json.loads(data[start:middle]), data[middle:offset])


def _frame(position: int, item: Item) -> bytes:
    header: dict[str, object] = {"position": position, "name": item.name}
    match item:
        case CandidateItem(submission=submission):
            content = submission.content
            header |= {
                "kind": submission.kind,
                "media_type": submission.media_type,
                "file_name": submission.file_name,
                "external_id": item.external_id,
            }
        case OpeningItem(draft=draft):
            content = to_json(OpeningDraft, draft).encode()
    encoded = json.dumps(header).encode()
    return _LENGTHS.pack(len(encoded), len(content)) + encoded + content


def _item(header: dict[str, str], content: bytes) -> tuple[int, Item]:
    position = int(header["position"])
    if "kind" not in header:
        return position, OpeningItem(header["name"], from_json(OpeningDraft, content.decode()))
    submission = Submission(DocumentKind(header["kind"]), content, header["media_type"], header["file_name"])
    return position, CandidateItem(header["name"], submission, header["external_id"])
