import stat
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from service.database import at_hand, migrations
from service.database.embedded import EmbeddedServer
from service.settings import DatabaseSettings, Settings, StorageSettings
from service.startup import require_fitness

_URL = "postgresql://oujda_match_app:x@db/x"


@pytest.fixture
async def empty_database(server: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """The name of a database without tables, on a server whose roles are there."""
    name = "test_at_hand"
    admin = await asyncpg.connect(server.owner_url("postgres"))
    await admin.execute(f"CREATE DATABASE {name}")
    yield name
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    # These tests may have let the role in with a password of their own.
    await migrations.allow_login(server.owner_url("postgres"), password=server.application_password)
    await admin.close()


def _settings(url: str, data_dir: Path, *, migration_url: str | None = None) -> Settings:
    database = DatabaseSettings(
        url=SecretStr(url), migration_url=SecretStr(migration_url) if migration_url else None
    )
    return Settings(database=database, storage=StorageSettings(data_dir=data_dir))


async def test_an_owner_s_url_migrates_but_never_serves(
    server: EmbeddedServer, empty_database: str, tmp_path: Path
) -> None:
    settings = _settings(server.owner_url(empty_database), tmp_path / "data")

    first = await at_hand.prepare_configured(settings)
    second = await at_hand.prepare_configured(settings)

    await require_fitness(first)
    assert first == second
    assert first.migration_url == settings.database.url
    kept = tmp_path / "data" / "application-password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_two_urls_are_taken_as_they_are(
    server: EmbeddedServer, empty_database: str, tmp_path: Path
) -> None:
    settings = _settings(
        server.application_url(empty_database), tmp_path, migration_url=server.owner_url(empty_database)
    )

    assert await at_hand.prepare_configured(settings) == settings.database
    await require_fitness(settings.database)


async def test_a_url_of_the_application_alone_serves_what_is_migrated(
    database_settings: DatabaseSettings, tmp_path: Path
) -> None:
    settings = Settings(
        database=database_settings.model_copy(update={"migration_url": None}),
        storage=StorageSettings(data_dir=tmp_path),
    )

    assert await at_hand.prepare_configured(settings) == settings.database
    assert not (tmp_path / "application-password").exists()


async def test_migrating_lets_in_the_role_of_the_other_url_with_its_password(
    server: EmbeddedServer, empty_database: str, tmp_path: Path
) -> None:
    password = "pa%20ss/wor'd"
    url = server.application_url(empty_database).replace(server.application_password, "pa%2520ss%2Fwor%27d")
    settings = DatabaseSettings(url=SecretStr(url), migration_url=SecretStr(server.owner_url(empty_database)))
    await at_hand.migrate(settings)

    connection = await asyncpg.connect(server.application_url(empty_database), password=password)
    await connection.close()
    await require_fitness(settings)


def test_a_configured_database_is_the_one_at_hand(tmp_path: Path) -> None:
    settings = _settings(_URL, tmp_path)

    with at_hand.database_at_hand(settings) as database:
        assert database == settings.database
    assert at_hand.running_database(settings) == settings.database
