"""How much a key may ask for; all processes of the API count together, in PostgreSQL."""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.errors import QuotaExceeded
from service.organisations.use_cases import Principal
from service.quotas import store
from service.settings import LimitSettings
from service.tenancy import TenantDatabase

_MINUTE = 60
_DAY = 86_400
_PARTS = 20
"""A process takes a quota in parts, so that PostgreSQL is asked once for many requests."""


class QuotaName(StrEnum):
    """What is counted; the values are part of the API."""

    REQUESTS = "requests"
    UPLOADS = "uploads"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a key may send in each window; windows begin with the minute or day in UTC."""

    name: QuotaName
    limit: int
    window_seconds: int

    @property
    def part(self) -> int:
        """How much a process takes at once; of a small quota one by one, so that all of it can be used."""
        return max(1, self.limit // _PARTS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a quota.

    Attributes:
        n_left: At least so many; other processes may hold more, or take some.
        seconds_left: Until the next window.
    """

    quota: Quota
    n_left: int
    seconds_left: int


@dataclass(slots=True)
class _Held:
    """What this process holds of a quota; times are those of `time.monotonic`."""

    n_held: int = 0
    n_elsewhere: int = 0
    ends_at: float = -math.inf
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at

    def standing(self, quota: Quota) -> Standing:
        return Standing(
            quota=quota,
            n_left=self.n_held + self.n_elsewhere,
            seconds_left=max(1, math.ceil(self.ends_at - time.monotonic())),
        )


class Quotas:
    """Counts the requests of keys in one process of the API, and beyond it through PostgreSQL."""

    def __init__(self, database: TenantDatabase, limits: LimitSettings) -> None:
        self._database = database
        self._requests = Quota(QuotaName.REQUESTS, limits.requests_per_minute, _MINUTE)
        self._uploads = Quota(QuotaName.UPLOADS, limits.uploads_per_minute, _MINUTE)
        self._daily = Quota(QuotaName.DAILY, limits.requests_per_day, _DAY)
        self._held: dict[tuple[str, QuotaName], _Held] = {}

    async def spend(self, principal: Principal, *, is_upload: bool) -> tuple[Standing, ...]:
        """Count one request; return what is left of each quota that it counts for.

        Raises:
            QuotaExceeded: one of them is used up; the request counts for those before it alone.
            Unavailable: the database is away.
        """
        quotas = (self._requests, *([self._uploads] if is_upload else []), self._daily)
        return tuple([await self._spend(principal, quota) for quota in quotas])

    async def _spend(self, principal: Principal, quota: Quota) -> Standing:
        held = self._held.setdefault((principal.key_id, quota.name), _Held())
        if held.is_over or (held.n_held == 0 and held.n_elsewhere > 0):
            async with held.turn:
                # Another request may have taken a part while this one waited for its turn.
                if held.is_over or (held.n_held == 0 and held.n_elsewhere > 0):
                    await self._take(held, principal, quota)
        if held.n_held == 0:
            standing = held.standing(quota)
            raise QuotaExceeded(quota.name, limit=quota.limit, retry_after_seconds=standing.seconds_left)
        held.n_held -= 1
        return held.standing(quota)

    async def _take(self, held: _Held, principal: Principal, quota: Quota) -> None:
        async with self._database.tenant(principal.organisation_id) as connection:
            taken = await store.take(
                connection,
                principal.organisation_id,
                key_id=principal.key_id,
                quota=quota.name,
                window_seconds=quota.window_seconds,
                n_asked=quota.part,
            )
        n_free = max(0, quota.limit - taken.n_before)
        held.n_held = min(quota.part, n_free)
        held.n_elsewhere = n_free - held.n_held
        held.ends_at = time.monotonic() + taken.seconds_left


def policy_field(standings: Sequence[Standing]) -> str:
    """Return the quotas as the `RateLimit-Policy` field writes them."""
    return ", ".join(f'"{it.quota.name}";q={it.quota.limit};w={it.quota.window_seconds}' for it in standings)


def standing_field(standings: Sequence[Standing]) -> str:
    """Return what is left of them as the `RateLimit` field writes it."""
    return ", ".join(f'"{it.quota.name}";r={it.n_left};t={it.seconds_left}' for it in standings)
