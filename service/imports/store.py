from collections.abc import Sequence
from uuid import UUID

from service.database.queries import load_queries
from service.database.rows import to_row_or_none, to_rows
from service.imports.items import RefusedItem, Settled
from service.imports.rows import BatchRow, ImportForm, ImportRow, ImportSubject, ItemRow
from service.tenancy import TenantConnection

QUERIES = load_queries(__package__)


async def begin(
    connection: TenantConnection, *, subject: ImportSubject, form: ImportForm, replaces_duplicates: bool
) -> UUID:
    """Return the id of a new import."""
    import_id: UUID = await connection.fetchval(QUERIES["begin"], subject, form, replaces_duplicates)
    return import_id


async def add_batch(
    connection: TenantConnection, *, import_id: UUID, number: int, content: bytes, key: str | None
) -> None:
    """Store a part of an import."""
    await connection.execute(QUERIES["add_batch"], import_id, number, content, key)


async def add_items(
    connection: TenantConnection, *, import_id: UUID, items: Sequence[tuple[int, str, RefusedItem | None]]
) -> None:
    """Store items by position and name, with the refusal where there is one."""
    refusals = [refused for _, _, refused in items]
    await connection.execute(
        QUERIES["add_items"],
        import_id,
        [position for position, _, _ in items],
        [name for _, name, _ in items],
        [refused.reason if refused else None for refused in refusals],
        [refused.detail if refused else None for refused in refusals],
    )


async def count_items(connection: TenantConnection, *, import_id: UUID, n_items: int) -> None:
    """Record how many items there are."""
    await connection.execute(QUERIES["count_items"], import_id, n_items)


async def one(connection: TenantConnection, *, import_id: UUID) -> ImportRow | None:
    """Return an import."""
    return to_row_or_none(ImportRow, await connection.fetchrow(QUERIES["imports"], import_id, None, 1))


async def page(connection: TenantConnection, *, after: UUID | None, limit: int) -> list[ImportRow]:
    """Return a page of imports, the newest first."""
    return to_rows(ImportRow, await connection.fetch(QUERIES["imports"], None, after, limit))


async def items(
    connection: TenantConnection, *, import_id: UUID, after_position: int, limit: int
) -> list[ItemRow]:
    """Return what became of some items, in their order."""
    return to_rows(ItemRow, await connection.fetch(QUERIES["items"], import_id, after_position, limit))


async def batch(connection: TenantConnection, *, import_id: UUID, number: int) -> BatchRow | None:
    """Return a part that is to be done; None where it is done, or cancelled."""
    return to_row_or_none(BatchRow, await connection.fetchrow(QUERIES["batch"], import_id, number))


async def claim(connection: TenantConnection, *, import_id: UUID, position: int) -> bool:
    """Return whether an item still waits; if so it is held until the transaction ends."""
    return await connection.fetchval(QUERIES["claim"], import_id, position) is not None


async def settle(connection: TenantConnection, *, import_id: UUID, position: int, settled: Settled) -> None:
    """Record what became of an item."""
    await connection.execute(
        QUERIES["settle"],
        import_id,
        position,
        settled.outcome,
        settled.reason,
        settled.detail,
        settled.candidate_id,
        settled.revision,
        settled.opening_id,
    )


async def finish_batch(connection: TenantConnection, *, import_id: UUID, number: int) -> None:
    """Forget a part that is done."""
    await connection.execute(QUERIES["finish_batch"], import_id, number)


async def cancel(connection: TenantConnection, *, import_id: UUID) -> bool:
    """Return whether there is such an import; nothing of it waits any more."""
    if await connection.fetchval(QUERIES["cancel"], import_id) is None:
        return False
    await connection.execute(QUERIES["cancel_items"], import_id)
    await connection.execute(QUERIES["forget_batches"], import_id)
    return True
