import asyncio
from typing import Any

from service.jobs.queue import Job, enqueue
from service.jobs.runner import run_jobs
from service.settings import WorkerSettings
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant

READ = "read"
ALONE = WorkerSettings(heartbeat_seconds=0.2, n_concurrent_jobs=1)


async def have_read(database: TenantDatabase, tenant: Tenant, *names: str, priority: int = 0) -> None:
    for name in names:
        async with database.tenant(tenant.id) as connection:
            job = Job(READ, f"{tenant.id}/{name}", {"name": name}, priority=priority)
            await enqueue(connection, job)


async def order(owner: Connection) -> list[str]:
    """The names of the jobs that wait, in the order in which they are taken."""
    rows = await owner.fetch(
        "SELECT convert_from(payload, 'UTF8')::json ->> 'name' AS name FROM pgqueuer"
        " WHERE status = 'queued' ORDER BY priority DESC, id"
    )
    return [row["name"] for row in rows]


async def test_a_few_jobs_do_not_wait_for_the_many_of_another_organisation(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, owner_connection: Connection
) -> None:
    await have_read(tenant_database, agency, *(f"many-{n}" for n in range(20)))
    await have_read(tenant_database, other_agency, "few-0", "few-1")
    found = await order(owner_connection)
    assert found[:4] == ["many-0", "few-0", "many-1", "few-1"]
    assert found[4:] == [f"many-{n}" for n in range(2, 20)]


async def test_who_comes_late_has_no_turns_left_over_from_before(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, owner_connection: Connection
) -> None:
    await have_read(tenant_database, agency, *(f"many-{n}" for n in range(10)))
    await owner_connection.execute(
        "DELETE FROM pgqueuer WHERE id IN (SELECT id FROM pgqueuer ORDER BY id LIMIT 5)"
    )
    await have_read(tenant_database, other_agency, *(f"late-{n}" for n in range(3)))
    found = await order(owner_connection)
    assert found[:6] == ["many-5", "late-0", "many-6", "late-1", "many-7", "late-2"]


async def test_bulk_comes_after_everything_else_and_in_turns_too(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, owner_connection: Connection
) -> None:
    await have_read(tenant_database, agency, "bulk-0", "bulk-1", "bulk-2", priority=-10)
    await have_read(tenant_database, other_agency, "bulk-3", priority=-10)
    await have_read(tenant_database, agency, "urgent")
    assert await order(owner_connection) == ["urgent", "bulk-0", "bulk-3", "bulk-1", "bulk-2"]


async def test_a_worker_takes_them_in_this_order(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    await have_read(tenant_database, agency, *(f"many-{n}" for n in range(10)))
    await have_read(tenant_database, other_agency, "few")
    taken: list[str] = []
    stop = asyncio.Event()

    async def read(arguments: dict[str, Any]) -> None:
        taken.append(arguments["name"])
        await asyncio.sleep(0.01)
        if len(taken) == 11:
            stop.set()

    await run_jobs(tenant_database, {READ: read}, ALONE, stop=stop)
    assert "few" in taken[:5]
