"""Plans made apart from the request that asks for them: queued, followed, cancelled."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from service.candidates.rankable import n_rankable
from service.errors import NotFound, ServiceError, Unavailable
from service.jobs.queue import Job, enqueue
from service.serialization import from_json
from service.staffing.plans import store
from service.staffing.plans.planner import SitePlanner
from service.staffing.plans.rows import PlanRow, PlanStatus
from service.staffing.plans.use_cases import PlanRecord, base_plan, check_request, finish, plan, seats_in
from service.staffing.plans.values import PlanRequest
from service.staffing.plans.watching import PlanWatch
from service.staffing.sites.use_cases import NO_SUCH_SITE, SiteRecord, site
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase

PLAN_SITE = "plan_site"

MAX_PAIRS_IN_REQUEST = 400_000
"""People times openings that a request waits for: a few seconds; more is planned by a worker."""

_TELL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A plan to be made by a worker."""

    organisation_id: OrganisationId
    site_id: UUID
    plan_id: UUID


async def is_large(connection: TenantConnection, record: SiteRecord) -> bool:
    """Return whether a plan of the site is better made by a worker."""
    return await n_rankable(connection) * len(record.seats) > MAX_PAIRS_IN_REQUEST


async def queue_plan(
    connection: TenantConnection, *, organisation_id: OrganisationId, site_id: UUID, request: PlanRequest
) -> PlanRecord:
    """Return a plan that a worker is going to make.

    Raises:
        NotFound: the organisation has no such site, or no such plan to stay close to.
        InvalidRequest: the request contradicts itself or the site.
    """
    check_request(request, await site(connection, site_id=site_id))
    base = await base_plan(connection, site_id=site_id, plan_id=request.previous_id)
    row = await store.add_plan(
        connection, site_id=site_id, request=request, previous_id=base.id if base else None
    )
    if row is None:
        raise NotFound(NO_SUCH_SITE)
    arguments: dict[str, str | int] = {
        "organisation_id": str(organisation_id),
        "site_id": str(site_id),
        "plan_id": str(row.id),
    }
    await enqueue(connection, Job(PLAN_SITE, key=f"{row.id}/plan", arguments=arguments))
    return await plan(connection, site_id=site_id, plan_id=row.id)


async def cancel_plan(connection: TenantConnection, *, site_id: UUID, plan_id: UUID) -> PlanRecord:
    """Return a plan that is to end with the best found so far; one that is ready stays as it is.

    Raises:
        NotFound: the site has no such plan.
    """
    await store.cancel_plan(connection, site_id=site_id, plan_id=plan_id)
    return await plan(connection, site_id=site_id, plan_id=plan_id)


async def make_queued_plan(database: TenantDatabase, task: PlanTask, *, planner: SitePlanner) -> None:
    """Make a plan and keep it, or why it cannot be made; done again, it changes nothing."""
    async with database.tenant(task.organisation_id) as connection:
        row = await store.plan(connection, site_id=task.site_id, plan_id=task.plan_id)
    if row is None or row.status is not PlanStatus.WAITING:
        return
    try:
        await _make(database, task, row, planner=planner)
    except Unavailable:
        raise
    except ServiceError as error:
        async with database.tenant(task.organisation_id) as connection:
            await store.fail_plan(connection, plan_id=task.plan_id, reason=str(error))


async def _make(database: TenantDatabase, task: PlanTask, row: PlanRow, *, planner: SitePlanner) -> None:
    request = from_json(PlanRequest, row.request)
    async with database.tenant(task.organisation_id) as connection:
        record = await site(connection, site_id=task.site_id)
        check_request(request, record)
        previous = await seats_in(connection, plan_id=row.previous_id)
    watch = PlanWatch(time_limit_seconds=request.time_limit_seconds)
    watch.is_cancelled = row.is_cancelled
    telling = asyncio.create_task(_tell(database, task, watch))
    try:
        planned = await planner.plan(
            database,
            task.organisation_id,
            record,
            request,
            previous={candidate: seat.opening_id for candidate, seat in previous.items()},
            watch=watch,
        )
    finally:
        telling.cancel()
    async with database.tenant(task.organisation_id) as connection:
        await finish(connection, task.plan_id, planned, record=record)


async def _tell(database: TenantDatabase, task: PlanTask, watch: PlanWatch) -> None:
    """Keep how far the plan is, and hear whether it was cancelled or deleted, until the plan is made."""
    while True:
        with suppress(Unavailable):
            async with database.tenant(task.organisation_id) as connection:
                is_cancelled = await store.tell_progress(
                    connection, plan_id=task.plan_id, progress=watch.progress, stage=watch.stage
                )
            watch.is_cancelled = is_cancelled is not False
        await asyncio.sleep(_TELL_SECONDS)
