import asyncpg
import pytest
from pydantic import SecretStr

from service.database.embedded import EmbeddedServer
from service.errors import Unavailable, UnfitToServe
from service.settings import DatabaseSettings
from service.startup import is_migrated, require_fitness
from service.tenancy import TenantDatabase

Owner = asyncpg.Connection


async def _faults(settings: DatabaseSettings, *, encoder: str | None = None) -> str:
    with pytest.raises(UnfitToServe) as raised:
        await require_fitness(settings, encoder=encoder)
    assert raised.value.faults
    return str(raised.value)


async def test_the_application_role_on_a_migrated_database_may_serve(
    database_settings: DatabaseSettings, tenant_database: TenantDatabase
) -> None:
    await require_fitness(database_settings, encoder="any@0")
    assert await is_migrated(tenant_database)


async def test_a_superuser_may_not_serve(server: EmbeddedServer, database_name: str) -> None:
    settings = DatabaseSettings(url=SecretStr(server.owner_url(database_name)))
    assert "superuser" in await _faults(settings)


@pytest.mark.parametrize(
    ("grant", "fault"),
    [
        ("ALTER ROLE {role} BYPASSRLS", "bypasses row-level security"),
        ("ALTER TABLE api_keys OWNER TO {role}", "owns tables"),
        ("GRANT owner_of_a_table TO {role}", "owns tables"),
    ],
)
async def test_a_role_that_could_look_past_the_policies_may_not_serve(
    server: EmbeddedServer, database_name: str, owner_connection: Owner, grant: str, fault: str
) -> None:
    role = f"candidate_{database_name}"
    url = server.application_url(database_name).replace("oujda_match_app", role)
    settings = DatabaseSettings(url=SecretStr(url))
    await owner_connection.execute(
        f"CREATE ROLE {role} LOGIN PASSWORD '{server.application_password}' IN ROLE oujda_match_app;"
        "CREATE ROLE owner_of_a_table; CREATE TABLE owned (id int);"
        "ALTER TABLE owned OWNER TO owner_of_a_table"
    )
    try:
        await require_fitness(settings)
        await owner_connection.execute(grant.format(role=role))
        assert fault in await _faults(settings)
    finally:
        await owner_connection.execute(
            f"ALTER TABLE api_keys OWNER TO postgres; DROP TABLE owned; DROP ROLE owner_of_a_table, {role}"
        )


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
async def test_a_server_that_would_lose_acknowledged_rows_is_refused(
    database_settings: DatabaseSettings, owner_connection: Owner, setting: str
) -> None:
    await owner_connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await owner_connection.execute("SELECT pg_reload_conf()")
    try:
        while await owner_connection.fetchval(f"SHOW {setting}") != "off":
            pass
        assert f"{setting} is off" in await _faults(database_settings)
    finally:
        await owner_connection.execute(f"ALTER SYSTEM RESET {setting}")
        await owner_connection.execute("SELECT pg_reload_conf()")
        while await owner_connection.fetchval(f"SHOW {setting}") != "on":
            pass


@pytest.mark.parametrize(("version", "is_refused"), [("0.8.3", True), ("0.8.4", False), ("0.10.0", False)])
async def test_a_pgvector_that_is_too_old_is_refused(
    database_settings: DatabaseSettings, owner_connection: Owner, version: str, *, is_refused: bool
) -> None:
    await owner_connection.execute(
        "UPDATE pg_extension SET extversion = $1 WHERE extname = 'vector'", version
    )

    if is_refused:
        assert "older than 0.8.4" in await _faults(database_settings)
    else:
        await require_fitness(database_settings)


async def test_a_database_before_its_migrations_is_refused(
    database_settings: DatabaseSettings, tenant_database: TenantDatabase, owner_connection: Owner
) -> None:
    await owner_connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert "has revision 0001" in await _faults(database_settings)
    assert not await is_migrated(tenant_database)

    await owner_connection.execute("DELETE FROM alembic_version")
    assert "has no tables yet" in await _faults(database_settings)


async def test_an_empty_database_is_refused(
    server: EmbeddedServer, database_name: str, owner_connection: Owner
) -> None:
    name = f"{database_name}_empty"
    await owner_connection.execute(f"CREATE DATABASE {name}")
    try:
        faults = await _faults(DatabaseSettings(url=SecretStr(server.application_url(name))))
    finally:
        await owner_connection.execute(f"DROP DATABASE {name}")
    assert "pgvector is missing" in faults
    assert "oujda-match migrate" in faults


async def test_the_code_before_an_upgrade_serves_on(
    database_settings: DatabaseSettings, owner_connection: Owner
) -> None:
    await owner_connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await require_fitness(database_settings)


async def test_vectors_of_another_encoder_are_refused(
    database_settings: DatabaseSettings, owner_connection: Owner
) -> None:
    await owner_connection.execute(
        "INSERT INTO encoders (key, model, revision, n_dimensions, is_serving)"
        " VALUES ('small@1', 'small', '1', 384, true), ('next@2', 'next', '2', 768, false)"
    )

    await require_fitness(database_settings, encoder="small@1")
    await require_fitness(database_settings)
    assert "small@1" in await _faults(database_settings, encoder="next@2")


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE api_keys NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE api_keys DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE forgotten (organisation_id uuid)",
    ],
)
async def test_a_table_of_tenants_without_its_guard_is_refused(
    database_settings: DatabaseSettings, owner_connection: Owner, change: str
) -> None:
    await owner_connection.execute(change)
    assert "Row-level security does not guard" in await _faults(database_settings)


async def test_a_database_that_is_away_is_no_fault_of_it() -> None:
    with pytest.raises(Unavailable):
        await require_fitness(DatabaseSettings(url=SecretStr("postgresql://x:x@127.0.0.1:1/x")))


async def test_every_fault_is_said_at_once(
    database_settings: DatabaseSettings, owner_connection: Owner
) -> None:
    await owner_connection.execute("UPDATE alembic_version SET version_num = '0001'")
    await owner_connection.execute("ALTER TABLE api_keys DISABLE ROW LEVEL SECURITY")
    faults = await _faults(database_settings)
    assert len(faults.splitlines()) == 2
