"""One function per query of `queries.sql`."""

from collections.abc import Sequence
from uuid import UUID

from matching.assignment.gaps import Proposal
from service.database.queries import load_queries
from service.database.rows import to_rows
from service.staffing.regions.rows import RegionCell
from service.tenancy import Connection, TenantConnection

QUERIES = load_queries(__package__)


async def forget_gaps(connection: TenantConnection, *, site_id: UUID) -> None:
    """Forget what a site lacks."""
    await connection.execute(QUERIES["forget_gaps"], site_id)


async def add_gaps(
    connection: TenantConnection,
    *,
    site_id: UUID,
    town: str,
    proposals: Sequence[tuple[Proposal, str]],
) -> None:
    """Keep what a site lacks; each proposal comes with the trades concerned, joined by commas."""
    rows = [
        (
            site_id,
            number,
            town,
            trades,
            it.step.kind,
            it.step.subject,
            it.step.wanted,
            it.step.instead,
            it.n_people,
            it.n_seats,
        )
        for number, (it, trades) in enumerate(proposals, start=1)
    ]
    await connection.executemany(QUERIES["add_gap"], rows)


async def cells(connection: Connection, *, town: str | None, least_people: int) -> list[RegionCell]:
    """Return what the sites of all organisations lack together."""
    return to_rows(RegionCell, await connection.fetch(QUERIES["cells"], town, least_people))
