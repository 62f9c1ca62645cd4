"""Connections to PostgreSQL; only `service.tenancy` hands them out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from service.database.codecs import register_codecs
from service.errors import Unavailable
from service.settings import DatabaseSettings

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool

_APPLICATION_NAME = "oujda-match"

# A network that swallows packets would never answer; the server's own limit fires first where it can.
_GRACE_SECONDS = 5.0

DATABASE_AWAY = (
    ConnectionError,
    TimeoutError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""What a statement meets when the database stops, is full, too slow, or wants the work done again."""

_CANNOT_CONNECT = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


async def open_pool(settings: DatabaseSettings) -> Pool:
    """Return a pool whose connections know JSON and vectors and give up in time.

    No connection is opened yet, so that a process can start before its database.

    Raises:
        ValueError: the settings name no database.
    """
    pool = asyncpg.create_pool(
        **connection_arguments(settings),
        min_size=0,
        max_size=settings.n_connections,
        max_inactive_connection_lifetime=300,
        init=register_codecs,
    )
    await pool
    return pool


async def open_connection(settings: DatabaseSettings) -> Connection:
    """Return a connection outside any pool, for one long task such as listening for jobs.

    Raises:
        Unavailable: the database is away, or its migrations have not run.
    """
    connection = await connect(settings)
    await register_codecs(connection)
    return connection


async def connect(settings: DatabaseSettings) -> Connection:
    """Return a bare connection, which even an empty database gives.

    Raises:
        Unavailable: the database is away.
    """
    with unavailable_when_unreachable():
        connection: Connection = await asyncpg.connect(**connection_arguments(settings))
    return connection


def connection_arguments(settings: DatabaseSettings) -> dict[str, Any]:
    """Return what both a pool and a single connection are opened with."""
    if settings.url is None:
        raise ValueError("no database: set DATABASE_URL, or start with `oujda-match run`")
    statement_ms = round(settings.statement_timeout_seconds * 1000)
    return {
        "dsn": driver_url(settings.url.get_secret_value()),
        "timeout": settings.connect_timeout_seconds,
        "command_timeout": settings.statement_timeout_seconds + _GRACE_SECONDS,
        "server_settings": {
            "application_name": _APPLICATION_NAME,
            "statement_timeout": str(statement_ms),
            "lock_timeout": str(statement_ms // 2),
            "idle_in_transaction_session_timeout": "60000",
            "timezone": "UTC",
        },
    }


def driver_url(url: str) -> str:
    """Return a PostgreSQL URL without the driver names that SQLAlchemy adds to its scheme."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(scheme=parts.scheme.partition("+")[0]))


@contextmanager
def unavailable_when_unreachable() -> Iterator[None]:
    """Turn whatever keeps one from a working connection into `Unavailable`."""
    try:
        yield
    except _CANNOT_CONNECT as exc:
        raise Unavailable(dependency="database") from exc
