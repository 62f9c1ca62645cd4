"""Plans of a site: who takes which seat, at once for all its openings."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from api.authentication import ReadsPlans, WritesPlans
from api.dependencies import Exchange, InExchange, ResourcesOfApp
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.plan_answers import (
    ComparisonAnswer,
    PlanAnswer,
    PlanList,
    PlanPeople,
    PlanSummary,
    WhatIfAnswer,
    explained_answer,
)
from api.plan_models import PLAN_EXAMPLES, WHAT_IF_EXAMPLES, PlanInput, WhatIfInput
from api.problems import problems
from service.staffing.exports.use_cases import MEDIA_TYPES, Exporter, ExportForm, exported
from service.staffing.plans import making, use_cases
from service.staffing.plans.explaining import Explaining
from service.staffing.plans.making import is_large, queue_plan
from service.staffing.plans.rows import PersonRow, Role
from service.staffing.plans.use_cases import PlanRecord
from service.staffing.sites.use_cases import site

router = APIRouter(prefix="/v1/sites/{site_id}", tags=["plans"])


@router.post(
    "/plans",
    status_code=201,
    summary="Staff a site",
    responses={
        202: {"model": PlanAnswer, "description": "A worker makes it; ask at `Location` until it is ready."},
        **problems(404, 415),
    },
)
async def make_plan(
    *,
    site_id: UUID,
    body: Annotated[PlanInput, Body(openapi_examples=PLAN_EXAMPLES)],
    principal: WritesPlans,
    exchange: InExchange,
    response: Response,
) -> PlanAnswer:
    """The whole pool against all openings of the site at once: nobody twice, must-haves kept."""
    database, request = exchange.resources.database, body.request()
    async with database.tenant(principal.organisation_id) as connection:
        record = await site(connection, site_id=site_id)
        is_queued = body.in_background
        if is_queued is None:
            is_queued = await is_large(connection, record)
        if is_queued:
            response.status_code = 202
            plan = await queue_plan(
                connection, organisation_id=principal.organisation_id, site_id=site_id, request=request
            )
            return _located(plan, [], exchange)
    plan = await use_cases.make_plan(
        database,
        principal.organisation_id,
        site_id=site_id,
        request=request,
        planner=exchange.resources.planner,
    )
    async with database.tenant(principal.organisation_id) as connection:
        return _located(plan, await use_cases.people_of(connection, plan_id=plan.id), exchange)


@router.get("/plans", summary="List plans", responses=problems(404))
async def list_plans(
    *,
    site_id: UUID,
    principal: ReadsPlans,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> PlanList:
    """The newest first."""
    question = f"plans {principal.organisation_id} {site_id}"
    position = read_cursor(cursor, form=tuple[int], question=question)
    before = min(position[0], 2**31 - 1) if position else None
    async with resources.database.tenant(principal.organisation_id) as connection:
        records = await use_cases.plans(connection, site_id=site_id, before=before, limit=limit + 1)
    page = records[:limit]
    has_more = len(records) > limit
    return PlanList(
        plans=[PlanSummary.of(record) for record in page],
        next_cursor=write_cursor([page[-1].version], question=question) if has_more else None,
    )


@router.get("/plans/{plan_id}", summary="One plan", responses=problems(404))
async def get_plan(
    *, site_id: UUID, plan_id: UUID, principal: ReadsPlans, exchange: InExchange
) -> PlanAnswer:
    """As it was made; people who were erased since are not in it."""
    async with exchange.resources.database.tenant(principal.organisation_id) as connection:
        record = await use_cases.plan(connection, site_id=site_id, plan_id=plan_id)
        people = await use_cases.people_of(connection, plan_id=plan_id)
    return PlanAnswer.in_full(record, people, exchange=exchange)


@router.post("/plans/{plan_id}/cancel", summary="Cancel a plan", responses=problems(404))
async def cancel_plan(
    *, site_id: UUID, plan_id: UUID, principal: WritesPlans, exchange: InExchange
) -> PlanAnswer:
    """It ends with the best plan found so far, and says so; one that is ready stays as it is."""
    async with exchange.resources.database.tenant(principal.organisation_id) as connection:
        record = await making.cancel_plan(connection, site_id=site_id, plan_id=plan_id)
        people = await use_cases.people_of(connection, plan_id=plan_id)
    return PlanAnswer.in_full(record, people, exchange=exchange)


@router.get("/plans/{plan_id}/people", summary="People of a plan, with reasons", responses=problems(404))
async def list_plan_people(
    *,
    site_id: UUID,
    plan_id: UUID,
    principal: ReadsPlans,
    exchange: InExchange,
    role: Annotated[Role, Query(description="What the people are in the plan.")] = Role.SEAT,
    opening_id: Annotated[UUID | None, Query(description="Of this opening alone.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> PlanPeople:
    """With one sentence per requirement, and the words on both sides, as in the list of the opening."""
    question = f"plan-people {principal.organisation_id} {plan_id} {role} {opening_id}"
    position = read_cursor(cursor, form=tuple[int], question=question)
    start = min(max(position[0], 0), 2**31 - 1) if position else 0
    resources = exchange.resources
    async with resources.database.tenant(principal.organisation_id) as connection:
        await use_cases.plan(connection, site_id=site_id, plan_id=plan_id)
        record = await site(connection, site_id=site_id)
        rows = await use_cases.people_of(
            connection, plan_id=plan_id, role=role, opening_id=opening_id, start=start, limit=limit + 1
        )
    explaining = Explaining(resources.database, principal.organisation_id, record, resources.ranker)
    people = await explaining.explained(rows[:limit])
    has_more = len(rows) > limit
    return PlanPeople(
        people=[explained_answer(person, exchange=exchange) for person in people],
        next_cursor=write_cursor([start + limit], question=question) if has_more else None,
    )


@router.get("/plans/{plan_id}/changes", summary="Who moves, and why", responses=problems(404, 409))
async def compare_plans(
    *,
    site_id: UUID,
    plan_id: UUID,
    principal: ReadsPlans,
    exchange: InExchange,
    since: Annotated[UUID | None, Query(description="An earlier plan; else the one before.")] = None,
) -> ComparisonAnswer:
    """Two plans of the site side by side."""
    async with exchange.resources.database.tenant(principal.organisation_id) as connection:
        comparison = await use_cases.compare_plans(connection, site_id=site_id, plan_id=plan_id, since=since)
    return ComparisonAnswer.of(comparison, exchange=exchange)


@router.get(
    "/plans/{plan_id}/export",
    summary="A plan as a workbook, a table or a page",
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {media_type.partition(";")[0]: {} for media_type in MEDIA_TYPES.values()},
        },
        **problems(404, 409),
    },
)
async def export_plan(
    *,
    site_id: UUID,
    plan_id: UUID,
    principal: ReadsPlans,
    exchange: InExchange,
    form: Annotated[ExportForm, Query(alias="format")] = ExportForm.XLSX,
) -> Response:
    """XLSX with a sheet per opening, CSV with a line per person, or one page of HTML to print.

    No cell is ever calculated, and nobody's name or contact is in it: people stand under their ids.
    """
    resources = exchange.resources
    async with resources.database.tenant(principal.organisation_id) as connection:
        sheet = await Exporter(resources.plan_wording, resources.schemes).sheet(
            connection, site_id=site_id, plan_id=plan_id, language=exchange.language
        )
    content = await asyncio.to_thread(exported, sheet, form)
    headers = {
        "Content-Disposition": f"{'inline' if form is ExportForm.HTML else 'attachment'}; "
        f'filename="plan-{sheet.record.version}.{form}"',
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
        **dict(exchange.headers),
    }
    headers.pop("content-length", None)
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


@router.post("/what-if", summary="A plan if things were otherwise", responses=problems(404, 415))
async def ask_what_if(
    *,
    site_id: UUID,
    body: Annotated[WhatIfInput, Body(openapi_examples=WHAT_IF_EXAMPLES)],
    principal: ReadsPlans,
    exchange: InExchange,
) -> WhatIfAnswer:
    """Another headcount, requirement, shift or salary; the plan, and who would move. Nothing is kept."""
    outcome = await use_cases.what_if(
        exchange.resources.database,
        principal.organisation_id,
        site_id=site_id,
        request=body.plan.request(),
        changes=body.changes(),
        planner=exchange.resources.planner,
    )
    return WhatIfAnswer.of(site_id, outcome, exchange=exchange)


def _located(record: PlanRecord, people: list[PersonRow], exchange: Exchange) -> PlanAnswer:
    exchange.headers["Location"] = f"/v1/sites/{record.site_id}/plans/{record.id}"
    return PlanAnswer.in_full(record, people, exchange=exchange)
