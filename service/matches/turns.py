import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.errors import QuotaExceeded
from service.tenancy import OrganisationId

_LONGEST_WAIT_SECONDS = 20.0
_LINGER_SECONDS = 2.0
"""Whoever ranks one list after the other is there in between, too."""


class OrganisationTurns:
    """Keeps one organisation's rankings from slowing those of another.

    Ranking takes the processor, and all rankings of a process share it. An organisation alone has some at
    once; as soon as another one ranks too, each has one at a time, so that it gets its share however much the
    others ask for.

    Args:
        n_alone: Rankings at once of an organisation while no other one ranks.
    """

    def __init__(self, *, n_alone: int = 3) -> None:
        self._n_alone = n_alone
        self._changed = asyncio.Condition()
        self._n_running = Counter[OrganisationId]()
        self._n_present = Counter[OrganisationId]()
        self._left_at: dict[OrganisationId, float] = {}

    @asynccontextmanager
    async def turn(self, organisation_id: OrganisationId) -> AsyncIterator[None]:
        """Rank within the block.

        Raises:
            QuotaExceeded: the organisation asks for so much at once that its turn does not come in time.
        """
        self._n_present[organisation_id] += 1
        try:
            await self._begin(organisation_id)
            try:
                yield
            finally:
                self._n_running[organisation_id] -= 1
        finally:
            self._n_present[organisation_id] -= 1
            self._n_present += Counter()  # forgets those who are gone
            self._left_at[organisation_id] = asyncio.get_running_loop().time()
            self._n_running += Counter()
            async with self._changed:
                self._changed.notify_all()

    async def _begin(self, organisation_id: OrganisationId) -> None:
        try:
            async with asyncio.timeout(_LONGEST_WAIT_SECONDS), self._changed:
                await self._changed.wait_for(lambda: self._may_begin(organisation_id))
                self._n_running[organisation_id] += 1
        except TimeoutError:
            raise QuotaExceeded("at_once", limit=self._n_alone, retry_after_seconds=1) from None

    def _may_begin(self, organisation_id: OrganisationId) -> bool:
        now = asyncio.get_running_loop().time()
        self._left_at = {who: at for who, at in self._left_at.items() if now - at < _LINGER_SECONDS}
        is_alone = not (self._n_present.keys() | self._left_at.keys()) - {organisation_id}
        return self._n_running[organisation_id] < (self._n_alone if is_alone else 1)
