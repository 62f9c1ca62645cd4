"""Whether workers work: each says so itself, from the loop that does its jobs."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from service.database.queries import load_queries
from service.database.rows import to_rows
from service.errors import Unavailable
from service.jobs.rows import WorkerRow
from service.tenancy import Connection, TenantDatabase

QUERIES = load_queries(__package__)

_BEAT_SECONDS = 5.0
SILENT_SECONDS = 30.0
"""Of a worker that was not heard for so long nobody knows what it does."""
IDLE_SECONDS = 300.0
"""A job that waits so long while a worker has none in hand means that the worker takes none."""


@dataclass(slots=True)
class Pulse:
    """What a worker knows of itself; the loop of its jobs keeps it.

    Attributes:
        has_queue: Whether it listens for jobs at this moment.
        n_in_hand: Jobs begun and not ended.
        n_done: Jobs that ended well since it started.
        n_failed: Jobs that did not.
    """

    id: UUID = field(default_factory=uuid4)
    has_queue: bool = False
    n_in_hand: int = 0
    n_done: int = 0
    n_failed: int = 0


@asynccontextmanager
async def beating(database: TenantDatabase, pulse: Pulse) -> AsyncIterator[None]:
    """Write the pulse down every few seconds while the block runs, and take it back with its end."""
    beat = asyncio.create_task(_beat(database, pulse))
    try:
        yield
    finally:
        beat.cancel()
        with suppress(asyncio.CancelledError):
            await beat
        with suppress(Unavailable):
            async with database.unbound() as connection:
                await connection.execute(QUERIES["forget_worker"], pulse.id)


async def workers(connection: Connection) -> list[WorkerRow]:
    """Return all workers heard within the last hour, the latest first."""
    return to_rows(WorkerRow, await connection.fetch(QUERIES["workers"]))


def fault_of(row: WorkerRow) -> str | None:
    """Return what is wrong with a worker in a sentence, None where nothing is."""
    if row.silent_seconds > SILENT_SECONDS:
        return f"It was last heard {row.silent_seconds:.0f} seconds ago."
    if not row.has_queue:
        return "It does not listen for jobs."
    if row.n_in_hand == 0 and row.waiting_seconds > IDLE_SECONDS:
        return f"It has nothing in hand, and a job waits for {row.waiting_seconds:.0f} seconds."
    return None


async def _beat(database: TenantDatabase, pulse: Pulse) -> None:
    host = socket.gethostname()
    while True:
        with suppress(Unavailable):
            async with database.unbound() as connection:
                await connection.execute(
                    QUERIES["beat"],
                    pulse.id,
                    host,
                    pulse.has_queue,
                    pulse.n_in_hand,
                    pulse.n_done,
                    pulse.n_failed,
                )
        await asyncio.sleep(_BEAT_SECONDS)
