"""The scorer of an organisation: what counts how much, what was learned, and which is used."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.authentication import ReadsScorer, WritesScorer
from api.dependencies import ResourcesOfApp
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from api.scorer_models import (
    CHOICE_EXAMPLES,
    LearnedAnswer,
    LearnedList,
    RefitAnswer,
    ScorerAnswer,
    ScorerChoice,
)
from service.outcomes.use_cases import ask_for_refit
from service.scorers import use_cases

router = APIRouter(prefix="/v1/scorer", tags=["scorer"])


@router.get("", summary="The scorer in use", responses=problems())
async def get_scorer(principal: ReadsScorer, resources: ResourcesOfApp) -> ScorerAnswer:
    """Its features with what each means, their weights, and where they come from."""
    declared = resources.ranker.matcher.scorer
    async with resources.database.tenant(principal.organisation_id) as connection:
        used = await use_cases.scorer_in_use(connection, declared=declared)
    return ScorerAnswer.of(used, declared=declared)


@router.put("", summary="Choose a scorer", responses=problems(404, 415))
async def choose_scorer(
    body: Annotated[ScorerChoice, Body(openapi_examples=CHOICE_EXAMPLES)],
    principal: WritesScorer,
    resources: ResourcesOfApp,
) -> ScorerAnswer:
    """Use learned weights, or go back to the declared ones; it counts from the next request on."""
    declared = resources.ranker.matcher.scorer
    async with resources.database.tenant(principal.organisation_id) as connection:
        await use_cases.choose_scorer(connection, number=body.wanted, declared=declared)
        used = await use_cases.scorer_in_use(connection, declared=declared)
    return ScorerAnswer.of(used, declared=declared)


@router.get("/versions", summary="All that was learned", responses=problems())
async def list_scorers(
    *,
    principal: ReadsScorer,
    resources: ResourcesOfApp,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> LearnedList:
    """The newest first, used or not, each with its figures."""
    question = f"scorers {principal.organisation_id}"
    position = read_cursor(cursor, form=tuple[int], question=question)
    before = min(position[0], 2**31 - 1) if position else None
    async with resources.database.tenant(principal.organisation_id) as connection:
        found = await use_cases.learned_scorers(connection, before=before, limit=limit + 1)
    page = found[:limit]
    has_more = len(found) > limit
    return LearnedList(
        scorers=[LearnedAnswer.of(one) for one in page],
        next_cursor=write_cursor([page[-1].number], question=question) if has_more else None,
    )


@router.post("/refit", status_code=202, summary="Learn from outcomes now", responses=problems())
async def refit_scorer(principal: WritesScorer, resources: ResourcesOfApp) -> RefitAnswer:
    """Done by a worker; asked for twice, it is done once. It also happens by itself as outcomes come in."""
    async with resources.database.tenant(principal.organisation_id) as connection:
        await ask_for_refit(connection, principal.organisation_id)
    return RefitAnswer()
