"""What became of people: told by an organisation, listed, taken back, and what is learned from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from service.errors import InvalidRequest, NotFound
from service.jobs.queue import Job, enqueue
from service.openings.use_cases import opening
from service.outcomes import store
from service.outcomes.rows import OutcomeKind, OutcomePosition, OutcomeRow, RejectionCause
from service.tenancy import OrganisationId, TenantConnection

__all__ = [
    "Decisions",
    "OutcomeKind",
    "OutcomePosition",
    "OutcomeReport",
    "OutcomeRow",
    "RejectionCause",
    "all_decisions",
    "ask_for_refit",
    "forget_outcomes",
    "outcomes",
    "record_outcome",
]

REFIT_SCORER = "refit_scorer"

REFIT_EVERY = 20
"""Outcomes after which the weights are fitted again."""

INVITED = frozenset({OutcomeKind.SHORTLISTED, OutcomeKind.INTERVIEWED, OutcomeKind.HIRED})
"""Outcomes of people who were asked to come; one turned down later had been."""

NO_JUDGEMENT = frozenset({RejectionCause.OPENING_CLOSED, RejectionCause.NO_SHOW})
"""Causes that say nothing of how well a CV fits."""


@dataclass(frozen=True, slots=True)
class OutcomeReport:
    """What an organisation tells of one person for one opening."""

    candidate_id: UUID
    kind: OutcomeKind
    reason: RejectionCause | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is kept of a report."""

    outcome: OutcomeRow
    is_new: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """Whom an organisation invited for one opening, and whom not."""

    opening_id: UUID
    invited: tuple[UUID, ...]
    refused: tuple[UUID, ...]


async def record_outcome(
    connection: TenantConnection,
    organisation_id: OrganisationId,
    *,
    opening_id: UUID,
    report: OutcomeReport,
) -> Recorded:
    """Keep what became of a person. The same again changes nothing, or the reason where it is another.

    Raises:
        NotFound: the organisation has no such opening or candidate.
        InvalidRequest: a rejection without a reason, or a reason for something else.
    """
    if (report.kind is OutcomeKind.REJECTED) != (report.reason is not None):
        raise InvalidRequest("A rejection has a reason, and nothing else has one.", field="reason")
    await opening(connection, opening_id=opening_id)
    saved = await store.record_outcome(
        connection,
        opening_id=opening_id,
        candidate_id=report.candidate_id,
        kind=report.kind,
        reason=report.reason,
    )
    if saved is None:
        raise NotFound("There is no such candidate.")
    if saved.is_new and await store.count_outcomes(connection) % REFIT_EVERY == 0:
        await ask_for_refit(connection, organisation_id)
    return Recorded(_row(opening_id, report, saved.recorded_at), saved.is_new)


async def outcomes(
    connection: TenantConnection, *, opening_id: UUID, after: OutcomePosition | None, limit: int
) -> list[OutcomeRow]:
    """Return outcomes of an opening, the newest first.

    Raises:
        NotFound: the organisation has no such opening.
    """
    await opening(connection, opening_id=opening_id)
    return await store.outcomes(connection, opening_id=opening_id, after=after, limit=limit)


async def forget_outcomes(connection: TenantConnection, *, opening_id: UUID, candidate_id: UUID) -> None:
    """Take back all that was told of a person for an opening.

    Raises:
        NotFound: nothing was.
    """
    if not await store.forget_outcomes(connection, opening_id=opening_id, candidate_id=candidate_id):
        raise NotFound


async def all_decisions(connection: TenantConnection) -> list[Decisions]:
    """Return, per opening, who was invited and who was turned down on their CV."""
    rows = await store.all_outcomes(connection)
    return [_decisions(key, group) for key, group in groupby(rows, key=lambda row: row.opening_id)]


async def ask_for_refit(connection: TenantConnection, organisation_id: OrganisationId) -> None:
    """Have the weights fitted again by a worker; asked for twice, it is done once."""
    job = Job(
        name=REFIT_SCORER,
        key=f"{REFIT_SCORER} {organisation_id}",
        arguments={"organisation_id": str(organisation_id)},
    )
    await enqueue(connection, job)


def _decisions(opening_id: UUID, rows: Iterable[OutcomeRow]) -> Decisions:
    invited, refused = set(), set()
    for row in rows:
        if row.kind in INVITED:
            invited.add(row.candidate_id)
        elif row.kind is OutcomeKind.REJECTED and row.reason not in NO_JUDGEMENT:
            refused.add(row.candidate_id)
    return Decisions(opening_id, tuple(sorted(invited)), tuple(sorted(refused - invited)))


def _row(opening_id: UUID, report: OutcomeReport, recorded_at: datetime) -> OutcomeRow:
    return OutcomeRow(
        opening_id=opening_id,
        candidate_id=report.candidate_id,
        kind=report.kind,
        reason=report.reason,
        recorded_at=recorded_at,
    )
