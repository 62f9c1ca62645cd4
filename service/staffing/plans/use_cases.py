"""What can be done with the plans of a site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matching.assignment.comparison import Change, Departures, PlanSide, Seat, changes_between
from service.errors import Conflict, InvalidRequest, NotFound
from service.serialization import from_json
from service.staffing.plans import store
from service.staffing.plans.planner import Planned, SitePlanner
from service.staffing.plans.rows import PersonRow, PlanRow, PlanStatus, Role
from service.staffing.plans.values import OpeningIf, PlanRequest, PlanResult
from service.staffing.plans.watching import PlanWatch
from service.staffing.regions.use_cases import publish_gaps
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
    previous_id: UUID | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans of one site side by side."""

    before: PlanRecord
    after: PlanRecord
    n_stay: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A plan that is not kept, and what it changes against one that is, where there is one."""

    planned: Planned
    base: PlanRecord | None
    n_stay: int
    changes: tuple[Change, ...]


async def make_plan(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    site_id: UUID,
    request: PlanRequest,
    planner: SitePlanner,
    watch: PlanWatch | None = None,
) -> PlanRecord:
    """Return a plan of the site, made and kept; `watch` follows it, and may stop it.

    Raises:
        NotFound: the organisation has no such site, or no such plan to stay close to.
        InvalidRequest: people are kept twice, kept and excluded, or for an opening that is not of the site.
    """
    async with database.tenant(organisation_id) as connection:
        record = await site(connection, site_id=site_id)
        check_request(request, record)
        base = await base_plan(connection, site_id=site_id, plan_id=request.previous_id)
        previous = await seats_in(connection, plan_id=base.id if base else None)
    planned = await planner.plan(
        database, organisation_id, record, request, previous=_openings_of(previous), watch=watch
    )
    async with database.tenant(organisation_id) as connection:
        row = await store.add_plan(
            connection, site_id=site_id, request=request, previous_id=base.id if base else None
        )
        if row is None:
            raise NotFound(NO_SUCH_SITE)
        await finish(connection, row.id, planned, record=record)
        return await plan(connection, site_id=site_id, plan_id=row.id)


async def what_if(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    site_id: UUID,
    request: PlanRequest,
    changes: tuple[OpeningIf, ...],
    planner: SitePlanner,
) -> WhatIf:
    """Return the plan that the site would have if its openings were otherwise; nothing is kept.

    Raises:
        NotFound: the organisation has no such site, or no such plan to stay close to.
        InvalidRequest: the request or a change contradicts itself or the site.
    """
    async with database.tenant(organisation_id) as connection:
        record = await site(connection, site_id=site_id)
        check_request(request, record)
        base = await base_plan(connection, site_id=site_id, plan_id=request.previous_id)
        previous = await seats_in(connection, plan_id=base.id if base else None)
    planned = await planner.plan(
        database, organisation_id, record, request, previous=_openings_of(previous), changes=changes
    )
    if base is None or base.result is None:
        return WhatIf(planned, None, 0, ())
    before = PlanSide(previous, _headcounts(base.result))
    after = PlanSide(_as_seats(planned.people), _headcounts(planned.result))
    departures = _departures(request, planned.people, is_complete=True)
    return WhatIf(planned, base, _n_stay(before, after), changes_between(before, after, departures))


async def compare_plans(
    connection: TenantConnection, *, site_id: UUID, plan_id: UUID, since: UUID | None
) -> Comparison:
    """Return who moves between two plans of a site, and why.

    Args:
        connection: Of the organisation.
        site_id: Of the site.
        plan_id: The later plan.
        since: The earlier one; None for the plan that the later one was to stay close to.

    Raises:
        NotFound: the site has no such plan.
        Conflict: one of them is not ready, or there is none before.
    """
    after = await plan(connection, site_id=site_id, plan_id=plan_id)
    earlier = since or after.previous_id
    if earlier is None:
        raise Conflict("There is no plan before this one.")
    before = await plan(connection, site_id=site_id, plan_id=earlier)
    if before.result is None or after.result is None:
        raise Conflict("A plan that is not ready cannot be compared.")
    people = await store.people(connection, plan_id=plan_id)
    sides = (
        PlanSide(await seats_in(connection, plan_id=before.id), _headcounts(before.result)),
        PlanSide(_as_seats(people), _headcounts(after.result)),
    )
    departures = _departures(after.request, people, is_complete=after.previous_id == before.id)
    return Comparison(before, after, _n_stay(*sides), changes_between(*sides, departures))


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


async def base_plan(
    connection: TenantConnection, *, site_id: UUID, plan_id: UUID | None
) -> PlanRecord | None:
    """Return the plan to stay close to: the one named, else the newest.

    Raises:
        NotFound: the site has no plan of that name.
    """
    if plan_id is not None:
        return await plan(connection, site_id=site_id, plan_id=plan_id)
    newest = await store.newest_plan(connection, site_id=site_id)
    return _record(newest) if newest else None


async def seats_in(connection: TenantConnection, *, plan_id: UUID | None) -> dict[str, Seat]:
    """Return who has which seat in a plan, by candidate; nobody in no plan."""
    if plan_id is None:
        return {}
    return _as_seats(await store.people(connection, plan_id=plan_id, role=Role.SEAT))


def _as_seats(people: Iterable[PersonRow]) -> dict[str, Seat]:
    return {
        str(row.candidate_id): Seat(str(row.opening_id), row.score, row.is_kept)
        for row in people
        if row.role is Role.SEAT
    }


def _openings_of(seats: Mapping[str, Seat]) -> dict[str, str]:
    return {candidate_id: seat.opening_id for candidate_id, seat in seats.items()}


def _headcounts(result: PlanResult) -> dict[str, int]:
    return {coverage.opening_id: coverage.headcount for coverage in result.coverage}


def _departures(request: PlanRequest, people: Iterable[PersonRow], *, is_complete: bool) -> Departures:
    return Departures(
        excluded=frozenset(str(it.candidate_id) for it in request.excluded if it.opening_id is None),
        n_missing={str(row.candidate_id): row.n_missing for row in people if row.role is Role.LOST},
        is_complete=is_complete,
    )


def _n_stay(before: PlanSide, after: PlanSide) -> int:
    return sum(
        candidate_id in before.seats and before.seats[candidate_id].opening_id == seat.opening_id
        for candidate_id, seat in after.seats.items()
    )


async def finish(
    connection: TenantConnection, plan_id: UUID, planned: Planned, *, record: SiteRecord
) -> None:
    """Keep what came of a plan of a site, once; what it lacks counts in the region where that is shared."""
    if not await store.finish_plan(connection, plan_id=plan_id, result=planned.result):
        return
    await store.add_people(connection, plan_id=plan_id, people=planned.people)
    town = record.facts.town.concept
    if record.facts.shares_gaps and town is not None:
        await publish_gaps(
            connection,
            site_id=record.id,
            town=town,
            proposals=planned.result.proposals,
            trades=planned.trades,
        )


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
        previous_id=row.previous_id,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
