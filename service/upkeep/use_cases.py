"""What people do with jobs: look at them, run parked ones again, forget them."""

import json
from uuid import UUID

from service.candidates.receiving import READ_CANDIDATE
from service.candidates.use_cases import read_again
from service.errors import Conflict, NotFound
from service.jobs import queue
from service.jobs.rows import JobState, QueuedJob
from service.tenancy import Connection, OrganisationId, TenantConnection, TenantDatabase

NO_SUCH_JOB = "There is no such job."


async def job(connection: Connection, *, job_id: int, organisation_id: UUID | None) -> QueuedJob:
    """Return a job of an organisation, or of any.

    Raises:
        NotFound: there is none; jobs that are done are not kept.
    """
    found = await queue.jobs(connection, organisation_id=organisation_id, job_id=job_id)
    if not found:
        raise NotFound(NO_SUCH_JOB)
    return found[0]


async def jobs(
    connection: Connection,
    *,
    organisation_id: UUID | None,
    state: JobState | None = None,
    after: int | None = None,
    limit: int,
) -> list[QueuedJob]:
    """Return jobs of an organisation, or of all, the newest first, those that come after the job `after`."""
    return await queue.jobs(
        connection, organisation_id=organisation_id, state=state, after=after, limit=limit
    )


async def run_again(database: TenantDatabase, parked: QueuedJob) -> None:
    """Have a parked job done once more, and what it is about with it.

    Raises:
        Conflict: it is not parked.
    """
    if parked.state is not JobState.PARKED:
        raise Conflict(f"The job is {parked.state}: only one that is parked can be run again.")
    arguments = json.loads(parked.arguments)
    organisation_id = OrganisationId(UUID(arguments["organisation_id"]))
    async with database.tenant(organisation_id) as connection:
        if parked.name == READ_CANDIDATE and await _read_again(connection, parked, arguments):
            return
        await queue.run_again(connection, job_ids=[parked.id])


async def discard(connection: Connection, known: QueuedJob) -> None:
    """Forget a job, which is then never done.

    Raises:
        Conflict: it runs at this moment.
    """
    if not await queue.discard_job(connection, job_id=known.id):
        raise Conflict("The job runs at this moment: try again when it has ended.")


async def _read_again(
    connection: TenantConnection, parked: QueuedJob, arguments: dict[str, str | int]
) -> bool:
    """Return whether the candidate whom the job gave up waits to be read once more, with a job of its own."""
    try:
        await read_again(
            connection,
            organisation_id=OrganisationId(UUID(str(arguments["organisation_id"]))),
            candidate_id=UUID(str(arguments["candidate_id"])),
        )
    except NotFound:
        return False
    return await queue.discard_job(connection, job_id=parked.id)
