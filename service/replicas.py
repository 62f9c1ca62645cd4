"""Read replicas: who has caught up is read from, whoever is away or behind is passed over."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NewType, Self, TypeVar

import structlog

from service.errors import Unavailable
from service.settings import DatabaseSettings
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase

Result = TypeVar("Result")
Position = NewType("Position", str)
"""A place in the log of the primary server: whoever has reached it knows all that was committed before."""

WAIT_SECONDS = 0.2
"""How long a replica is waited for that is a little behind."""

_POLL_SECONDS = 0.01

REST_SECONDS = 5.0
"""How long a replica that was away is let alone."""

_CONNECT_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class Replicas:
    """Reads where there is room, and never less than had been committed when the request came in."""

    def __init__(self, primary: TenantDatabase, replicas: tuple[TenantDatabase, ...] = ()) -> None:
        self._primary = primary
        self._replicas = replicas
        self._rests_until = [0.0] * len(replicas)
        self._next = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, primary: TenantDatabase, settings: DatabaseSettings) -> AsyncIterator[Self]:
        """Yield the replicas of the settings, none or more; nothing is connected before it is needed."""
        async with AsyncExitStack() as stack:
            opened = [
                await stack.enter_async_context(TenantDatabase.open(_settings_of(settings, place)))
                for place in range(len(settings.replica_urls))
            ]
            yield cls(primary, tuple(opened))

    async def position(self, organisation_id: OrganisationId) -> Position | None:
        """Return how far the primary server is now; None without replicas."""
        if not self._replicas:
            return None
        async with self._primary.tenant(organisation_id) as connection:
            return Position(await connection.fetchval("SELECT pg_current_wal_lsn()::text"))

    async def read(
        self,
        organisation_id: OrganisationId,
        work: Callable[[TenantConnection], Awaitable[Result]],
        *,
        since: Position | None,
    ) -> Result:
        """Return what `work` reads from a replica that has reached a position, else from the primary server.

        `work` is done again elsewhere if the replica goes away meanwhile, so it must not write.
        """
        if since is not None:
            for place in self._in_turn():
                try:
                    async with self._replicas[place].tenant(organisation_id) as connection:
                        if await _reaches(connection, since):
                            return await work(connection)
                except Unavailable:
                    self._rests_until[place] = time.monotonic() + REST_SECONDS
                    _log.warning("replica_away", replica=place)
        async with self._primary.tenant(organisation_id) as connection:
            return await work(connection)

    def _in_turn(self) -> list[int]:
        """The replicas that are not resting, a different one first each time."""
        self._next += 1
        places = [(self._next + offset) % len(self._replicas) for offset in range(len(self._replicas))]
        return [place for place in places if self._rests_until[place] <= time.monotonic()]


async def _reaches(connection: TenantConnection, position: Position) -> bool:
    """Return whether a replica has, perhaps after a short while, what the primary server had."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not await connection.fetchval("SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn", position):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(_POLL_SECONDS)
    return True


def _settings_of(settings: DatabaseSettings, place: int) -> DatabaseSettings:
    return settings.model_copy(
        update={"url": settings.replica_urls[place], "connect_timeout_seconds": _CONNECT_SECONDS}
    )
