"""The only way to a connection: bound to one tenant, or to none.

Row-level security shows a connection the rows of the organisation that its transaction names. So a
use case opens one transaction per tenant:

    async with database.tenant(organisation_id) as connection:
        candidate = await store.candidate(connection, candidate_id=candidate_id)

Work that belongs to no tenant says which kind it is: `unbound` (queue, health, tables without tenants),
`key_lookup` (one key by its public part) or `administration` (organisations, their keys and links).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NewType, Self, cast
from uuid import UUID

import asyncpg

from service.database.pool import (
    DATABASE_AWAY,
    Connection,
    Pool,
    open_connection,
    open_pool,
    unavailable_when_unreachable,
)
from service.errors import StorageFull, Unavailable
from service.settings import DatabaseSettings

__all__ = ["Connection", "OrganisationId", "TenantConnection", "TenantDatabase"]

OrganisationId = NewType("OrganisationId", UUID)
"""Whom a row belongs to."""

TenantConnection = NewType("TenantConnection", Connection)
"""A connection inside a transaction that sees the rows of one organisation."""


class TenantDatabase:
    """One process's connections to PostgreSQL, each handed out for one transaction.

    A cancelled or broken transaction closes its connection: what the server still does with it cannot be
    known, so nobody gets it next.

    All ways to a connection raise `Unavailable` when the database is away, at once or after the configured
    waiting times; so does a statement inside the block. A `TimeoutError` inside counts as the database's.
    """

    def __init__(self, pool: Pool, settings: DatabaseSettings) -> None:
        self._pool = pool
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: DatabaseSettings) -> AsyncIterator[Self]:
        """Yield a database that is closed with the block; nothing is connected before it is needed."""
        pool = await open_pool(settings)
        try:
            yield cls(pool, settings)
        finally:
            await _close(pool)

    @asynccontextmanager
    async def tenant(
        self,
        organisation_id: OrganisationId,
        *,
        partner_id: OrganisationId | None = None,
        timeout_seconds: float | None = None,
    ) -> AsyncIterator[TenantConnection]:
        """Yield a connection in a transaction that sees one organisation.

        Args:
            organisation_id: Whose rows are seen and written.
            partner_id: The partner who acts for that organisation: of tables that record who uploaded a
                row, only this partner's rows are seen.
            timeout_seconds: Longest run of one statement, where the configured one does not fit.
        """
        names = {"app.organisation_id": str(UUID(str(organisation_id)))}
        if partner_id is not None:
            names["app.partner_id"] = str(UUID(str(partner_id)))
        if timeout_seconds is not None:
            names["statement_timeout"] = f"{round(timeout_seconds * 1000)}ms"
        async with self._transaction(names) as connection:
            yield TenantConnection(connection)

    @asynccontextmanager
    async def unbound(self) -> AsyncIterator[Connection]:
        """Yield a connection in a transaction that sees no tenant's row."""
        async with self._transaction({}) as connection:
            yield connection

    @asynccontextmanager
    async def key_lookup(self, prefix: str) -> AsyncIterator[Connection]:
        """Yield a connection in a transaction that sees the API key with this public prefix, no more.

        Raises:
            ValueError: the prefix holds anything but ASCII letters and digits.
        """
        if not (prefix.isascii() and prefix.isalnum()):
            raise ValueError("not the prefix of a key")
        try:
            async with (
                asyncio.timeout(self._settings.lookup_timeout_seconds),
                self._transaction({"app.key_prefix": prefix}) as connection,
            ):
                yield connection
        except TimeoutError as exc:
            raise Unavailable(dependency="database") from exc

    @asynccontextmanager
    async def administration(self) -> AsyncIterator[Connection]:
        """Yield a connection in a transaction that sees all organisations, their keys and links.

        For the operator's command line: no request is served with it.
        """
        async with self._transaction({"app.administration": "on"}) as connection:
            yield connection

    @asynccontextmanager
    async def region(self) -> AsyncIterator[Connection]:
        """Yield a connection in a transaction that sees the counts that organisations share, no more."""
        async with self._transaction({"app.region": "on"}) as connection:
            yield connection

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Connection]:
        """Yield a connection of its own, bound to no tenant, for as long as the block runs.

        For `LISTEN` and for a queue's loop, which outlive any transaction.
        """
        connection = await open_connection(self._settings)
        try:
            yield connection
        finally:
            connection.terminate()

    @asynccontextmanager
    async def _transaction(self, names: dict[str, str]) -> AsyncIterator[Connection]:
        with unavailable_when_unreachable():
            pooled = await self._pool.acquire(timeout=self._settings.acquire_timeout_seconds)
        # The pool's proxy has every method of the connection it stands for.
        connection = cast("Connection", pooled)
        try:
            async with _transaction_or_end(connection):
                await _set_local(connection, names)
                yield connection
        finally:
            # A connection that cannot be reset is closed by the pool; the work itself is done.
            with suppress(*DATABASE_AWAY, asyncpg.InterfaceError):
                await self._pool.release(pooled)


@asynccontextmanager
async def _transaction_or_end(connection: Connection) -> AsyncIterator[None]:
    transaction = connection.transaction()
    try:
        await transaction.start()
        yield
        await transaction.commit()
    except asyncpg.DiskFullError as exc:
        _end(connection)
        raise StorageFull from exc
    except DATABASE_AWAY as exc:
        _end(connection)
        raise Unavailable(dependency="database") from exc
    except (asyncio.CancelledError, GeneratorExit):
        _end(connection)
        raise
    except BaseException as exc:
        if _is_gone(connection):
            _end(connection)
            if isinstance(exc, asyncpg.InterfaceError):
                raise Unavailable(dependency="database") from exc
            raise
        await _roll_back(connection, transaction)
        raise


async def _roll_back(connection: Connection, transaction: asyncpg.transaction.Transaction) -> None:
    try:
        await transaction.rollback()
    except BaseException:
        _end(connection)
        raise


def _end(connection: Connection) -> None:
    # The pool takes back by itself a connection that the server has closed; then nothing is left to end.
    with suppress(asyncpg.InterfaceError):
        connection.terminate()


def _is_gone(connection: Connection) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


async def _set_local(connection: Connection, names: dict[str, str]) -> None:
    # `SET LOCAL` and not `set_config()`: only the statement reaches the workers of a distributed database.
    # It takes no parameters; every value comes from a UUID, a number, or was checked by its caller.
    if names:
        await connection.execute("; ".join(f"SET LOCAL {name} = '{value}'" for name, value in names.items()))


async def _close(pool: Pool, *, timeout_seconds: float = 2.0) -> None:
    try:
        await asyncio.wait_for(pool.close(), timeout_seconds)
    except TimeoutError:
        pool.terminate()
