"""One function per query of `queries.sql`."""

from uuid import UUID

from service.database.queries import load_queries
from service.database.rows import to_row_or_none, to_rows
from service.outcomes.rows import OutcomeKind, OutcomePosition, OutcomeRow, RejectionCause, SavedOutcome
from service.tenancy import TenantConnection

QUERIES = load_queries(__package__)


async def record_outcome(
    connection: TenantConnection,
    *,
    opening_id: UUID,
    candidate_id: UUID,
    kind: OutcomeKind,
    reason: RejectionCause | None,
) -> SavedOutcome | None:
    """Record an outcome; None when there is no such candidate."""
    record = await connection.fetchrow(QUERIES["record_outcome"], opening_id, candidate_id, kind, reason)
    return to_row_or_none(SavedOutcome, record)


async def outcomes(
    connection: TenantConnection, *, opening_id: UUID, after: OutcomePosition | None, limit: int
) -> list[OutcomeRow]:
    """Return outcomes of an opening, the newest first, those behind `after`."""
    last = (after.recorded_at, after.candidate_id, after.kind) if after else (None, None, None)
    return to_rows(OutcomeRow, await connection.fetch(QUERIES["outcomes"], opening_id, *last, limit))


async def all_outcomes(connection: TenantConnection) -> list[OutcomeRow]:
    """Return every outcome of the organisation, opening by opening."""
    return to_rows(OutcomeRow, await connection.fetch(QUERIES["all_outcomes"]))


async def count_outcomes(connection: TenantConnection) -> int:
    """Return how many outcomes the organisation has recorded."""
    return int(await connection.fetchval(QUERIES["count_outcomes"]))


async def forget_outcomes(connection: TenantConnection, *, opening_id: UUID, candidate_id: UUID) -> int:
    """Delete what was recorded of a person for an opening; return how many outcomes that were."""
    return int(await connection.fetchval(QUERIES["forget_outcomes"], opening_id, candidate_id))
