import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from service.database import migrations
from service.database.embedded import EmbeddedServer

_REPOSITORY = Path(__file__).parents[2]

# What tells whether two databases have the same tables.
_SCHEMA = """
    SELECT 'column', table_name, column_name, concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'policy', tablename, policyname, cmd || qual FROM pg_policies
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
    UNION ALL
    SELECT 'function', '', proname::text, prosrc FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'privilege', table_name, grantee, privilege_type
    FROM information_schema.role_table_grants WHERE grantee = 'oujda_match_app'
    ORDER BY 1, 2, 3, 4
"""


@pytest.fixture
async def empty_database(server: EmbeddedServer) -> AsyncIterator[str]:
    name = "test_upgrades"
    admin = await asyncpg.connect(server.owner_url("postgres"))
    await admin.execute(f"CREATE DATABASE {name}")
    yield name
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


async def _rows(server: EmbeddedServer, database: str, statement: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(server.owner_url(database))
    try:
        return [tuple(record) for record in await connection.fetch(statement)]
    finally:
        await connection.close()


def _start_upgrade(url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=_REPOSITORY,
        env={**os.environ, "MIGRATION_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


async def test_four_upgrades_at_once_all_succeed(server: EmbeddedServer, empty_database: str) -> None:
    upgrades = [_start_upgrade(server.owner_url(empty_database)) for _ in range(4)]
    answers = await asyncio.gather(*(asyncio.to_thread(upgrade.communicate) for upgrade in upgrades))

    assert [upgrade.returncode for upgrade in upgrades] == [0] * 4, answers
    assert await _rows(server, empty_database, "SELECT version_num FROM alembic_version") == [
        (migrations.newest_revision(),)
    ]


async def test_up_down_up_ends_with_the_same_tables(
    server: EmbeddedServer, empty_database: str, template: str
) -> None:
    url = server.owner_url(empty_database)
    await migrations.upgrade(url)
    first = await _rows(server, empty_database, _SCHEMA)
    await migrations.downgrade(url, revision="base")
    left = await _rows(server, empty_database, _SCHEMA)
    await migrations.upgrade(url)

    assert len(first) > 50
    assert {row[1] for row in left} <= {"alembic_version"}
    assert await _rows(server, empty_database, _SCHEMA) == first


async def test_every_revision_says_when_it_may_run() -> None:
    names = [path.name for path in (_REPOSITORY / "migrations" / "versions").glob("*.py")]

    assert names
    assert not [name for name in names if name.split("_")[1] not in {"pre", "post"}]


@pytest.mark.prove
async def test_a_killed_upgrade_leaves_a_database_that_the_next_one_finishes(
    server: EmbeddedServer, empty_database: str
) -> None:
    url = server.owner_url(empty_database)
    for delay in (0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5):
        with _start_upgrade(url) as upgrade:
            await asyncio.sleep(delay)
            upgrade.kill()
        await migrations.upgrade(url)
        assert await _rows(server, empty_database, "SELECT version_num FROM alembic_version") == [
            (migrations.newest_revision(),)
        ]
        await migrations.downgrade(url, revision="base")
