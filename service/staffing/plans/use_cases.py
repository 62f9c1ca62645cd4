"""What can be done with the plans of a site."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.errors import InvalidRequest, NotFound
from service.serialization import from_json
from service.staffing.plans import store
from service.staffing.plans.planner import Planned, SitePlanner
from service.staffing.plans.rows import PersonRow, PlanRow, PlanStatus, Role
from service.staffing.plans.values import PlanRequest, PlanResult
from service.staffing.sites.use_cases import NO_SUCH_SITE, SiteRecord, site
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase

NO_SUCH_PLAN = "There is no such plan."


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan as it is kept; `result` is None until it is ready."""

    id: UUID
    site_id: UUID
    version: int
    status: PlanStatus
    request: PlanRequest
    result: PlanResult | None
    progress: float
    stage: str
    is_cancelled: bool
    created_at: datetime
    finished_at: datetime | None


async def make_plan(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    site_id: UUID,
    request: PlanRequest,
    planner: SitePlanner,
) -> PlanRecord:
    """Return a plan of the site, made and kept.

    Raises:
        NotFound: the organisation has no such site, or no such plan to stay close to.
        InvalidRequest: people are kept twice, kept and excluded, or for an opening that is not of the site.
    """
    async with database.tenant(organisation_id) as connection:
        record = await site(connection, site_id=site_id)
        check_request(request, record)
        previous = await _previous(connection, site_id=site_id, plan_id=request.previous_id)
    planned = await planner.plan(database, organisation_id, record, request, previous=previous)
    async with database.tenant(organisation_id) as connection:
        row = await store.add_plan(connection, site_id=site_id, request=request)
        if row is None:
            raise NotFound(NO_SUCH_SITE)
        await _keep(connection, row.id, planned)
        return await plan(connection, site_id=site_id, plan_id=row.id)


async def plan(connection: TenantConnection, *, site_id: UUID, plan_id: UUID) -> PlanRecord:
    """Return one plan.

    Raises:
        NotFound: the site has no such plan.
    """
    row = await store.plan(connection, site_id=site_id, plan_id=plan_id)
    if row is None:
        raise NotFound(NO_SUCH_PLAN)
    return _record(row)


async def plans(
    connection: TenantConnection, *, site_id: UUID, before: int | None, limit: int
) -> list[PlanRecord]:
    """Return the plans of a site, the newest first, those before a version.

    Raises:
        NotFound: the organisation has no such site.
    """
    await site(connection, site_id=site_id)
    rows = await store.plans(connection, site_id=site_id, before=before, limit=limit)
    return [_record(row) for row in rows]


async def people_of(
    connection: TenantConnection,
    *,
    plan_id: UUID,
    role: Role | None = None,
    opening_id: UUID | None = None,
    start: int = 0,
    limit: int | None = None,
) -> list[PersonRow]:
    """Return people of a plan, by role, opening and place; those who were erased are not among them."""
    return await store.people(
        connection, plan_id=plan_id, role=role, opening_id=opening_id, start=start, limit=limit
    )


def check_request(request: PlanRequest, record: SiteRecord) -> None:
    """Refuse what contradicts itself, or speaks of openings that are not of the site.

    Raises:
        InvalidRequest: which part does.
    """
    fixed = (*request.kept, *request.placed)
    people = [it.candidate_id for it in fixed]
    if len(set(people)) < len(people):
        raise InvalidRequest("Somebody is kept twice.", field="kept")
    out = {it.candidate_id for it in request.excluded if it.opening_id is None}
    if not out.isdisjoint(people):
        raise InvalidRequest("Somebody is kept and excluded.", field="excluded")
    openings = {row.opening_id for row in record.seats}
    named = {place.opening_id for place in fixed}
    named |= {exclusion.opening_id for exclusion in request.excluded if exclusion.opening_id}
    if not named <= openings:
        raise InvalidRequest("An opening is not attached to this site.", field="kept")


async def _previous(connection: TenantConnection, *, site_id: UUID, plan_id: UUID | None) -> dict[str, str]:
    """Who had which seat in the plan to stay close to."""
    if plan_id is None:
        newest = await store.newest_plan(connection, site_id=site_id)
        plan_id = newest.id if newest else None
    else:
        await plan(connection, site_id=site_id, plan_id=plan_id)
    if plan_id is None:
        return {}
    seated = await store.people(connection, plan_id=plan_id, role=Role.SEAT)
    return {str(person.candidate_id): str(person.opening_id) for person in seated}


async def _keep(connection: TenantConnection, plan_id: UUID, planned: Planned) -> None:
    if await store.finish_plan(connection, plan_id=plan_id, result=planned.result):
        await store.add_people(connection, plan_id=plan_id, people=planned.people)


def _record(row: PlanRow) -> PlanRecord:
    return PlanRecord(
        id=row.id,
        site_id=row.site_id,
        version=row.version,
        status=row.status,
        request=from_json(PlanRequest, row.request),
        result=from_json(PlanResult, row.result) if row.result else None,
        progress=row.progress,
        stage=row.stage,
        is_cancelled=row.is_cancelled,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
