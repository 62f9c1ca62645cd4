"""One function per query of `queries.sql`."""

from uuid import UUID

import asyncpg

from service.database.queries import load_queries
from service.database.rows import to_row, to_row_or_none, to_rows
from service.errors import Conflict
from service.staffing.sites.rows import SavedRow, SeatsRow, SiteRow
from service.tenancy import TenantConnection

QUERIES = load_queries(__package__)


async def add_site(
    connection: TenantConnection, *, external_id: str | None, name: str, about: str
) -> SavedRow:
    """Add a site, or replace the one with the same external id."""
    record = await connection.fetchrow(QUERIES["add_site"], external_id, name, about)
    assert record is not None
    return to_row(SavedRow, record)


async def change_site(
    connection: TenantConnection, *, site_id: UUID, seen_revision: int, name: str, about: str
) -> bool:
    """Change a site; False when it was changed or deleted since `seen_revision`."""
    changed = await connection.fetchval(QUERIES["change_site"], site_id, seen_revision, name, about)
    return changed is not None


async def site(connection: TenantConnection, *, site_id: UUID) -> SiteRow | None:
    """Return one site."""
    return to_row_or_none(SiteRow, await connection.fetchrow(QUERIES["site"], site_id))


async def sites(
    connection: TenantConnection, *, after: UUID | None, limit: int, named: str | None = None
) -> list[SiteRow]:
    """Return sites, the newest first."""
    return to_rows(SiteRow, await connection.fetch(QUERIES["sites"], after, limit, named))


async def delete_site(connection: TenantConnection, *, site_id: UUID) -> bool:
    """Delete a site; False when there is none."""
    return await connection.fetchval(QUERIES["delete_site"], site_id) is not None


async def attach(connection: TenantConnection, *, site_id: UUID, seats: SeatsRow) -> None:
    """Attach an opening, or change its seats.

    Raises:
        Conflict: the opening is attached to another site.
    """
    try:
        await connection.execute(
            QUERIES["attach"],
            site_id,
            seats.opening_id,
            seats.headcount,
            seats.starts_on,
            seats.shift,
            seats.priority,
        )
    except asyncpg.UniqueViolationError as exc:
        raise Conflict("The opening is attached to another site.") from exc


async def detach(connection: TenantConnection, *, site_id: UUID, opening_id: UUID) -> bool:
    """Detach an opening; False when it was not attached."""
    return await connection.fetchval(QUERIES["detach"], site_id, opening_id) is not None


async def seats(connection: TenantConnection, *, site_id: UUID) -> list[SeatsRow]:
    """Return the openings of a site."""
    return to_rows(SeatsRow, await connection.fetch(QUERIES["seats"], site_id))
