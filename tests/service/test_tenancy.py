import asyncio
import random
from collections import Counter

import asyncpg
import pytest
from pydantic import SecretStr

from service.database.embedded import EmbeddedServer
from service.errors import Conflict, Unavailable
from service.organisations.use_cases import create_key
from service.settings import DatabaseSettings
from service.tenancy import OrganisationId, TenantDatabase
from tests.factories import Tenant, make_tenant

_WHO = "SELECT nullif(current_setting('app.organisation_id', true), '')::uuid"
_NOTES = "SELECT array_agg(note) FROM api_keys"


async def test_a_connection_sees_the_rows_of_its_tenant_alone(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    for tenant in (agency, other_agency):
        async with tenant_database.tenant(tenant.id) as connection:
            assert [row["prefix"] for row in await connection.fetch("SELECT prefix FROM api_keys")] == [
                tenant.key_id
            ]
            assert await connection.fetchval("SELECT array_agg(name) FROM organisations") == [tenant.name]


async def test_a_connection_without_a_tenant_sees_no_row(
    tenant_database: TenantDatabase, agency: Tenant, partner: Tenant
) -> None:
    async with tenant_database.unbound() as connection:
        for table in ("organisations", "api_keys", "partner_links"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608 - names from here


async def test_a_row_cannot_be_written_for_another_tenant(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    async with tenant_database.tenant(agency.id) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "INSERT INTO api_keys (organisation_id, prefix, secret_sha256) VALUES ($1, 'x', sha256('x'))",
                other_agency.id,
            )


async def test_a_row_of_another_tenant_can_be_neither_changed_nor_taken(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    async with tenant_database.tenant(agency.id) as connection:
        changed = await connection.execute(
            "UPDATE api_keys SET note = 'mine' WHERE prefix = $1", other_agency.key_id
        )
        deleted = await connection.execute("DELETE FROM api_keys WHERE prefix = $1", other_agency.key_id)
    async with tenant_database.tenant(agency.id) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE api_keys SET organisation_id = $1", other_agency.id)

    assert (changed, deleted) == ("UPDATE 0", "DELETE 0")


async def test_the_lookup_of_a_key_sees_that_key_alone(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    async with tenant_database.key_lookup(agency.key_id) as connection:
        assert await connection.fetchval("SELECT array_agg(prefix) FROM api_keys") == [agency.key_id]
        assert await connection.fetchval("SELECT array_agg(id) FROM organisations") == [agency.id]
        assert await connection.execute("UPDATE api_keys SET revoked_at = now()") == "UPDATE 0"


@pytest.mark.parametrize("prefix", ["", "'; RESET ALL; --", "é", "a b", "٣٤"])
async def test_only_what_can_be_a_prefix_is_looked_up(tenant_database: TenantDatabase, prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        async with tenant_database.key_lookup(prefix):
            pass


async def test_a_tenant_is_a_uuid_and_nothing_else(tenant_database: TenantDatabase) -> None:
    with pytest.raises(ValueError, match="badly formed"):
        async with tenant_database.tenant("x'; RESET ROLE; --"):  # type: ignore[arg-type]  # what a bug might pass
            pass


async def test_work_is_kept_when_the_block_ends_and_undone_when_it_fails(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    async with tenant_database.tenant(agency.id) as connection:
        await connection.execute("UPDATE api_keys SET note = 'kept'")
    with pytest.raises(Conflict):  # noqa: PT012 - it is the block that raises
        async with tenant_database.tenant(agency.id) as connection:
            await connection.execute("UPDATE api_keys SET note = 'undone'")
            raise Conflict

    async with tenant_database.tenant(agency.id) as connection:
        assert await connection.fetchval(_NOTES) == ["kept"]


async def test_no_tenant_remains_on_a_connection_that_is_given_back(
    database_settings: DatabaseSettings, agency: Tenant
) -> None:
    one = database_settings.model_copy(update={"n_connections": 1})
    async with TenantDatabase.open(one) as database:
        async with database.tenant(agency.id, partner_id=agency.id) as connection:
            first = await connection.fetchval("SELECT pg_backend_pid()")
            # Even a name set for the session, which nothing in the service does, is gone with the block.
            await connection.execute(f"SET app.organisation_id = '{agency.id}'")
        async with database.unbound() as connection:
            assert await connection.fetchval("SELECT pg_backend_pid()") == first
            assert await connection.fetchval(_WHO) is None
            assert not await connection.fetchval("SELECT current_setting('app.partner_id', true)")


async def test_a_cancelled_block_closes_its_connection(
    database_settings: DatabaseSettings, agency: Tenant
) -> None:
    one = database_settings.model_copy(update={"n_connections": 1})
    async with TenantDatabase.open(one) as database:
        started = asyncio.Event()
        pids = []

        async def slow() -> None:
            async with database.tenant(agency.id) as connection:
                pids.append(await connection.fetchval("SELECT pg_backend_pid()"))
                started.set()
                await connection.execute("UPDATE api_keys SET note = 'cancelled'; SELECT pg_sleep(30)")

        task = asyncio.create_task(slow())
        await started.wait()
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        async with database.tenant(agency.id) as connection:
            assert await connection.fetchval("SELECT pg_backend_pid()") not in pids
            assert await connection.fetchval(_NOTES) == [""]


async def test_a_statement_that_takes_too_long_counts_as_unavailable(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    with pytest.raises(Unavailable):
        async with tenant_database.tenant(agency.id, timeout_seconds=0.05) as connection:
            await connection.execute("SELECT pg_sleep(30)")


async def test_a_killed_connection_counts_as_unavailable_and_the_next_block_works(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    with pytest.raises(Unavailable):  # noqa: PT012 - the last statement raises
        async with tenant_database.tenant(agency.id) as connection:
            pid = await connection.fetchval("SELECT pg_backend_pid()")
            await owner_connection.execute("SELECT pg_terminate_backend($1)", pid)
            await asyncio.sleep(0.05)
            await connection.fetchval("SELECT 1")

    async with tenant_database.tenant(agency.id) as connection:
        assert await connection.fetchval(_WHO) == agency.id


async def test_a_mistake_in_a_statement_stays_what_it_is(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        async with tenant_database.tenant(agency.id) as connection:
            await connection.fetch("SELECT * FROM nothing")
    with pytest.raises(asyncpg.DataError):
        async with tenant_database.tenant(agency.id) as connection:
            await connection.fetch("SELECT $1::uuid", "no uuid")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://oujda_match_app:x@127.0.0.1:1/x",
        "postgresql://oujda_match_app:x@/x?host=/nonexistent",
        "postgresql://oujda_match_app:x@no-such-host.example/x",
    ],
)
async def test_a_database_that_is_away_is_said_so_at_once(url: str) -> None:
    settings = DatabaseSettings(url=SecretStr(url), connect_timeout_seconds=1.0)
    async with TenantDatabase.open(settings) as database:
        with pytest.raises(Unavailable) as raised:
            async with database.unbound():
                pass
    assert raised.value.dependency == "database"


async def test_a_wrong_password_is_refused(server: EmbeddedServer, database_name: str) -> None:
    url = server.application_url(database_name).replace(server.application_password, "wrong")
    async with TenantDatabase.open(DatabaseSettings(url=SecretStr(url))) as database:
        with pytest.raises(Unavailable):
            async with database.unbound():
                pass


async def test_who_waits_too_long_for_a_connection_is_told_so(
    database_settings: DatabaseSettings, agency: Tenant
) -> None:
    few = database_settings.model_copy(update={"n_connections": 1, "acquire_timeout_seconds": 0.1})
    async with TenantDatabase.open(few) as database, database.tenant(agency.id):
        with pytest.raises(Unavailable):
            async with database.unbound():
                pass


async def test_closing_does_not_wait_for_ever_for_a_busy_connection(
    database_settings: DatabaseSettings, agency: Tenant
) -> None:
    async with TenantDatabase.open(database_settings) as database:
        holder = asyncio.create_task(_hold(database, agency.id))
        await asyncio.sleep(0.1)
    with pytest.raises(Unavailable):
        await holder


async def _hold(database: TenantDatabase, organisation_id: OrganisationId) -> None:
    async with database.tenant(organisation_id) as connection:
        await connection.execute("SELECT pg_sleep(60)")


async def test_a_listening_connection_hears_what_is_notified(tenant_database: TenantDatabase) -> None:
    heard: asyncio.Queue[object] = asyncio.Queue()
    async with tenant_database.listening() as connection:
        await connection.add_listener("news", lambda *message: heard.put_nowait(message[-1]))
        async with tenant_database.unbound() as other:
            await other.execute("NOTIFY news, 'hello'")
        assert await asyncio.wait_for(heard.get(), 10) == "hello"


async def test_a_partner_and_its_agency_see_the_link_and_nobody_else_does(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, partner: Tenant
) -> None:
    counts = {}
    for tenant in (agency, partner, other_agency):
        async with tenant_database.tenant(tenant.id) as connection:
            counts[tenant.name] = await connection.fetchval("SELECT count(*) FROM partner_links")

    assert counts == {agency.name: 1, partner.name: 1, other_agency.name: 0}


async def test_interleaved_tenants_never_meet(
    database_settings: DatabaseSettings,
    tenant_database: TenantDatabase,
    owner_connection: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """Fifty tenants share few connections, some requests are cancelled and some connections killed."""
    await _bleed(tenant_database, database_settings, owner_connection, n_requests=1_500)


@pytest.mark.prove
async def test_interleaved_tenants_never_meet_in_twenty_thousand_requests(
    database_settings: DatabaseSettings,
    tenant_database: TenantDatabase,
    owner_connection: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    await _bleed(tenant_database, database_settings, owner_connection, n_requests=20_000)


async def _bleed(
    database: TenantDatabase,
    settings: DatabaseSettings,
    owner: "asyncpg.Connection[asyncpg.Record]",
    *,
    n_requests: int,
) -> None:
    tenants = [await make_tenant(database, f"Agence {number}") for number in range(50)]
    for tenant in tenants:
        await create_key(database, organisation_id=tenant.id, note=f"canary {tenant.id}")
    chance = random.Random(2026)  # noqa: S311 - the same course every time
    seen = Counter[str]()
    async with TenantDatabase.open(settings.model_copy(update={"n_connections": 8})) as shared:

        async def request(number: int) -> None:
            tenant = tenants[number % len(tenants)]
            async with shared.unbound() as connection:
                assert await connection.fetchval(_WHO) is None
            async with shared.tenant(tenant.id) as connection:
                notes = await connection.fetchval(_NOTES)
                assert set(notes) == {"", f"canary {tenant.id}"}
                await connection.execute("SELECT pg_sleep($1::float8)", 0.002)
                assert await connection.fetchval(_WHO) == tenant.id
                if number % 100 == 7:
                    pid = await connection.fetchval("SELECT pg_backend_pid()")
                    await connection.execute("SELECT 1")
                    await shield(pid)
                    await connection.fetchval("SELECT 1")

        lock = asyncio.Lock()

        async def shield(pid: int) -> None:
            async with lock:
                await owner.execute("SELECT pg_terminate_backend($1)", pid)
            await asyncio.sleep(0.01)

        async def run(numbers: range) -> None:
            for number in numbers:
                task = asyncio.create_task(request(number))
                if chance.random() < 0.2:
                    await asyncio.sleep(chance.random() * 0.006)
                    task.cancel()
                outcome = (await asyncio.gather(task, return_exceptions=True))[0]
                seen[type(outcome).__name__] += 1

        n_runners = 40
        await asyncio.gather(*(run(range(first, n_requests, n_runners)) for first in range(n_runners)))
        seen["leaked"] = 8 - sum(holder._in_use is None for holder in shared._pool._holders)  # type: ignore[attr-defined]  # noqa: SLF001 - nothing else tells what was not given back

    assert set(seen) <= {"NoneType", "CancelledError", "Unavailable", "leaked"}, seen
    assert seen["leaked"] == 0
    assert seen["NoneType"] > n_requests / 2
    assert seen["CancelledError"] > n_requests / 50
    assert seen["Unavailable"] > n_requests / 500


async def test_a_database_that_is_there_and_does_nothing_counts_as_away(
    database_settings: DatabaseSettings,
) -> None:
    hasty = database_settings.model_copy(update={"lookup_timeout_seconds": 0.2})
    async with TenantDatabase.open(hasty) as database:
        with pytest.raises(Unavailable):
            async with database.key_lookup("0f3a5c7e9b1d") as connection:
                await connection.execute("SELECT pg_sleep(10)")
        async with database.key_lookup("0f3a5c7e9b1d") as connection:
            assert await connection.fetchval("SELECT 1") == 1
