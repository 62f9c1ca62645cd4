"""Sites, and the openings attached to them."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from api.authentication import ReadsSites, WritesSites
from api.dependencies import IdempotencyKey, ResourcesOfApp
from api.models import ExternalId
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from api.site_models import (
    SEATS_EXAMPLES,
    SITE_EXAMPLES,
    SITE_PATCH_EXAMPLES,
    SeatsInput,
    SiteAnswer,
    SiteInput,
    SiteList,
    SitePatch,
)
from service.idempotency.use_cases import KeyUse
from service.organisations.use_cases import Principal
from service.staffing.sites import use_cases
from service.staffing.sites.use_cases import SiteDraft, with_known_towns

router = APIRouter(prefix="/v1/sites", tags=["sites"])


@router.post(
    "",
    status_code=201,
    summary="Describe a site",
    responses={
        200: {"model": SiteAnswer, "description": "The site with this external id was replaced."},
        **problems(409, 415),
    },
)
async def send_site(
    *,
    site: Annotated[SiteInput, Body(openapi_examples=SITE_EXAMPLES)],
    principal: WritesSites,
    resources: ResourcesOfApp,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> SiteAnswer:
    """A place where people are hired together. Attach its openings, then ask for a plan."""
    draft = site.draft()
    facts = with_known_towns(draft.facts, taxonomy=resources.taxonomy)
    async with resources.database.tenant(principal.organisation_id) as connection:
        record, saved = await use_cases.submit_site(
            connection,
            SiteDraft(draft.name, facts, draft.external_id),
            key_use=_key_use(principal, idempotency_key, site.model_dump_json()),
        )
    response.status_code = 201 if saved.is_new else 200
    response.headers["Location"] = f"/v1/sites/{record.id}"
    return SiteAnswer.of(record)


@router.get("", summary="List sites", responses=problems())
async def list_sites(
    *,
    principal: ReadsSites,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
    external_id: Annotated[ExternalId | None, Query()] = None,
) -> SiteList:
    """The newest first."""
    question = f"sites {principal.organisation_id} {external_id}"
    position = read_cursor(cursor, form=tuple[UUID], question=question)
    async with resources.database.tenant(principal.organisation_id) as connection:
        records = await use_cases.sites(
            connection, after=position[0] if position else None, limit=limit + 1, named=external_id
        )
    page = records[:limit]
    has_more = len(records) > limit
    return SiteList(
        sites=[SiteAnswer.of(record) for record in page],
        next_cursor=write_cursor([page[-1].id], question=question) if has_more else None,
    )


@router.get("/{site_id}", summary="One site", responses=problems(404))
async def get_site(site_id: UUID, principal: ReadsSites, resources: ResourcesOfApp) -> SiteAnswer:
    """With the openings attached to it."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        return SiteAnswer.of(await use_cases.site(connection, site_id=site_id))


@router.patch("/{site_id}", summary="Change a site", responses=problems(404, 409, 415))
async def change_site(
    *,
    site_id: UUID,
    patch: Annotated[SitePatch, Body(openapi_examples=SITE_PATCH_EXAMPLES)],
    principal: WritesSites,
    resources: ResourcesOfApp,
) -> SiteAnswer:
    """What is left out stays. Plans made before stay as they are."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        record = await use_cases.site(connection, site_id=site_id)
        facts = with_known_towns(patch.facts_after(record), taxonomy=resources.taxonomy)
        changed = await use_cases.change_site(
            connection, record=record, name=patch.name_after(record), facts=facts
        )
    return SiteAnswer.of(changed)


@router.delete("/{site_id}", status_code=204, summary="Delete a site", responses=problems(404))
async def delete_site(site_id: UUID, principal: WritesSites, resources: ResourcesOfApp) -> None:
    """It is gone for good, with its plans; its openings stay."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        await use_cases.delete_site(connection, site_id=site_id)


@router.put(
    "/{site_id}/openings/{opening_id}", summary="Attach an opening", responses=problems(404, 409, 415)
)
async def attach_opening(
    *,
    site_id: UUID,
    opening_id: UUID,
    seats: Annotated[SeatsInput, Body(openapi_examples=SEATS_EXAMPLES)],
    principal: WritesSites,
    resources: ResourcesOfApp,
) -> SiteAnswer:
    """An opening hires for one site. Sent again, its seats are changed."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        record = await use_cases.attach_opening(connection, site_id=site_id, seats=seats.seats(opening_id))
    return SiteAnswer.of(record)


@router.delete(
    "/{site_id}/openings/{opening_id}",
    status_code=204,
    summary="Detach an opening",
    responses=problems(404),
)
async def detach_opening(
    site_id: UUID, opening_id: UUID, principal: WritesSites, resources: ResourcesOfApp
) -> None:
    """The opening stays, without the site."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        await use_cases.detach_opening(connection, site_id=site_id, opening_id=opening_id)


def _key_use(principal: Principal, key: str | None, body: str) -> KeyUse | None:
    if key is None:
        return None
    digest = hashlib.sha256(b"site\x00" + body.encode()).digest()
    return KeyUse(sender_id=principal.organisation_id, key=key, body_sha256=digest)
