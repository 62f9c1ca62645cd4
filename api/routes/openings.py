"""Openings: sent as text, as data or as a schema.org JobPosting; read, corrected, closed, deleted."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from api.authentication import ReadsOpenings, WritesOpenings
from api.dependencies import Exchange, IdempotencyKey, InExchange, ResourcesOfApp, Today
from api.models import ExternalId
from api.opening_models import (
    OPENING_EXAMPLES,
    PATCH_EXAMPLES,
    AnyOpeningInput,
    OpeningAnswer,
    OpeningList,
    OpeningPatch,
    OpeningSummary,
    opening_answer,
)
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from service.errors import InvalidRequest
from service.idempotency.use_cases import KeyUse
from service.openings import use_cases
from service.openings.use_cases import OpeningFilter, OpeningRecord
from service.organisations.use_cases import Principal

router = APIRouter(prefix="/v1/openings", tags=["openings"])


@router.post(
    "",
    status_code=201,
    summary="Send an opening",
    responses={
        200: {"model": OpeningAnswer, "description": "The opening with this external id was replaced."},
        **problems(409, 415),
    },
)
async def send_opening(
    *,
    opening: Annotated[AnyOpeningInput, Body(openapi_examples=OPENING_EXAMPLES)],
    principal: WritesOpenings,
    exchange: InExchange,
    response: Response,
    today: Today,
    idempotency_key: IdempotencyKey = None,
) -> OpeningAnswer:
    """Read an advert, requirements as data, or a schema.org `JobPosting`; answers with what was understood.

    With an `external_id` that is known, the opening is replaced: its id and people's corrections stay.
    """
    draft = opening.draft()
    _check_length(draft.text, exchange)
    record, saved = await use_cases.submit_opening(
        exchange.resources.database,
        principal.organisation_id,
        draft,
        reader=exchange.resources.openings,
        today=today,
        key_use=_key_use(principal, idempotency_key, opening.model_dump_json()),
    )
    response.status_code = 201 if saved.is_new else 200
    exchange.headers["Location"] = f"/v1/openings/{record.id}"
    return _answer(record, exchange)


@router.get("", summary="List openings", responses=problems())
async def list_openings(
    *,
    principal: ReadsOpenings,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
    external_id: Annotated[ExternalId | None, Query()] = None,
    is_open: Annotated[bool, Query(description="Leave out closed ones.")] = False,
) -> OpeningList:
    """The newest first."""
    question = f"openings {principal.organisation_id} {external_id} {is_open}"
    position = read_cursor(cursor, form=tuple[UUID], question=question)
    async with resources.database.tenant(principal.organisation_id) as connection:
        records = await use_cases.openings(
            connection,
            wanted=OpeningFilter(external_id=external_id, is_open=is_open),
            after=position[0] if position else None,
            limit=limit + 1,
        )
    page = records[:limit]
    has_more = len(records) > limit
    return OpeningList(
        openings=[OpeningSummary.of(record) for record in page],
        next_cursor=write_cursor([page[-1].id], question=question) if has_more else None,
    )


@router.get("/{opening_id}", summary="One opening, as understood", responses=problems(404))
async def get_opening(
    *,
    opening_id: UUID,
    principal: ReadsOpenings,
    exchange: InExchange,
) -> OpeningAnswer:
    """With every requirement, its importance, and the words of the advert that it comes from."""
    async with exchange.resources.database.tenant(principal.organisation_id) as connection:
        record = await use_cases.opening(connection, opening_id=opening_id)
    return _answer(record, exchange)


@router.patch("/{opening_id}", summary="Correct an opening", responses=problems(404, 409, 415))
async def correct_opening(
    *,
    opening_id: UUID,
    patch: Annotated[OpeningPatch, Body(openapi_examples=PATCH_EXAMPLES)],
    principal: WritesOpenings,
    exchange: InExchange,
    today: Today,
) -> OpeningAnswer:
    """Change, add or remove requirements; close or reopen. Corrections stay when the text is read again."""
    _check_length(patch.text or "", exchange)
    record = await use_cases.change_opening(
        exchange.resources.database,
        principal.organisation_id,
        opening_id=opening_id,
        change=patch.change(),
        reader=exchange.resources.openings,
        today=today,
    )
    return _answer(record, exchange)


@router.delete("/{opening_id}", status_code=204, summary="Delete an opening", responses=problems(404))
async def delete_opening(opening_id: UUID, principal: WritesOpenings, resources: ResourcesOfApp) -> None:
    """It is gone for good."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        await use_cases.delete_opening(connection, opening_id=opening_id)


def _answer(record: OpeningRecord, exchange: Exchange) -> OpeningAnswer:
    return opening_answer(record, taxonomy=exchange.resources.taxonomy, language=exchange.language)


def _key_use(principal: Principal, key: str | None, body: str) -> KeyUse | None:
    if key is None:
        return None
    digest = hashlib.sha256(b"opening\x00" + body.encode()).digest()
    return KeyUse(sender_id=principal.organisation_id, key=key, body_sha256=digest)


def _check_length(text: str, exchange: Exchange) -> None:
    limit = exchange.resources.settings.limits.max_text_chars
    if len(text) > limit:
        raise InvalidRequest(f"At most {limit} characters are allowed.", field="text")
