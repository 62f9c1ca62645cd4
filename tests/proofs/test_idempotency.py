"""One key, one effect: however often a request is repeated, at once or after a crash (proof row O)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest

from service.candidates.receiving import Receipt, Sender, Submission, receive_candidate
from service.errors import Conflict, InvalidRequest, Unavailable
from service.idempotency import store, use_cases
from service.idempotency.use_cases import Effect, KeyUse
from service.tenancy import Connection, TenantConnection, TenantDatabase
from tests.factories import Tenant

pytestmark = pytest.mark.prove

N_KEYS = 500
N_REPEATS = 8
N_CRASHES = 100


class Crash(Exception):
    """The process ends between the effect and the answer."""


async def send(database: TenantDatabase, agency: Tenant, key: str, *, text: str = "") -> Receipt:
    while True:
        try:
            async with database.tenant(agency.id) as connection:
                return await receive_candidate(
                    connection,
                    Submission.of_text(text or f"CV {key}"),
                    sender=Sender(agency.id, agency.id),
                    idempotency_key=key,
                )
        except Unavailable:  # so many at once wait for a connection; clients are told to try again
            await asyncio.sleep(0.1)


async def test_eight_repeats_of_each_of_five_hundred_keys_have_one_effect_each(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    keys = [f"key-{number}" for number in range(N_KEYS)]
    for start in range(0, N_KEYS, 25):
        batch = [key for key in keys[start : start + 25] for _ in range(N_REPEATS)]
        receipts = await asyncio.gather(*(send(tenant_database, agency, key) for key in batch))
        by_key: dict[str, set[Receipt]] = {}
        for key, receipt in zip(batch, receipts, strict=True):
            by_key.setdefault(key, set()).add(receipt)
        assert all(len(answers) == 1 for answers in by_key.values())
    assert await owner_connection.fetchval("SELECT count(*) FROM candidates") == N_KEYS
    assert await owner_connection.fetchval("SELECT count(*) FROM pgqueuer") == N_KEYS
    for key in keys[:50]:
        with pytest.raises(InvalidRequest):
            await send(tenant_database, agency, key, text="another body")


@asynccontextmanager
async def crashing(database: TenantDatabase, agency: Tenant) -> AsyncIterator[TenantConnection]:
    """A transaction whose process ends before it is committed."""
    async with database.tenant(agency.id) as connection:
        yield connection
        raise Crash


async def crash_and_retry(
    database: TenantDatabase, agency: Tenant, attempt: Callable[[TenantConnection, str], Awaitable[Receipt]]
) -> int:
    """Return how many keys have an effect after a crash between effect and answer, and a retry."""
    n_done = 0
    for number in range(N_CRASHES):
        key = f"crash-{number}"
        with pytest.raises(Crash):
            async with crashing(database, agency) as connection:
                await attempt(connection, key)
        try:
            async with database.tenant(agency.id) as connection:
                await attempt(connection, key)
            n_done += 1
        except Conflict:
            pass
    return n_done


async def test_a_crash_between_effect_and_answer_leaves_the_key_unused(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    async def attempt(connection: TenantConnection, key: str) -> Receipt:
        return await receive_candidate(
            connection,
            Submission.of_text(f"CV {key}"),
            sender=Sender(agency.id, agency.id),
            idempotency_key=key,
        )

    assert await crash_and_retry(tenant_database, agency, attempt) == N_CRASHES
    assert await owner_connection.fetchval("SELECT count(*) FROM candidates") == N_CRASHES


async def test_a_key_stored_outside_the_transaction_of_its_effect_is_found_out(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    """The planted fault: after a crash the key is used, and the retry gets no effect."""

    async def attempt(connection: TenantConnection, key: str) -> Receipt:
        async with tenant_database.tenant(agency.id) as elsewhere:
            is_first = await store.begin(elsewhere, sender_id=agency.id, key=key, body_sha256=b"\0" * 32)

        async def effect() -> Effect[Receipt]:
            return Effect(uuid4(), Receipt(UUID(int=1), 1, is_new=True))

        if is_first:
            return (await effect()).answer
        use = KeyUse(agency.id, key, b"\0" * 32)
        return await use_cases.once(connection, use, effect, kind=Receipt)

    assert await crash_and_retry(tenant_database, agency, attempt) == 0
