"""A real PostgreSQL for every test that asks for it.

- `tenant_database`: a fresh, migrated, empty database of this test alone, as the application's role sees it.
  Fill and read it with `async with tenant_database.tenant(agency.id) as connection:`.
- `agency`, `other_agency`, `employer`, `partner` (linked to `agency`): organisations in it, each with a key;
  `agency.id`, `agency.token`, `agency.headers`. Use two agencies wherever rows are read, so that leaks show.
- `database_settings`: where that database is, for what opens its own connections (`create_app`, a worker).
- `owner_connection`: the same database seen by the superuser, who is above row-level security; to plant
  faults and to look behind the policies.
- `server`: the PostgreSQL of the whole run, for tests that make databases of their own.

Each test gets a clone of a template that is migrated once per run; nothing needs to be cleaned up.
"""

import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from service.database import migrations
from service.database.embedded import EmbeddedServer
from service.database.place import server_folder
from service.organisations.use_cases import OrganisationKind
from service.settings import DatabaseSettings, StorageSettings
from service.tenancy import TenantDatabase
from tests.factories import Tenant, make_partner, make_tenant

_TEMPLATE = "oujda_match_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    # In memory where there is some: tests keep the durable settings that the service insists on.
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    place = tempfile.mkdtemp(prefix="oujda-match-tests-", dir=memory if memory.is_dir() else None)
    Path(place).chmod(0o711)
    folder = server_folder(StorageSettings(data_dir=Path(place, "data")), DatabaseSettings())
    with EmbeddedServer(folder, options={"max_connections": "200"}) as server:
        yield server
    shutil.rmtree(place)


@pytest.fixture(scope="session")
async def template(server: EmbeddedServer) -> str:
    """The name of a migrated database that nobody is connected to."""
    await _execute(server, f"CREATE DATABASE {_TEMPLATE}")
    await migrations.upgrade(server.owner_url(_TEMPLATE))
    await migrations.allow_login(server.owner_url(_TEMPLATE), password=server.application_password)
    return _TEMPLATE


@pytest.fixture
async def database_name(server: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """A database of this test alone."""
    name = f"test_{next(_numbers)}"
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield name
    await _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_settings(server: EmbeddedServer, database_name: str) -> DatabaseSettings:
    return DatabaseSettings(
        url=SecretStr(server.application_url(database_name)),
        migration_url=SecretStr(server.owner_url(database_name)),
    )


@pytest.fixture
async def tenant_database(database_settings: DatabaseSettings) -> AsyncIterator[TenantDatabase]:
    async with TenantDatabase.open(database_settings) as database:
        yield database


@pytest.fixture
async def owner_connection(
    server: EmbeddedServer, database_name: str
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(server.owner_url(database_name))
    yield connection
    await connection.close()


@pytest.fixture
async def agency(tenant_database: TenantDatabase) -> Tenant:
    return await make_tenant(tenant_database, "Atlas Recrutement")


@pytest.fixture
async def other_agency(tenant_database: TenantDatabase) -> Tenant:
    return await make_tenant(tenant_database, "Moulouya Talents")


@pytest.fixture
async def employer(tenant_database: TenantDatabase) -> Tenant:
    return await make_tenant(tenant_database, "Centre Isly", kind=OrganisationKind.EMPLOYER)


@pytest.fixture
async def partner(tenant_database: TenantDatabase, agency: Tenant) -> Tenant:
    return await make_partner(tenant_database, "Mission Angad", agencies=[agency])


async def _execute(server: EmbeddedServer, statement: str) -> None:
    connection = await asyncpg.connect(server.owner_url("postgres"))
    await connection.execute(statement)
    await connection.close()
