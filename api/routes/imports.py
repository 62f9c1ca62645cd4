"""Imports: many candidates or openings at once, watched while they come in, with a result for each."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.authentication import SendsAnything
from api.dependencies import IdempotencyKey, Resources, ResourcesOfApp
from api.import_models import ImportAnswer, ImportList, ItemAnswer, import_answer, item_answer, line_reader
from api.import_uploads import body_description, spooled
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from api.routes.candidates import AgencyId, Duplicates, OnDuplicates
from api.validation import known_names
from service.candidates.receiving import Sender
from service.errors import NotPermitted
from service.imports import use_cases
from service.imports.rows import ImportSubject
from service.imports.sources import Source
from service.imports.use_cases import ImportRow, ItemRow, Order
from service.organisations.use_cases import Principal, Scope
from service.spreadsheets import csv_line
from service.tenancy import OrganisationId

router = APIRouter(prefix="/v1/imports", tags=["imports"])

_LOOK_SECONDS = 1.0
_PAGE_ITEMS = 500


class ResultsForm(StrEnum):
    """How results are written down."""

    NDJSON = "ndjson"
    CSV = "csv"


_MEDIA_TYPES = {ResultsForm.NDJSON: "application/x-ndjson", ResultsForm.CSV: "text/csv; charset=utf-8"}

Subject = Annotated[ImportSubject, Query(description="What the items are.")]
Seconds = Annotated[
    float, Query(gt=0, le=600, description="Longest time before you have to ask again.", alias="seconds")
]


@router.post(
    "",
    status_code=202,
    summary="Send many candidates or openings",
    openapi_extra=body_description(),
    responses=problems(404, 409, 415),
)
async def send_import(
    *,
    request: Request,
    response: Response,
    principal: SendsAnything,
    resources: ResourcesOfApp,
    subject: Subject = ImportSubject.CANDIDATES,
    agency_id: AgencyId = None,
    duplicates: OnDuplicates = Duplicates.LINK,
    idempotency_key: IdempotencyKey = None,
) -> ImportAnswer:
    """A ZIP of CVs, or NDJSON, CSV or XLSX of candidates or openings; done item by item in the background.

    Safe to send again: an external id that is known is replaced or left as it is, and a document that you
    sent before makes no second candidate.
    """
    _require(principal, subject)
    sender = Sender(principal.acts_for(agency_id), principal.organisation_id, is_bulk=True)
    limits = resources.settings.limits
    reader = line_reader(subject, max_text_chars=limits.max_text_chars, names=known_names(request.app))
    order = Order(
        sender,
        resources.originals.keyring,
        limits,
        idempotency_key,
        replaces_duplicates=duplicates is Duplicates.REPLACE,
    )
    async with (
        spooled(request) as spool,
        resources.database.tenant(sender.organisation_id, partner_id=principal.partner_id) as connection,
    ):
        receipt = await use_cases.receive_import(connection, Source(spool, subject, reader), order)
        row = await use_cases.import_progress(connection, import_id=receipt.import_id)
    response.headers["Location"] = f"/v1/imports/{row.id}"
    return import_answer(row)


@router.get("", summary="List imports", responses=problems(404))
async def list_imports(
    *,
    principal: SendsAnything,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
    agency_id: AgencyId = None,
) -> ImportList:
    """The newest first; a partner sees those it sent."""
    organisation_id = principal.acts_for(agency_id)
    question = f"imports {organisation_id} {principal.organisation_id}"
    position = read_cursor(cursor, form=tuple[UUID], question=question)
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        rows = await use_cases.imports(connection, after=position[0] if position else None, limit=limit + 1)
    page = rows[:limit]
    return ImportList(
        imports=[import_answer(row) for row in page],
        next_cursor=write_cursor([page[-1].id], question=question) if len(rows) > limit else None,
    )


@router.get("/{import_id}", summary="How far an import is", responses=problems(404))
async def get_import(
    import_id: UUID, principal: SendsAnything, resources: ResourcesOfApp, agency_id: AgencyId = None
) -> ImportAnswer:
    """Counts of items by what became of them."""
    organisation_id = principal.acts_for(agency_id)
    return import_answer(await _progress(resources, principal, organisation_id, import_id))


@router.get(
    "/{import_id}/events",
    summary="Watch an import",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Server-sent events."},
        **problems(404),
    },
)
async def watch_import(
    *,
    import_id: UUID,
    principal: SendsAnything,
    resources: ResourcesOfApp,
    agency_id: AgencyId = None,
    seconds: Seconds = 25,
) -> StreamingResponse:
    """An event `progress` whenever a count changes, with the body of `GET /v1/imports/{id}`; then `end`.

    The stream also ends after some `seconds`; browsers ask again by themselves.
    """
    organisation_id = principal.acts_for(agency_id)
    first = await _progress(resources, principal, organisation_id, import_id)

    async def look() -> ImportRow:
        return await _progress(resources, principal, organisation_id, import_id)

    return StreamingResponse(
        _events(first, look, seconds=seconds),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


@router.get(
    "/{import_id}/results",
    summary="What became of each item",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"application/x-ndjson": {}, "text/csv": {}},
            "description": "One line for each item, in the order in which they were sent.",
        },
        **problems(404),
    },
)
async def get_results(
    *,
    import_id: UUID,
    principal: SendsAnything,
    resources: ResourcesOfApp,
    agency_id: AgencyId = None,
    form: Annotated[ResultsForm, Query(alias="format")] = ResultsForm.NDJSON,
) -> StreamingResponse:
    """As far as it is known now; what is refused says why."""
    organisation_id = principal.acts_for(agency_id)
    await _progress(resources, principal, organisation_id, import_id)

    async def page(after_position: int) -> list[ItemRow]:
        async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
            return await use_cases.import_items(
                connection, import_id=import_id, after_position=after_position, limit=_PAGE_ITEMS
            )

    return StreamingResponse(
        _lines(page, form),
        media_type=_MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="import-{import_id}.{form}"'},
    )


@router.post("/{import_id}/cancel", summary="Call off the rest of an import", responses=problems(404))
async def cancel_import(
    import_id: UUID, principal: SendsAnything, resources: ResourcesOfApp, agency_id: AgencyId = None
) -> ImportAnswer:
    """What is done stays; what waits is not done any more."""
    organisation_id = principal.acts_for(agency_id)
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        row = await use_cases.cancel_import(connection, organisation_id=organisation_id, import_id=import_id)
    return import_answer(row)


def _require(principal: Principal, subject: ImportSubject) -> None:
    needed = Scope.CANDIDATES_WRITE if subject is ImportSubject.CANDIDATES else Scope.OPENINGS_WRITE
    if needed not in principal.scopes:
        raise NotPermitted


async def _progress(
    resources: Resources, principal: Principal, organisation_id: OrganisationId, import_id: UUID
) -> ImportRow:
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        return await use_cases.import_progress(connection, import_id=import_id)


async def _events(
    row: ImportRow, look: Callable[[], Awaitable[ImportRow]], *, seconds: float
) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    yield f"retry: {round(1000 * _LOOK_SECONDS)}\n\n"
    yield _event("progress", row)
    while not row.is_over and loop.time() + _LOOK_SECONDS < deadline:
        await asyncio.sleep(_LOOK_SECONDS)
        latest = await look()
        if latest != row:
            yield _event("progress", latest)
        row = latest
    if row.is_over:
        yield _event("end", row)


def _event(name: str, row: ImportRow) -> str:
    return f"event: {name}\ndata: {import_answer(row).model_dump_json()}\n\n"


async def _lines(page: Callable[[int], Awaitable[list[ItemRow]]], form: ResultsForm) -> AsyncIterator[str]:
    """Write one page after another; no connection is held while the client takes its time."""
    if form is ResultsForm.CSV:
        yield csv_line(list(ItemAnswer.model_fields))
    rows = await page(0)
    while rows:
        yield "".join(_line(item_answer(row), form) for row in rows)
        rows = await page(rows[-1].position)


def _line(item: ItemAnswer, form: ResultsForm) -> str:
    if form is ResultsForm.NDJSON:
        return item.model_dump_json() + "\n"
    values = item.model_dump(mode="json").values()
    return csv_line(["; ".join(value) if isinstance(value, list) else value for value in values])
