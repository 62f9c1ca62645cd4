"""What became of the candidates of an opening."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from api.authentication import ReadsOutcomes, WritesOutcomes
from api.dependencies import ResourcesOfApp
from api.outcome_models import OUTCOME_EXAMPLES, OutcomeAnswer, OutcomeInput, OutcomeList
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from service.outcomes import use_cases
from service.outcomes.use_cases import OutcomeKind, OutcomePosition

router = APIRouter(prefix="/v1/openings/{opening_id}/outcomes", tags=["outcomes"])


@router.post(
    "",
    status_code=201,
    summary="Tell what became of a candidate",
    responses={
        200: {"model": OutcomeAnswer, "description": "That was told before."},
        **problems(404, 415),
    },
)
async def record_outcome(
    *,
    opening_id: UUID,
    body: Annotated[OutcomeInput, Body(openapi_examples=OUTCOME_EXAMPLES)],
    principal: WritesOutcomes,
    resources: ResourcesOfApp,
    response: Response,
) -> OutcomeAnswer:
    """Each outcome of a candidate counts once, however often it is sent. Weights are learned from them."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        recorded = await use_cases.record_outcome(
            connection, principal.organisation_id, opening_id=opening_id, report=body.report()
        )
    response.status_code = 201 if recorded.is_new else 200
    return OutcomeAnswer.of(recorded.outcome)


@router.get("", summary="What became of the candidates", responses=problems(404))
async def list_outcomes(
    *,
    opening_id: UUID,
    principal: ReadsOutcomes,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> OutcomeList:
    """The newest first."""
    question = f"outcomes {principal.organisation_id} {opening_id}"
    position = read_cursor(cursor, form=tuple[datetime, UUID, OutcomeKind], question=question)
    async with resources.database.tenant(principal.organisation_id) as connection:
        rows = await use_cases.outcomes(
            connection,
            opening_id=opening_id,
            after=OutcomePosition(*position) if position else None,
            limit=limit + 1,
        )
    page = rows[:limit]
    has_more = len(rows) > limit
    last = [page[-1].recorded_at, page[-1].candidate_id, page[-1].kind] if has_more else []
    return OutcomeList(
        outcomes=[OutcomeAnswer.of(row) for row in page],
        next_cursor=write_cursor(last, question=question) if has_more else None,
    )


@router.delete("/{candidate_id}", status_code=204, summary="Take back outcomes", responses=problems(404))
async def forget_outcomes(
    opening_id: UUID, candidate_id: UUID, principal: WritesOutcomes, resources: ResourcesOfApp
) -> None:
    """All that was told of this candidate for this opening; nothing is learned from it any more."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        await use_cases.forget_outcomes(connection, opening_id=opening_id, candidate_id=candidate_id)
