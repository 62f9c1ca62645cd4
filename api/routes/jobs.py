"""Jobs of the caller's organisation: what waits, what runs, and what was given up."""

import json
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from api.authentication import WritesOpenings
from api.dependencies import Resources, ResourcesOfApp
from api.models import AnswerModel
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from service.jobs.rows import JobState, QueuedJob
from service.organisations.use_cases import Principal
from service.upkeep import use_cases

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

JobId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class JobAnswer(AnswerModel):
    """A job; those that are done are not kept."""

    id: int
    name: str = Field(examples=["read_candidate"])
    state: JobState
    about: dict[str, str | int] = Field(description="Identifiers of what it is about.")
    attempts: int = Field(description="Times it was tried again.")
    created_at: datetime
    updated_at: datetime
    due_at: datetime


class JobList(AnswerModel):
    """Jobs, the newest first. Without `next_cursor` there are no more."""

    jobs: list[JobAnswer]
    next_cursor: str | None


@router.get("", summary="List jobs", responses=problems())
async def list_jobs(
    *,
    principal: WritesOpenings,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
    state: Annotated[JobState | None, Query(description="Only those that are so.")] = None,
) -> JobList:
    """The newest first; `parked` are those that failed for good and wait for you."""
    question = f"jobs {principal.organisation_id} {state}"
    position = read_cursor(cursor, form=tuple[int], question=question)
    async with resources.database.unbound() as connection:
        found = await use_cases.jobs(
            connection,
            organisation_id=principal.organisation_id,
            state=state,
            after=position[0] if position else None,
            limit=limit + 1,
        )
    page = found[:limit]
    return JobList(
        jobs=[_answer(job) for job in page],
        next_cursor=write_cursor([page[-1].id], question=question) if len(found) > limit else None,
    )


@router.get("/{job_id}", summary="One job", responses=problems(404))
async def get_job(job_id: JobId, principal: WritesOpenings, resources: ResourcesOfApp) -> JobAnswer:
    """While it waits, runs or is parked."""
    return _answer(await _job(resources, principal, job_id))


@router.post(
    "/{job_id}/run-again", status_code=202, summary="Run a parked job again", responses=problems(404, 409)
)
async def run_job_again(job_id: JobId, principal: WritesOpenings, resources: ResourcesOfApp) -> None:
    """Once its cause is mended; a candidate whose reading was given up is read once more."""
    await use_cases.run_again(resources.database, await _job(resources, principal, job_id))


@router.delete("/{job_id}", status_code=204, summary="Forget a job", responses=problems(404, 409))
async def discard_job(job_id: JobId, principal: WritesOpenings, resources: ResourcesOfApp) -> None:
    """It is then never done; one that runs at this moment is not forgotten."""
    job = await _job(resources, principal, job_id)
    async with resources.database.unbound() as connection:
        await use_cases.discard(connection, job)


async def _job(resources: Resources, principal: Principal, job_id: int) -> QueuedJob:
    async with resources.database.unbound() as connection:
        return await use_cases.job(connection, job_id=job_id, organisation_id=principal.organisation_id)


def _answer(job: QueuedJob) -> JobAnswer:
    about = {name: value for name, value in json.loads(job.arguments).items() if name != "organisation_id"}
    return JobAnswer(
        id=job.id,
        name=job.name,
        state=job.state,
        about=about,
        attempts=job.attempts,
        created_at=job.created_at,
        updated_at=job.updated_at,
        due_at=job.due_at,
    )
