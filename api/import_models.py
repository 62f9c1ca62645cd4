"""Bodies about imports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError

from api.candidate_models import CandidateInput
from api.models import AnswerModel
from api.opening_models import AnyOpeningInput
from api.validation import safe_faults
from service.documents.reading.rejection import ADVICE
from service.errors import InvalidRequest, RejectionReason
from service.imports.items import CandidateItem, Item, ItemFault, OpeningItem, RefusedItem
from service.imports.rows import ImportForm, ImportRow, ImportStatus, ImportSubject, ItemOutcome, ItemRow
from service.imports.sources import LineReader

_FAULTS = {
    ItemFault.NOT_JSON: "One JSON object is expected on each line.",
    ItemFault.INVALID: "The item is not as described.",
    ItemFault.NO_TITLE: "An opening needs a title.",
    ItemFault.NO_TEXT: "A candidate needs at least one column with something in it.",
    ItemFault.REPEATED_EXTERNAL_ID: "Another item of this import has the same external id; that one counts.",
}


class ImportCounts(AnswerModel):
    """Items by what became of them."""

    waiting: int
    created: int
    replaced: int
    unchanged: int
    duplicate: int
    refused: int
    cancelled: int


class ImportAnswer(AnswerModel):
    """An import and how far it is.

    `running` while items wait; `reading` while documents of candidates that came in wait to be read; then
    `finished`. What was erased since is in no count, so that they may add up to less than `n_items`.
    """

    id: UUID
    status: ImportStatus
    subject: ImportSubject
    form: ImportForm
    n_items: int
    counts: ImportCounts
    n_reading: int = Field(description="Candidates that came in and wait to be read.")
    results_url: str
    events_url: str
    created_at: datetime
    cancelled_at: datetime | None


class ImportList(AnswerModel):
    """Imports, the newest first. Without `next_cursor` there are no more."""

    imports: list[ImportAnswer]
    next_cursor: str | None


class ItemAnswer(AnswerModel):
    """What became of one item."""

    position: int = Field(description="From 1, in the order in which the items were sent.")
    name: str = Field(description="The file, or your own name for it, or the line.")
    outcome: ItemOutcome
    reason: str | None = Field(description="Why it was refused.", examples=["encrypted"])
    detail: str | None = None
    candidate_id: UUID | None = Field(description="Whom it made, replaced, or is a duplicate of.")
    opening_id: UUID | None
    same_person: list[UUID] = Field(description="Other candidates who seem to be the same person.")
    is_read: bool | None = Field(description="Whether the candidate's document has been read.")


def import_answer(row: ImportRow) -> ImportAnswer:
    """Return the body about one import."""
    return ImportAnswer(
        id=row.id,
        status=row.status,
        subject=row.subject,
        form=row.form,
        n_items=row.n_items,
        counts=ImportCounts(
            **{name: getattr(row, f"n_{name}") for name in ImportCounts.model_fields},
        ),
        n_reading=row.n_reading,
        results_url=f"/v1/imports/{row.id}/results",
        events_url=f"/v1/imports/{row.id}/events",
        created_at=row.created_at,
        cancelled_at=row.cancelled_at,
    )


def item_answer(row: ItemRow) -> ItemAnswer:
    """Return the body about one item."""
    return ItemAnswer(
        position=row.position,
        name=row.name,
        outcome=row.outcome,
        reason=row.reason,
        detail=row.detail or _advice(row.reason),
        candidate_id=row.candidate_id,
        opening_id=row.opening_id,
        same_person=list(row.same_person),
        is_read=row.is_read,
    )


def line_reader(subject: ImportSubject, *, max_text_chars: int, names: frozenset[str]) -> LineReader:
    """Return what makes an item of one JSON object.

    Args:
        subject: What the objects are; each has the form in which a single one is sent.
        max_text_chars: Longest text of a CV or of an advert.
        names: Fields that the API declares, which alone may be named in a refusal.
    """
    read = _candidate if subject is ImportSubject.CANDIDATES else _opening
    return _LineReader(read, max_text_chars, names).read


class _LineReader:
    def __init__(
        self, read: Callable[[str, bytes], tuple[Item, str]], max_text_chars: int, names: frozenset[str]
    ) -> None:
        self._read = read
        self._max_text_chars = max_text_chars
        self._names = names

    def read(self, name: str, line: bytes) -> Item | RefusedItem:
        try:
            item, text = self._read(name, line)
        except ValidationError as error:
            return self._refused(name, error.errors(include_url=False, include_input=False))
        except InvalidRequest as error:
            return RefusedItem(name, ItemFault.INVALID, str(error))
        if len(text) > self._max_text_chars:
            return RefusedItem(item.name, RejectionReason.TOO_MUCH_TEXT)
        return item

    def _refused(self, name: str, faults: list[Any]) -> RefusedItem:
        if any(fault["type"] == "json_invalid" for fault in faults):
            return RefusedItem(name, ItemFault.NOT_JSON)
        located = [{**fault, "loc": ("body", *fault["loc"])} for fault in faults]
        first = safe_faults(located, names=self._names)[0]
        return RefusedItem(name, ItemFault.INVALID, f"{first['pointer']} {first['detail']}".strip())


def _candidate(name: str, line: bytes) -> tuple[Item, str]:
    given = CandidateInput.model_validate_json(line)
    item = CandidateItem(given.external_id or name, given.submission(), given.external_id)
    return item, given.text or ""


_OPENING: TypeAdapter[Any] = TypeAdapter(AnyOpeningInput)


def _opening(name: str, line: bytes) -> tuple[Item, str]:
    draft = _OPENING.validate_json(line).draft()
    return OpeningItem(draft.external_id or name, draft), draft.text


def _advice(reason: str | None) -> str | None:
    if reason is None:
        return None
    if reason in set(ItemFault):
        return _FAULTS[ItemFault(reason)]
    return ADVICE[RejectionReason(reason)]
