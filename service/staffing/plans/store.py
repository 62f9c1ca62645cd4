"""One function per query of `queries.sql`."""

from collections.abc import Sequence
from uuid import UUID

from service.database.queries import load_queries
from service.database.rows import to_row, to_row_or_none, to_rows
from service.serialization import to_json
from service.staffing.plans.rows import PersonRow, PlanRow, Role
from service.staffing.plans.values import PlanRequest, PlanResult
from service.tenancy import TenantConnection

QUERIES = load_queries(__package__)


async def add_plan(
    connection: TenantConnection, *, site_id: UUID, request: PlanRequest, previous_id: UUID | None
) -> PlanRow | None:
    """Add a plan with the next version; None when there is no such site."""
    if await connection.fetchval(QUERIES["lock_site"], site_id) is None:
        return None
    asked = to_json(PlanRequest, request)
    record = await connection.fetchrow(QUERIES["add_plan"], site_id, asked, previous_id)
    assert record is not None
    return to_row(PlanRow, record)


async def finish_plan(connection: TenantConnection, *, plan_id: UUID, result: PlanResult) -> bool:
    """Keep what came of a plan; False when that was done before."""
    finished = await connection.fetchval(QUERIES["finish_plan"], plan_id, to_json(PlanResult, result))
    return finished is not None


async def tell_progress(
    connection: TenantConnection, *, plan_id: UUID, progress: float, stage: str
) -> bool | None:
    """Keep how far a plan is; return whether it was cancelled, None when it is not in the making."""
    is_cancelled = await connection.fetchval(QUERIES["tell_progress"], plan_id, progress, stage)
    return None if is_cancelled is None else bool(is_cancelled)


async def cancel_plan(connection: TenantConnection, *, site_id: UUID, plan_id: UUID) -> bool:
    """Cancel a plan; False when it is not in the making."""
    return await connection.fetchval(QUERIES["cancel_plan"], site_id, plan_id) is not None


async def fail_plan(connection: TenantConnection, *, plan_id: UUID, reason: str) -> None:
    """Keep why a plan cannot be made."""
    await connection.execute(QUERIES["fail_plan"], plan_id, reason)


async def plan(connection: TenantConnection, *, site_id: UUID, plan_id: UUID) -> PlanRow | None:
    """Return one plan of a site."""
    return to_row_or_none(PlanRow, await connection.fetchrow(QUERIES["plan"], site_id, plan_id))


async def newest_plan(connection: TenantConnection, *, site_id: UUID) -> PlanRow | None:
    """Return the newest plan that is ready."""
    return to_row_or_none(PlanRow, await connection.fetchrow(QUERIES["newest_plan"], site_id))


async def plans(
    connection: TenantConnection, *, site_id: UUID, before: int | None, limit: int
) -> list[PlanRow]:
    """Return plans of a site, the newest first."""
    return to_rows(PlanRow, await connection.fetch(QUERIES["plans"], site_id, before, limit))


async def add_people(connection: TenantConnection, *, plan_id: UUID, people: Sequence[PersonRow]) -> None:
    """Keep the people of a plan."""
    await connection.execute(
        QUERIES["add_people"],
        plan_id,
        [person.role for person in people],
        [person.opening_id for person in people],
        [person.candidate_id for person in people],
        [person.requirement_id for person in people],
        [person.n_missing for person in people],
        [person.place for person in people],
        [person.score for person in people],
        [person.tier for person in people],
        [person.is_kept for person in people],
    )


async def people(
    connection: TenantConnection,
    *,
    plan_id: UUID,
    role: Role | None = None,
    opening_id: UUID | None = None,
    start: int = 0,
    limit: int | None = None,
) -> list[PersonRow]:
    """Return people of a plan, by role, opening and place."""
    records = await connection.fetch(QUERIES["people"], plan_id, role, opening_id, start, limit)
    return to_rows(PersonRow, records)
