from service.database.queries import load_queries
from service.database.rows import to_row
from service.quotas.rows import TakenRow
from service.tenancy import OrganisationId, TenantConnection

QUERIES = load_queries(__package__)


async def take(
    connection: TenantConnection,
    organisation_id: OrganisationId,
    *,
    key_id: str,
    quota: str,
    window_seconds: int,
    n_asked: int,
) -> TakenRow:
    """Return what had been taken of a quota before this part of it."""
    record = await connection.fetchrow(
        QUERIES["take"], organisation_id, key_id, quota, window_seconds, n_asked
    )
    assert record is not None
    return to_row(TakenRow, record)
