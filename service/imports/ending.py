"""Tells that an import is over: nothing of it waits any more, and every document has been read or refused."""

from dataclasses import dataclass
from uuid import UUID

from service.errors import NotFound
from service.imports.rows import ImportRow
from service.imports.use_cases import WATCH_IMPORT, import_progress, watching_job
from service.jobs.queue import enqueue
from service.tenancy import OrganisationId, TenantDatabase
from service.webhooks.events import announce
from service.webhooks.rows import Event

__all__ = ["WATCH_IMPORT", "Watch", "look_whether_over"]


@dataclass(frozen=True, slots=True)
class Watch:
    """A look at an import, the first being 1."""

    organisation_id: OrganisationId
    import_id: UUID
    number: int


async def look_whether_over(database: TenantDatabase, watch: Watch) -> None:
    """Announce that an import is over, or look again a little later."""
    async with database.tenant(watch.organisation_id) as connection:
        try:
            row = await import_progress(connection, import_id=watch.import_id)
        except NotFound:
            return
        if row.is_over:
            await announce(connection, watch.organisation_id, event=Event.IMPORT_FINISHED, data=_data(row))
            return
        await enqueue(
            connection, watching_job(watch.organisation_id, watch.import_id, number=watch.number + 1)
        )


def _data(row: ImportRow) -> dict[str, object]:
    return {
        "import_id": str(row.id),
        "status": row.status.value,
        "n_items": row.n_items,
        "created": row.n_created,
        "replaced": row.n_replaced,
        "unchanged": row.n_unchanged,
        "duplicate": row.n_duplicate,
        "refused": row.n_refused,
        "cancelled": row.n_cancelled,
    }
