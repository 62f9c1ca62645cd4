from collections.abc import AsyncIterator

import asyncpg
import pytest

from service.database.embedded import EmbeddedServer


@pytest.fixture(scope="module")
async def owner_of_template(
    server: EmbeddedServer, template: str
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The migrated database as its owner sees it, to look only: a clone that these tests share."""
    name = "oujda_match_catalogue"
    admin = await asyncpg.connect(server.owner_url("postgres"))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    connection = await asyncpg.connect(server.owner_url(name))
    yield connection
    await connection.close()
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()
