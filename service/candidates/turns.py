import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Lets tasks work side by side, and one alone where it might harm the others."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._n_beside = 0
        self._is_taken = False

    @asynccontextmanager
    async def beside_others(self) -> AsyncIterator[None]:
        """Work beside others of this kind; waits while someone works, or waits to work, alone."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._is_taken)
            self._n_beside += 1
        try:
            yield
        finally:
            async with self._changed:
                self._n_beside -= 1
                self._changed.notify_all()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Work while nobody else does."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._is_taken)
            self._is_taken = True
        try:
            async with self._changed:
                await self._changed.wait_for(lambda: self._n_beside == 0)
            yield
        finally:
            async with self._changed:
                self._is_taken = False
                self._changed.notify_all()
