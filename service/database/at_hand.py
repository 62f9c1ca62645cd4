"""The database that a command works on: the configured one, the one that runs here, or one started for it."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import asyncpg
from pydantic import SecretStr

from service.database import inspection, migrations
from service.database.embedded import DATABASE, EmbeddedServer, running_server
from service.database.place import ServerFolder, server_folder
from service.database.pool import connect, driver_url, unavailable_when_unreachable
from service.database.server_files import write_private
from service.settings import DatabaseSettings, Settings


@contextmanager
def database_at_hand(settings: Settings) -> Iterator[DatabaseSettings]:
    """Yield connections to the database that these settings mean.

    Without a URL that is the embedded server of the data folder: the one that another process runs, else one
    that is started, migrated, and stopped with the block.

    Raises:
        Unavailable: there is none, and none can be started.
    """
    if settings.database.url is not None:
        yield settings.database
        return
    running = running_database(settings)
    if running is not None:
        yield running
        return
    with EmbeddedServer(embedded_folder(settings), port=settings.database.embedded_port) as server:
        yield asyncio.run(prepare_embedded(server, settings.database))


def running_database(settings: Settings) -> DatabaseSettings | None:
    """Return connections to the configured database or to the embedded one that another process runs."""
    if settings.database.url is not None:
        return settings.database
    server = running_server(embedded_folder(settings), port=settings.database.embedded_port)
    return None if server is None else _settings_of(server, settings.database)


def embedded_folder(settings: Settings) -> ServerFolder:
    """Return where the embedded server of these settings is, or would be."""
    return server_folder(settings.storage, settings.database)


async def prepare_embedded(server: EmbeddedServer, database: DatabaseSettings) -> DatabaseSettings:
    """Return connections to the database of an embedded server, made and migrated as needed."""
    connection = await asyncpg.connect(server.owner_url("postgres"))
    try:
        if not await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()
    await migrations.upgrade(server.owner_url())
    await migrations.allow_login(server.owner_url(), password=server.application_password)
    return _settings_of(server, database)


async def prepare_configured(settings: Settings) -> DatabaseSettings:
    """Return connections to the configured database, migrated as far as the URLs given allow.

    Where the only URL is that of an owner, it migrates, and the application's role is let in with a password
    that is kept in the data folder: nobody serves requests as the owner.

    Raises:
        Unavailable: the database is away.
    """
    database = settings.database
    assert database.url is not None
    if database.migration_url is not None:
        await migrate(database)
        return database
    if not await _is_owner(database):
        return database
    owner_url = database.url.get_secret_value()
    await migrations.upgrade(owner_url)
    password = _kept_password(settings.storage.data_dir / "application-password")
    await migrations.allow_login(owner_url, password=password)
    return database.model_copy(
        update={"url": SecretStr(_as_application(owner_url, password)), "migration_url": database.url}
    )


async def migrate(database: DatabaseSettings, *, revision: str = "head") -> None:
    """Bring the database to a revision, and let in the role that `DATABASE_URL` names with its password.

    Raises:
        Unavailable: the database is away.
    """
    owner = database.migration_url or database.url
    assert owner is not None
    with unavailable_when_unreachable():
        await migrations.upgrade(owner.get_secret_value(), revision=revision)
        application = urlsplit(database.url.get_secret_value()) if database.url else None
        if application and application.username == migrations.APPLICATION_ROLE and application.password:
            await migrations.allow_login(owner.get_secret_value(), password=unquote(application.password))


def _settings_of(server: EmbeddedServer, database: DatabaseSettings) -> DatabaseSettings:
    return database.model_copy(
        update={
            "url": SecretStr(server.application_url()),
            "migration_url": SecretStr(server.owner_url()),
        }
    )


async def _is_owner(database: DatabaseSettings) -> bool:
    connection = await connect(database)
    try:
        role = await inspection.role(connection)
        if role.is_superuser or role.owned_tables:
            return True
        return await inspection.revision(connection) is None
    finally:
        await connection.close()


def _kept_password(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text(encoding="utf-8")


def _as_application(url: str, password: str) -> str:
    parts = urlsplit(driver_url(url))
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{migrations.APPLICATION_ROLE}:{quote(password)}@{place}"))
