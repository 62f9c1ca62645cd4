"""All candidates as a file, and one as JSON Resume."""

from collections.abc import AsyncIterator, Awaitable, Callable
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.authentication import SendsCandidates
from api.candidate_models import candidate_answer
from api.candidate_rows import COLUMNS, candidate_row
from api.dependencies import Exchange, InExchange
from api.problems import problems
from api.routes.candidates import AgencyId
from service.candidates import use_cases
from service.candidates.json_resume import JsonResume
from service.candidates.resume_export import as_resume
from service.candidates.use_cases import CandidateRecord
from service.errors import NotFound
from service.spreadsheets import XLSX_MEDIA_TYPE, WorkbookWriter, csv_line

router = APIRouter(prefix="/v1/candidates", tags=["candidates"])

_PAGE = 100


class ExportForm(StrEnum):
    """How candidates are written down."""

    NDJSON = "ndjson"
    XLSX = "xlsx"
    CSV = "csv"
    JSON_RESUME = "json_resume"


_FILES = {
    ExportForm.NDJSON: ("application/x-ndjson", "candidates.ndjson"),
    ExportForm.XLSX: (XLSX_MEDIA_TYPE, "candidates.xlsx"),
    ExportForm.CSV: ("text/csv; charset=utf-8", "candidates.csv"),
    ExportForm.JSON_RESUME: ("application/x-ndjson", "resumes.ndjson"),
}

Pages = AsyncIterator[list[CandidateRecord]]


@router.get(
    "/export",
    summary="All candidates as a file",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"application/x-ndjson": {}, XLSX_MEDIA_TYPE: {}, "text/csv": {}},
            "description": "One candidate a line or row, the oldest first.",
        },
        **problems(404),
    },
)
async def export_candidates(
    *,
    principal: SendsCandidates,
    exchange: InExchange,
    form: Annotated[ExportForm, Query(alias="format")] = ExportForm.NDJSON,
    agency_id: AgencyId = None,
) -> StreamingResponse:
    """`ndjson` has the bodies of `GET /v1/candidates/{id}`, `json_resume` a JSON Resume each.

    The others are tables, in which no cell can be taken for a formula.
    """
    organisation_id = principal.acts_for(agency_id)

    async def page(after: UUID | None) -> list[CandidateRecord]:
        async with exchange.resources.database.tenant(
            organisation_id, partner_id=principal.partner_id
        ) as connection:
            return await use_cases.candidate_records(connection, after=after, limit=_PAGE)

    media_type, name = _FILES[form]
    return StreamingResponse(
        _written(_pages(page), form, exchange),
        media_type=media_type,
        headers={**exchange.headers, "Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/{candidate_id}/json-resume", summary="One candidate as JSON Resume", responses=problems(404))
async def get_json_resume(
    *, candidate_id: UUID, principal: SendsCandidates, exchange: InExchange, agency_id: AgencyId = None
) -> JsonResume:
    """As read and corrected; what `POST /v1/candidates` takes as `json_resume`."""
    async with exchange.resources.database.tenant(
        principal.acts_for(agency_id), partner_id=principal.partner_id
    ) as connection:
        record = await use_cases.candidate(connection, candidate_id=candidate_id)
    resume = _resume(record, exchange)
    if resume is None:
        raise NotFound(use_cases.NO_SUCH_CANDIDATE)
    return resume


async def _pages(page: Callable[[UUID | None], Awaitable[list[CandidateRecord]]]) -> Pages:
    """Read one page after another; no connection is held while the client takes its time."""
    records = await page(None)
    while records:
        yield records
        records = await page(records[-1].entry.id)


def _written(pages: Pages, form: ExportForm, exchange: Exchange) -> AsyncIterator[str | bytes]:
    match form:
        case ExportForm.NDJSON:
            return _lines(pages, lambda record: _body(record, exchange))
        case ExportForm.JSON_RESUME:
            return _lines(pages, lambda record: _resume_line(record, exchange))
        case ExportForm.CSV:
            return _csv(pages, exchange)
        case ExportForm.XLSX:
            return _xlsx(pages, exchange)


async def _lines(pages: Pages, line: Callable[[CandidateRecord], str]) -> AsyncIterator[str]:
    async for records in pages:
        yield "".join(line(record) for record in records)


async def _csv(pages: Pages, exchange: Exchange) -> AsyncIterator[str]:
    yield csv_line(COLUMNS)
    async for records in pages:
        yield "".join(csv_line(_row(record, exchange)) for record in records)


async def _xlsx(pages: Pages, exchange: Exchange) -> AsyncIterator[bytes]:
    writer = WorkbookWriter()
    yield writer.start() + writer.add(COLUMNS)
    async for records in pages:
        yield b"".join(writer.add(_row(record, exchange)) for record in records)
    yield writer.end()


def _body(record: CandidateRecord, exchange: Exchange) -> str:
    answer = candidate_answer(record, taxonomy=exchange.resources.taxonomy, language=exchange.language)
    return answer.model_dump_json() + "\n"


def _resume_line(record: CandidateRecord, exchange: Exchange) -> str:
    resume = _resume(record, exchange)
    return resume.model_dump_json(exclude_defaults=True) + "\n" if resume else ""


def _resume(record: CandidateRecord, exchange: Exchange) -> JsonResume | None:
    if record.profile is None:
        return None
    return as_resume(
        record.profile,
        record.entry.identity,
        text=record.text or "",
        taxonomy=exchange.resources.taxonomy,
        language=exchange.language,
    )


def _row(record: CandidateRecord, exchange: Exchange) -> list[object]:
    return candidate_row(record, taxonomy=exchange.resources.taxonomy, language=exchange.language)
