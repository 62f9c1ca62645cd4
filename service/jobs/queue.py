"""Jobs put into the queue, and taken out of it, in the transaction of the rows they concern."""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
from pgqueuer.domain.types import JobId
from pgqueuer.queries import Queries as QueueQueries

from service.database.queries import load_queries
from service.database.rows import to_row, to_rows
from service.errors import Conflict
from service.jobs.rows import JobState, ParkedJob, QueuedJob, TurnRow
from service.tenancy import Connection, TenantConnection

QUERIES = load_queries(__package__)

_TURNS = 1_000_000
"""Between two priorities; the turns of a class begin anew whenever none of its jobs waits."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be done once in effect.

    Attributes:
        name: Which handler does it.
        key: Unique among the jobs that wait or run; begins with what the job is about, so that all jobs
            about it can be discarded.
        arguments: What the handler is given. Identifiers only: no word of a person's data enters the queue.
        priority: Jobs of a higher one are taken first; among equals organisations take turns. Between -1000
            and 1000.
        after_seconds: How long it waits at least.
    """

    name: str
    key: str
    arguments: dict[str, str | int]
    priority: int = 0
    after_seconds: float = 0.0

    @property
    def payload(self) -> bytes:
        """The arguments as they are stored."""
        return json.dumps(self.arguments, sort_keys=True).encode()


async def enqueue(connection: TenantConnection, job: Job) -> None:
    """Add the job when the transaction commits; one with the same key that waits or runs stands for it."""
    highest = job.priority * _TURNS
    record = await connection.fetchrow(QUERIES["turn"], highest, highest - _TURNS + 1)
    assert record is not None
    turn = to_row(TurnRow, record)
    queries = QueueQueries.from_asyncpg_connection(connection)
    await queries.enqueue(
        job.name,
        job.payload,
        highest - min(turn.turn, _TURNS - 1),
        execute_after=timedelta(seconds=job.after_seconds),
        dedupe_key=job.key,
        headers={"organisation": turn.organisation},
        on_conflict="skip",
    )


async def discard(connection: TenantConnection, *, key_prefix: str) -> None:
    """Forget all jobs whose key begins so, in whatever state."""
    await connection.execute(QUERIES["discard_jobs"], key_prefix)


async def forget_old_log(connection: Connection) -> None:
    """Delete what the queue wrote down of jobs more than a week ago."""
    await connection.execute(QUERIES["forget_old_log"])


async def parked_jobs(connection: Connection, *, limit: int = 100) -> list[ParkedJob]:
    """Return jobs that failed for good, the newest first."""
    return to_rows(ParkedJob, await connection.fetch(QUERIES["parked_jobs"], limit))


async def run_again(connection: Connection, *, job_ids: list[int]) -> None:
    """Put parked jobs back into the queue.

    Raises:
        Conflict: another job with the same key waits already.
    """
    queries = QueueQueries.from_asyncpg_connection(connection)
    try:
        await queries.requeue_jobs([JobId(job_id) for job_id in job_ids])
    except asyncpg.UniqueViolationError as exc:
        raise Conflict("The same work waits already under another number: discard this job.") from exc


async def jobs(
    connection: Connection,
    *,
    organisation_id: UUID | None,
    state: JobState | None = None,
    after: int | None = None,
    limit: int = 100,
    job_id: int | None = None,
) -> list[QueuedJob]:
    """Return jobs, the newest first: those of an organisation or of all, in a state or in any, or one."""
    organisation = None if organisation_id is None else str(organisation_id)
    records = await connection.fetch(QUERIES["jobs"], organisation, state, after, limit, job_id)
    return to_rows(QueuedJob, records)


async def discard_job(connection: Connection, *, job_id: int) -> bool:
    """Return whether a job was there to be forgotten; one that runs is not."""
    return await connection.fetchval(QUERIES["discard_job"], job_id) is not None
