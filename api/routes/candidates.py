"""Candidates: sent as a file, as text or as data; read in the background, corrected, erased."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response

from api.authentication import SendsCandidates, WritesCandidates
from api.candidate_models import (
    MERGE_EXAMPLES,
    PATCH_EXAMPLES,
    CandidateAnswer,
    CandidateList,
    CandidateProgress,
    MergeInput,
    candidate_answer,
    progress,
    summary,
)
from api.candidate_uploads import body_description, read_upload
from api.dependencies import Exchange, IdempotencyKey, InExchange, Resources, ResourcesOfApp
from api.models import ExternalId
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from service.candidates import use_cases
from service.candidates.use_cases import (
    CandidateRecord,
    CandidateStatus,
    Corrections,
    Receipt,
    Sender,
    receive_candidate,
)
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason
from service.organisations.use_cases import Principal
from service.tenancy import OrganisationId


class Duplicates(StrEnum):
    """What happens to candidates who are certain to be the same person."""

    LINK = "link"
    REPLACE = "replace"


OnDuplicates = Annotated[
    Duplicates,
    Query(
        description="`link` names others who seem to be the same person; `replace` also lets this one take "
        "the place of those you sent whom it is certain to be, which can be undone."
    ),
]

router = APIRouter(prefix="/v1/candidates", tags=["candidates"])

AgencyId = Annotated[
    OrganisationId | None, Query(description="For a partner of several agencies: the one this is about.")
]
Wait = Annotated[
    float, Query(ge=0, le=30, description="Seconds to wait for the finished profile before answering 202.")
]


@router.post(
    "",
    status_code=201,
    summary="Send a CV",
    response_model=None,
    openapi_extra=body_description(),
    responses={
        200: {"model": CandidateAnswer, "description": "The candidate with this external id was replaced."},
        201: {"model": CandidateAnswer, "description": "A new candidate, read."},
        202: {"model": CandidateProgress, "description": "Received; to be read soon."},
        **problems(404, 409, 415, 507),
    },
)
async def send_candidate(
    *,
    request: Request,
    response: Response,
    principal: WritesCandidates,
    exchange: InExchange,
    wait: Wait = 0,
    agency_id: AgencyId = None,
    duplicates: OnDuplicates = Duplicates.LINK,
    idempotency_key: IdempotencyKey = None,
) -> CandidateAnswer | CandidateProgress:
    """Send a file, a text or JSON Resume; it is read in the background, or while you `wait`.

    With an `external_id` that is known, the candidate is replaced: its id and people's corrections stay, and
    the earlier profile serves until the new document has been read. A document that cannot be read is refused
    with a reason, at once where you wait.
    """
    resources = exchange.resources
    upload = await read_upload(request, resources.settings.limits)
    sender = Sender(principal.acts_for(agency_id), principal.organisation_id)
    original = await resources.originals.keep(
        resources.database, upload.submission.content, organisation_id=sender.organisation_id
    )
    async with resources.database.tenant(
        sender.organisation_id, partner_id=principal.partner_id
    ) as connection:
        receipt = await receive_candidate(
            connection,
            upload.submission,
            sender=sender,
            original=original,
            external_id=upload.external_id,
            idempotency_key=idempotency_key,
            replaces_duplicates=duplicates is Duplicates.REPLACE,
        )
    record = await _waited(resources, principal, sender, receipt, seconds=wait)
    response.headers["Location"] = f"/v1/candidates/{receipt.candidate_id}"
    if record.entry.status is CandidateStatus.RECEIVED:
        response.status_code = 202
        return progress(record.entry)
    if record.entry.status is CandidateStatus.REFUSED:
        raise rejected(RejectionReason(record.entry.reason or RejectionReason.PROCESSING_FAILED))
    response.status_code = 201 if receipt.is_new else 200
    return _answer(record, exchange)


@router.get("", summary="List candidates", responses=problems(404))
async def list_candidates(
    *,
    principal: SendsCandidates,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
    status: CandidateStatus | None = None,
    external_id: Annotated[ExternalId | None, Query()] = None,
    agency_id: AgencyId = None,
) -> CandidateList:
    """The newest first; a partner sees those it sent."""
    organisation_id = principal.acts_for(agency_id)
    question = f"candidates {organisation_id} {principal.organisation_id} {status} {external_id}"
    position = read_cursor(cursor, form=tuple[UUID], question=question)
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        entries = await use_cases.candidates(
            connection,
            after=position[0] if position else None,
            status=status,
            external_id=external_id,
            limit=limit + 1,
        )
    page = entries[:limit]
    has_more = len(entries) > limit
    return CandidateList(
        candidates=[summary(entry) for entry in page],
        next_cursor=write_cursor([page[-1].id], question=question) if has_more else None,
    )


@router.get("/{candidate_id}", summary="One candidate, as read", responses=problems(404))
async def get_candidate(
    *,
    candidate_id: UUID,
    principal: SendsCandidates,
    exchange: InExchange,
    agency_id: AgencyId = None,
) -> CandidateAnswer:
    """With every value, the words of the CV that state it, how it was obtained and how sure that is."""
    record = await _record(exchange.resources, principal, principal.acts_for(agency_id), candidate_id)
    return _answer(record, exchange)


@router.get("/{candidate_id}/status", summary="How far the reading is", responses=problems(404))
async def get_status(
    candidate_id: UUID, principal: SendsCandidates, resources: ResourcesOfApp, agency_id: AgencyId = None
) -> CandidateProgress:
    """`received`, `ready`, or `refused` with a reason."""
    record = await _record(resources, principal, principal.acts_for(agency_id), candidate_id)
    return progress(record.entry)


@router.patch("/{candidate_id}", summary="Correct a candidate", responses=problems(404, 409, 415))
async def correct_candidate(
    *,
    candidate_id: UUID,
    patch: Annotated[Corrections, Body(openapi_examples=PATCH_EXAMPLES)],
    principal: WritesCandidates,
    exchange: InExchange,
    agency_id: AgencyId = None,
) -> CandidateAnswer:
    """What a person states stands above what was read, also after the CV is read again; null withdraws it."""
    async with exchange.resources.database.tenant(
        principal.acts_for(agency_id), partner_id=principal.partner_id
    ) as connection:
        record = await use_cases.correct_candidate(
            connection, candidate_id=candidate_id, patch=patch, taxonomy=exchange.resources.taxonomy
        )
    return _answer(record, exchange)


@router.put(
    "/{candidate_id}/merge",
    summary="Let another candidate stand for this one",
    responses=problems(404, 409, 415),
)
async def merge_candidate(
    *,
    candidate_id: UUID,
    merge: Annotated[MergeInput, Body(openapi_examples=MERGE_EXAMPLES)],
    principal: WritesCandidates,
    resources: ResourcesOfApp,
    agency_id: AgencyId = None,
) -> CandidateProgress:
    """It is ranked no more, and stays as it is; `DELETE` undoes that."""
    organisation_id = principal.acts_for(agency_id)
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        await use_cases.merge(connection, candidate_id=candidate_id, into=merge.into)
        return progress((await use_cases.candidate(connection, candidate_id=candidate_id)).entry)


@router.delete("/{candidate_id}/merge", summary="Undo a merge", responses=problems(404, 409))
async def undo_merge(
    candidate_id: UUID, principal: WritesCandidates, resources: ResourcesOfApp, agency_id: AgencyId = None
) -> CandidateProgress:
    """The candidate is ranked again, and no rule merges the two any more."""
    organisation_id = principal.acts_for(agency_id)
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        await use_cases.undo_merge(connection, candidate_id=candidate_id)
        return progress((await use_cases.candidate(connection, candidate_id=candidate_id)).entry)


@router.delete("/{candidate_id}", status_code=204, summary="Erase a candidate", responses=problems(404))
async def erase_candidate(
    candidate_id: UUID, principal: WritesCandidates, resources: ResourcesOfApp, agency_id: AgencyId = None
) -> None:
    """Document, text, profile, identity and vectors are gone for good."""
    organisation_id = principal.acts_for(agency_id)
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        await use_cases.erase_candidate(
            connection, organisation_id=organisation_id, candidate_id=candidate_id
        )


@router.get(
    "/{candidate_id}/document",
    summary="The document as it was sent",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The bytes, to be saved."},
        **problems(404),
    },
)
async def get_document(
    candidate_id: UUID, principal: SendsCandidates, resources: ResourcesOfApp, agency_id: AgencyId = None
) -> Response:
    """Always as a download, never as something a browser would open."""
    organisation_id = principal.acts_for(agency_id)
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        kept = await use_cases.candidate_document(connection, candidate_id=candidate_id)
    document = await resources.originals.fetch(kept, organisation_id=organisation_id)
    return Response(
        document.content,
        media_type="application/octet-stream",
        headers=_download_headers(document.display_name),
    )


async def _waited(
    resources: Resources, principal: Principal, sender: Sender, receipt: Receipt, *, seconds: float
) -> CandidateRecord:
    if seconds > 0:
        await use_cases.wait_until_read(
            resources.database,
            sender.organisation_id,
            candidate_id=receipt.candidate_id,
            seconds=min(seconds, resources.settings.limits.max_wait_seconds),
            partner_id=principal.partner_id,
        )
    return await _record(resources, principal, sender.organisation_id, receipt.candidate_id)


async def _record(
    resources: Resources, principal: Principal, organisation_id: OrganisationId, candidate_id: UUID
) -> CandidateRecord:
    async with resources.database.tenant(organisation_id, partner_id=principal.partner_id) as connection:
        return await use_cases.candidate(connection, candidate_id=candidate_id)


def _answer(record: CandidateRecord, exchange: Exchange) -> CandidateAnswer:
    return candidate_answer(record, taxonomy=exchange.resources.taxonomy, language=exchange.language)


def _download_headers(name: str) -> dict[str, str]:
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
