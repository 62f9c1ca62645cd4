"""Reading every candidate once more, after the rules of reading have changed; what was read before serves on.

A few hundred at a time are put into the queue, behind everything else, so that the whole can be stopped and
gone on with at any moment.
"""

from dataclasses import dataclass
from uuid import UUID

from service.candidates import store
from service.candidates.receiving import have_it_read
from service.candidates.rows import RereadingRow
from service.errors import NotFound
from service.jobs.queue import Job, enqueue
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase

READ_ALL_AGAIN = "read_all_again"
NO_SUCH_REREADING = "There is no such reading."

_PRIORITY = -20
_AT_ONCE = 200
_LOOK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Step:
    """A part of reading everything again."""

    organisation_id: OrganisationId
    rereading_id: UUID
    number: int


async def begin_rereading(connection: TenantConnection, *, organisation_id: OrganisationId) -> RereadingRow:
    """Return the reading of all candidates that begins now, or the one that has not ended."""
    rereading_id = await store.unended_rereading(connection)
    if rereading_id is None:
        rereading_id = await store.begin_rereading(connection)
        await enqueue(connection, _job(Step(organisation_id, rereading_id, 1)))
    return await rereading(connection, rereading_id=rereading_id)


async def rereading(connection: TenantConnection, *, rereading_id: UUID) -> RereadingRow:
    """Return how far a reading of all candidates is.

    Raises:
        NotFound: the organisation has none of that id.
    """
    row = await store.rereading(connection, rereading_id=rereading_id)
    if row is None:
        raise NotFound(NO_SUCH_REREADING)
    return row


async def stop_rereading(connection: TenantConnection, *, rereading_id: UUID) -> RereadingRow:
    """Return a reading that goes no further; candidates that wait for it are ready as they were.

    Raises:
        NotFound: the organisation has none of that id.
    """
    await rereading(connection, rereading_id=rereading_id)
    await store.stop_rereading(connection, rereading_id=rereading_id)
    return await rereading(connection, rereading_id=rereading_id)


async def resume_rereading(
    connection: TenantConnection, *, organisation_id: OrganisationId, rereading_id: UUID
) -> RereadingRow:
    """Return a reading that goes on where it was stopped.

    Raises:
        NotFound: the organisation has none of that id.
    """
    row = await rereading(connection, rereading_id=rereading_id)
    if await store.resume_rereading(connection, rereading_id=rereading_id):
        # A number that no earlier step has had: steps count one by one, and each puts some into the queue.
        await enqueue(connection, _job(Step(organisation_id, rereading_id, 1_000_000 + row.n_begun)))
    return await rereading(connection, rereading_id=rereading_id)


async def read_some_again(database: TenantDatabase, step: Step) -> None:
    """Put the next candidates into the queue once the ones before have been read, and look again later."""
    async with database.tenant(step.organisation_id) as connection:
        row = await store.rereading(connection, rereading_id=step.rereading_id)
        if row is None or row.ended_at is not None or row.stopped_at is not None:
            return
        if row.n_waiting < _AT_ONCE:
            begun = await store.read_some_again(connection, rereading_id=step.rereading_id, limit=_AT_ONCE)
            for candidate in begun:
                await have_it_read(
                    connection,
                    organisation_id=step.organisation_id,
                    candidate_id=candidate.id,
                    revision=candidate.revision,
                    priority=_PRIORITY,
                )
            if not begun and row.n_waiting == 0:
                await store.end_rereading(connection, rereading_id=step.rereading_id)
                return
        await enqueue(connection, _job(Step(step.organisation_id, step.rereading_id, step.number + 1)))


def _job(step: Step) -> Job:
    return Job(
        READ_ALL_AGAIN,
        f"rereading/{step.organisation_id}/{step.rereading_id}/{step.number}",
        {
            "organisation_id": str(step.organisation_id),
            "rereading_id": str(step.rereading_id),
            "number": step.number,
        },
        priority=_PRIORITY,
        after_seconds=0.0 if step.number == 1 else _LOOK_SECONDS,
    )
