import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from service.jobs.health import Pulse, beating, fault_of, workers
from service.jobs.queue import Job, enqueue
from service.jobs.rows import WorkerRow
from service.jobs.runner import run_jobs
from service.settings import WorkerSettings
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant


@pytest.fixture
async def pulse(tenant_database: TenantDatabase) -> AsyncIterator[Pulse]:
    """That of a worker that listens, written down once."""
    pulse = Pulse(has_queue=True)
    async with beating(tenant_database, pulse):
        while not await heard(tenant_database):  # noqa: ASYNC110  the condition is in the database
            await asyncio.sleep(0.02)
        yield pulse


async def heard(database: TenantDatabase) -> list[WorkerRow]:
    async with database.unbound() as connection:
        return await workers(connection)


async def test_a_worker_that_works_has_no_fault_and_is_gone_once_it_ends(
    tenant_database: TenantDatabase,
) -> None:
    async with beating(tenant_database, Pulse(has_queue=True)):
        while not (rows := await heard(tenant_database)):  # noqa: ASYNC110  see above
            await asyncio.sleep(0.02)
        assert [fault_of(row) for row in rows] == [None]
    assert await heard(tenant_database) == []


async def test_one_that_is_silent_or_does_not_listen_has_a_fault(
    tenant_database: TenantDatabase, pulse: Pulse, owner_connection: Connection
) -> None:
    await owner_connection.execute("UPDATE workers SET has_queue = false")
    (row,) = await heard(tenant_database)
    assert "listen" in (fault_of(row) or "")
    await owner_connection.execute("UPDATE workers SET seen_at = now() - interval '1 minute'")
    (row,) = await heard(tenant_database)
    assert "60 seconds" in (fault_of(row) or "")


async def test_one_that_takes_no_jobs_though_some_wait_has_a_fault(
    tenant_database: TenantDatabase, pulse: Pulse, agency: Tenant, owner_connection: Connection
) -> None:
    async with tenant_database.tenant(agency.id) as connection:
        await enqueue(connection, Job("read", "read/1", {}))
    (row,) = await heard(tenant_database)
    assert fault_of(row) is None
    await owner_connection.execute(
        "UPDATE pgqueuer SET updated = now() - interval '10 minutes',"
        " execute_after = now() - interval '10 minutes'"
    )
    (row,) = await heard(tenant_database)
    assert "nothing in hand" in (fault_of(row) or "")


async def test_the_loop_of_jobs_keeps_the_pulse(tenant_database: TenantDatabase, agency: Tenant) -> None:
    pulse, stop = Pulse(), asyncio.Event()
    seen: list[tuple[bool, int]] = []

    async def read(arguments: dict[str, Any]) -> None:
        seen.append((pulse.has_queue, pulse.n_in_hand))
        stop.set()

    async with tenant_database.tenant(agency.id) as connection:
        await enqueue(connection, Job("read", "read/1", {}))
    await run_jobs(tenant_database, {"read": read}, WorkerSettings(), stop=stop, pulse=pulse)
    assert seen == [(True, 1)]
    assert (pulse.has_queue, pulse.n_in_hand, pulse.n_done, pulse.n_failed) == (False, 0, 1, 0)
