"""Reading all candidates once more, after the rules of reading have changed."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api.authentication import ReadsCandidates
from api.dependencies import ResourcesOfApp
from api.models import AnswerModel
from api.problems import problems
from service.candidates import rereading as use_cases
from service.candidates.rows import RereadingRow

router = APIRouter(prefix="/v1/rereadings", tags=["candidates"])


class RereadingAnswer(AnswerModel):
    """How far the reading of all candidates is; what was read before serves meanwhile."""

    id: UUID
    n_candidates: int = Field(description="Candidates that had been read when it began.")
    n_read: int = Field(description="Those that have been read again.")
    begun_at: datetime
    stopped_at: datetime | None
    ended_at: datetime | None


@router.post("", status_code=202, summary="Read all candidates again", responses=problems())
async def begin_rereading(principal: ReadsCandidates, resources: ResourcesOfApp) -> RereadingAnswer:
    """From their documents, by the rules of now; people's corrections stay."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        row = await use_cases.begin_rereading(connection, organisation_id=principal.organisation_id)
    return _answer(row)


@router.get("/{rereading_id}", summary="How far it is", responses=problems(404))
async def get_rereading(
    rereading_id: UUID, principal: ReadsCandidates, resources: ResourcesOfApp
) -> RereadingAnswer:
    """Until `ended_at` is there."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        return _answer(await use_cases.rereading(connection, rereading_id=rereading_id))


@router.post("/{rereading_id}/stop", summary="Stop it", responses=problems(404))
async def stop_rereading(
    rereading_id: UUID, principal: ReadsCandidates, resources: ResourcesOfApp
) -> RereadingAnswer:
    """Candidates that wait for it are ready as they were."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        return _answer(await use_cases.stop_rereading(connection, rereading_id=rereading_id))


@router.post("/{rereading_id}/resume", summary="Go on with it", responses=problems(404))
async def resume_rereading(
    rereading_id: UUID, principal: ReadsCandidates, resources: ResourcesOfApp
) -> RereadingAnswer:
    """Where it was stopped."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        row = await use_cases.resume_rereading(
            connection, organisation_id=principal.organisation_id, rereading_id=rereading_id
        )
    return _answer(row)


def _answer(row: RereadingRow) -> RereadingAnswer:
    return RereadingAnswer(
        id=row.id,
        n_candidates=row.n_candidates,
        n_read=max(row.n_begun - row.n_waiting, 0),
        begun_at=row.begun_at,
        stopped_at=row.stopped_at,
        ended_at=row.ended_at,
    )
