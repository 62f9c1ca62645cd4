from uuid import UUID

import asyncpg

from service.database.queries import load_queries
from service.database.rows import to_row_or_none
from service.errors import Conflict
from service.idempotency.rows import UsedKey
from service.tenancy import TenantConnection

QUERIES = load_queries(__package__)


async def begin(connection: TenantConnection, *, sender_id: UUID, key: str, body_sha256: bytes) -> bool:
    """Return whether the key is used for the first time; waits for a transaction that uses it.

    Raises:
        Conflict: that transaction takes long.
    """
    try:
        found = await connection.fetchval(QUERIES["begin"], sender_id, key, body_sha256)
    except asyncpg.LockNotAvailableError as exc:
        raise Conflict("A request with this Idempotency-Key is still being worked on.") from exc
    return found is not None


async def used_key(connection: TenantConnection, *, sender_id: UUID, key: str) -> UsedKey | None:
    """Return what a key was used for."""
    return to_row_or_none(UsedKey, await connection.fetchrow(QUERIES["used_key"], sender_id, key))


async def finish(
    connection: TenantConnection, *, sender_id: UUID, key: str, subject_id: UUID, answer: str
) -> None:
    """Record what the use of a key led to."""
    await connection.execute(QUERIES["finish"], sender_id, key, subject_id, answer)


async def erase(connection: TenantConnection, *, subject_id: UUID) -> None:
    """Forget answers that concern a subject; their keys stay used."""
    await connection.execute(QUERIES["erase"], subject_id)
