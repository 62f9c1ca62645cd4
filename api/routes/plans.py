"""Plans of a site: who takes which seat, at once for all its openings."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body

from api.authentication import ReadsPlans, WritesPlans
from api.dependencies import InExchange, ResourcesOfApp
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.plan_answers import PlanAnswer, PlanList, PlanSummary
from api.plan_models import PLAN_EXAMPLES, PlanInput
from api.problems import problems
from service.staffing.plans import use_cases

router = APIRouter(prefix="/v1/sites/{site_id}/plans", tags=["plans"])


@router.post("", status_code=201, summary="Staff a site", responses=problems(404, 415))
async def make_plan(
    *,
    site_id: UUID,
    body: Annotated[PlanInput, Body(openapi_examples=PLAN_EXAMPLES)],
    principal: WritesPlans,
    exchange: InExchange,
) -> PlanAnswer:
    """The whole pool against all openings of the site at once: nobody twice, must-haves kept."""
    database = exchange.resources.database
    record = await use_cases.make_plan(
        database,
        principal.organisation_id,
        site_id=site_id,
        request=body.request(),
        planner=exchange.resources.planner,
    )
    exchange.headers["Location"] = f"/v1/sites/{site_id}/plans/{record.id}"
    async with database.tenant(principal.organisation_id) as connection:
        people = await use_cases.people_of(connection, plan_id=record.id)
    return PlanAnswer.in_full(record, people, exchange=exchange)


@router.get("", summary="List plans", responses=problems(404))
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


@router.get("/{plan_id}", summary="One plan", responses=problems(404))
async def get_plan(
    *, site_id: UUID, plan_id: UUID, principal: ReadsPlans, exchange: InExchange
) -> PlanAnswer:
    """As it was made; people who were erased since are not in it."""
    async with exchange.resources.database.tenant(principal.organisation_id) as connection:
        record = await use_cases.plan(connection, site_id=site_id, plan_id=plan_id)
        people = await use_cases.people_of(connection, plan_id=plan_id)
    return PlanAnswer.in_full(record, people, exchange=exchange)
