"""Jobs run once in effect, whatever happens to those who run them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from service.errors import JobFailed, Unavailable
from service.jobs.queue import Job, discard, enqueue, parked_jobs, run_again
from service.jobs.runner import Handler, run_jobs
from service.settings import WorkerSettings
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant

QUICK = WorkerSettings(heartbeat_seconds=0.2, lease_seconds=1.0, max_attempts=2)
GREET = "greet"


@asynccontextmanager
async def worker(database: TenantDatabase, handler: Handler) -> AsyncIterator[asyncio.Event]:
    """A worker that runs `greet` jobs within the block and is then stopped gracefully."""
    stop = asyncio.Event()
    running = asyncio.create_task(run_jobs(database, {GREET: handler}, QUICK, stop=stop))
    try:
        yield stop
    finally:
        stop.set()
        await running


async def greet(database: TenantDatabase, tenant: Tenant, *names: str) -> None:
    async with database.tenant(tenant.id) as connection:
        for name in names:
            await enqueue(connection, Job(GREET, f"greet/{name}", {"name": name}))


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110  the condition is in the database
            await asyncio.sleep(0.02)


async def is_empty(owner: Connection) -> bool:
    return not await owner.fetchval("SELECT count(*) FROM pgqueuer")


async def test_every_job_is_run_with_its_arguments(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    greeted: list[str] = []

    async def handler(arguments: dict[str, Any]) -> None:
        greeted.append(arguments["name"])

    await greet(tenant_database, agency, "one")
    async with worker(tenant_database, handler):
        await greet(tenant_database, agency, "two", "three")
        await until(lambda: is_empty(owner_connection))
    assert sorted(greeted) == ["one", "three", "two"]


async def test_a_job_whose_transaction_is_undone_never_runs(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    with suppress(ZeroDivisionError):
        async with tenant_database.tenant(agency.id) as connection:
            await enqueue(connection, Job(GREET, "greet/nobody", {"name": "nobody"}))
            raise ZeroDivisionError
    assert await is_empty(owner_connection)


async def test_a_job_that_waits_already_is_not_enqueued_again(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    await greet(tenant_database, agency, "one", "one")
    assert await owner_connection.fetchval("SELECT count(*) FROM pgqueuer") == 1


async def test_discarded_jobs_are_gone_and_others_stay(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    await greet(tenant_database, agency, "one", "two")
    async with tenant_database.tenant(agency.id) as connection:
        await discard(connection, key_prefix="greet/one")
    assert await owner_connection.fetchval("SELECT array_agg(dedupe_key) FROM pgqueuer") == ["greet/two"]


async def test_a_failed_job_is_tried_again(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    attempts: list[str] = []

    async def handler(arguments: dict[str, Any]) -> None:
        attempts.append(arguments["name"])
        if len(attempts) == 1:
            raise ValueError("Salma Exemple")

    await greet(tenant_database, agency, "one")
    async with worker(tenant_database, handler):
        await until(lambda: is_empty(owner_connection))
    assert attempts == ["one", "one"]


async def test_no_word_of_a_failure_is_kept_in_the_queue(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    async def handler(arguments: dict[str, Any]) -> None:
        raise JobFailed("Every attempt failed.", retry=False) from KeyError("Salma Exemple")

    await greet(tenant_database, agency, "one")
    async with worker(tenant_database, handler):
        await until(lambda: is_parked(tenant_database))
    log = await owner_connection.fetch("SELECT l::text FROM pgqueuer_log l")
    assert log
    assert not [row for (row,) in log if "Salma" in row]


async def is_parked(database: TenantDatabase) -> bool:
    async with database.unbound() as connection:
        return bool(await parked_jobs(connection))


async def test_a_job_that_fails_for_good_is_parked_seen_and_run_again_on_demand(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    is_broken = True

    async def handler(arguments: dict[str, Any]) -> None:
        if is_broken:
            raise JobFailed(retry=False)

    await greet(tenant_database, agency, "one")
    async with worker(tenant_database, handler):
        await until(lambda: is_parked(tenant_database))
        async with tenant_database.unbound() as connection:
            (parked,) = await parked_jobs(connection)
            assert (parked.name, parked.key) == (GREET, "greet/one")
            is_broken = False
            await run_again(connection, job_ids=[parked.id])
        await until(lambda: is_empty(owner_connection))


async def test_a_job_is_not_parked_because_the_database_was_away(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    attempts = 0

    async def handler(arguments: dict[str, Any]) -> None:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise Unavailable(dependency="database")

    await greet(tenant_database, agency, "one")
    async with worker(tenant_database, handler):
        await until(lambda: is_empty(owner_connection))
    assert attempts == 3


async def test_a_worker_comes_back_after_its_connection_was_cut(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    greeted: list[str] = []

    async def handler(arguments: dict[str, Any]) -> None:
        greeted.append(arguments["name"])

    async with worker(tenant_database, handler):
        await greet(tenant_database, agency, "one")
        await until(lambda: is_empty(owner_connection))
        await owner_connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename = 'oujda_match_app' AND datname = current_database()"
        )
        await until(lambda: _has_greeted(tenant_database, agency, "two"))
        await until(lambda: is_empty(owner_connection))
    assert greeted == ["one", "two"]


async def _has_greeted(database: TenantDatabase, tenant: Tenant, name: str) -> bool:
    """Whether the greeting was enqueued; not while the pool still finds out which connections are gone."""
    with suppress(Unavailable):
        await greet(database, tenant, name)
        return True
    return False


async def test_a_stopping_worker_finishes_the_job_in_hand(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    has_begun, may_end = asyncio.Event(), asyncio.Event()

    async def handler(arguments: dict[str, Any]) -> None:
        has_begun.set()
        await may_end.wait()

    await greet(tenant_database, agency, "one")
    async with worker(tenant_database, handler) as stop:
        await has_begun.wait()
        stop.set()
        await asyncio.sleep(0.1)
        may_end.set()
    assert await is_empty(owner_connection)


async def test_a_job_that_runs_longer_than_its_lease_is_not_run_twice(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    n_begun = 0

    async def handler(arguments: dict[str, Any]) -> None:
        nonlocal n_begun
        n_begun += 1
        await asyncio.sleep(2.5 * QUICK.lease_seconds)

    await greet(tenant_database, agency, "one")
    async with worker(tenant_database, handler), worker(tenant_database, handler):
        await until(lambda: is_empty(owner_connection))
    assert n_begun == 1


async def test_a_worker_forgets_what_was_done_long_ago(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    async def handler(arguments: dict[str, Any]) -> None:
        pass

    await greet(tenant_database, agency, "one")
    await owner_connection.execute(
        "UPDATE pgqueuer_log SET created = created - interval '8 days', aggregated = true"
    )
    async with worker(tenant_database, handler):
        await until(lambda: is_empty(owner_connection))
        await until(lambda: _is_log_young(owner_connection))


async def _is_log_young(owner: Connection) -> bool:
    return not await owner.fetchval(
        "SELECT count(*) FROM pgqueuer_log WHERE created < now() - interval '7 days'"
    )
