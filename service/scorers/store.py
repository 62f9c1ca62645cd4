"""One function per query of `queries.sql`."""

from matching.learning.learning import LearnedWeights
from service.database.queries import load_queries
from service.database.rows import to_row, to_row_or_none, to_rows
from service.scorers.rows import ChoiceRow, ScorerRow
from service.serialization import to_json
from service.tenancy import OrganisationId, TenantConnection

QUERIES = load_queries(__package__)


async def add_scorer(
    connection: TenantConnection,
    organisation_id: OrganisationId,
    *,
    declared: str,
    learned: LearnedWeights,
) -> ScorerRow:
    """Keep learned weights under the next number."""
    await connection.fetchval(QUERIES["lock_organisation"], str(organisation_id))
    record = await connection.fetchrow(QUERIES["add_scorer"], declared, to_json(LearnedWeights, learned))
    assert record is not None
    return to_row(ScorerRow, record)


async def scorer(connection: TenantConnection, *, number: int) -> ScorerRow | None:
    """Return one set of weights."""
    return to_row_or_none(ScorerRow, await connection.fetchrow(QUERIES["scorer"], number))


async def scorers(connection: TenantConnection, *, before: int | None, limit: int) -> list[ScorerRow]:
    """Return sets of weights, the newest first."""
    return to_rows(ScorerRow, await connection.fetch(QUERIES["scorers"], before, limit))


async def choose(connection: TenantConnection, *, number: int, is_pinned: bool) -> None:
    """Make a scorer the one that counts; 0 is the declared one."""
    await connection.execute(QUERIES["choose"], number, is_pinned)


async def choice(connection: TenantConnection) -> ChoiceRow | None:
    """Return which scorer counts; None where nobody ever chose."""
    return to_row_or_none(ChoiceRow, await connection.fetchrow(QUERIES["choice"]))


async def choices(connection: TenantConnection, *, limit: int) -> list[ChoiceRow]:
    """Return what was chosen when, the newest first."""
    return to_rows(ChoiceRow, await connection.fetch(QUERIES["choices"], limit))
