"""Removes, now and then, the objects that no document names any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from service.documents.originals.originals import Originals
from service.errors import Unavailable
from service.tenancy import TenantDatabase

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def sweeping(
    originals: Originals, database: TenantDatabase, *, every_seconds: float
) -> AsyncIterator[None]:
    """Sweep in the background for as long as the block runs; any number of processes may do so at once."""
    task = asyncio.create_task(_sweep_again_and_again(originals, database, every_seconds=every_seconds))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep_again_and_again(
    originals: Originals, database: TenantDatabase, *, every_seconds: float
) -> None:
    while True:
        try:
            n_removed = await originals.sweep(database)
        except Unavailable as error:
            _log.warning("originals_not_swept", because=str(error))
        else:
            if n_removed:
                _log.info("originals_swept", n_removed=n_removed)
        await asyncio.sleep(every_seconds)
