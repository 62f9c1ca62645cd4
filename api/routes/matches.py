"""Ranked lists, single pairs, openings for a candidate, and ranking without storage."""

import json
from collections import Counter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query

from api.authentication import ReadsMatches
from api.dependencies import Exchange, InExchange, Today
from api.match_models import (
    EXHAUSTIVE,
    QUERY_EXAMPLES,
    RANK_EXAMPLES,
    Explainer,
    MatchList,
    MatchQuery,
    OpeningMatchList,
    PairAnswer,
    RankAnswer,
    RankInput,
    UnreadableAnswer,
)
from api.pagination import DEFAULT_LIMIT, CursorText, Limit, read_cursor, write_cursor
from api.problems import problems
from matching.assessment import Tier
from service.errors import InvalidRequest
from service.matches.listing import ListRequest
from service.matches.ranked_list import ListPosition
from service.matches.texts import rank_texts
from service.matches.use_cases import assess_pair, openings_for_candidate, rank_opening
from service.organisations.use_cases import Principal

router = APIRouter(prefix="/v1", tags=["matches"])


@router.get("/openings/{opening_id}/matches", summary="Ranked candidates", responses=problems(404))
async def list_matches(
    *,
    opening_id: UUID,
    principal: ReadsMatches,
    exchange: InExchange,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
    exhaustive: Annotated[bool, Query(description=EXHAUSTIVE)] = False,
) -> MatchList:
    """Every candidate, best first: who meets all must-haves, whom to verify, who fails one; explained."""
    query = MatchQuery(limit=limit, cursor=cursor, exhaustive=exhaustive)
    return await _list(opening_id, query, principal, exchange)


@router.post(
    "/openings/{opening_id}/matches",
    summary="Ranked candidates, by weights and filters of yours",
    responses=problems(404, 415),
)
async def query_matches(
    *,
    opening_id: UUID,
    query: Annotated[MatchQuery, Body(openapi_examples=QUERY_EXAMPLES)],
    principal: ReadsMatches,
    exchange: InExchange,
) -> MatchList:
    """The same list with other weights. A cursor goes with the weights and filters it was made under."""
    return await _list(opening_id, query, principal, exchange)


@router.get(
    "/openings/{opening_id}/matches/{candidate_id}",
    summary="One candidate for one opening",
    responses=problems(404),
)
async def get_match(
    *, opening_id: UUID, candidate_id: UUID, principal: ReadsMatches, exchange: InExchange
) -> PairAnswer:
    """The line of the list about this candidate, with the very same score."""
    pair = await assess_pair(
        exchange.resources.database,
        principal.organisation_id,
        opening_id=opening_id,
        candidate_id=candidate_id,
        ranker=exchange.resources.ranker,
    )
    explainer = Explainer(exchange, title=pair.record.title, text=pair.record.text)
    return PairAnswer.of(
        exchange, scorer=pair.scorer, opening_id=pair.record.id, match=explainer.match(pair.match)
    )


@router.get("/candidates/{candidate_id}/matches", summary="Openings for a candidate", responses=problems(404))
async def list_openings_for_candidate(
    *,
    candidate_id: UUID,
    principal: ReadsMatches,
    exchange: InExchange,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> OpeningMatchList:
    """Open openings, first those whose must-haves the candidate meets; by the scorer of the other lists."""
    question = f"openings-for {principal.organisation_id} {candidate_id}"
    position = read_cursor(cursor, form=tuple[int], question=question)
    page = await openings_for_candidate(
        exchange.resources.database,
        principal.organisation_id,
        candidate_id=candidate_id,
        start=max(position[0], 0) if position else 0,
        limit=limit,
        ranker=exchange.resources.ranker,
    )
    matches = [
        Explainer(exchange, title=match.record.title, text=match.record.text).opening_match(
            match, cv=page.candidate.text
        )
        for match in page.matches
    ]
    return OpeningMatchList.of(
        exchange,
        scorer=page.scorer,
        candidate_id=candidate_id,
        n_openings=page.n_openings,
        matches=matches,
        next_cursor=None if page.next_start is None else write_cursor([page.next_start], question=question),
    )


@router.post("/rank", summary="Rank CVs that are not kept", responses=problems(415))
async def rank_cvs(
    *,
    body: Annotated[RankInput, Body(openapi_examples=RANK_EXAMPLES)],
    principal: ReadsMatches,
    exchange: InExchange,
    today: Today,
) -> RankAnswer:
    """An opening and up to 200 CVs in, the ranked list out. The same scorer, and nothing is stored."""
    _check_texts(body, exchange)
    draft = body.opening.draft()
    resources = exchange.resources
    ranking = await rank_texts(
        draft,
        {candidate.id: candidate.text for candidate in body.candidates},
        weights=body.weights,
        ranker=await resources.text_ranker.of(resources.database, principal.organisation_id),
        today=today,
    )
    explainer = Explainer(exchange, title=draft.title, text=draft.text)
    return RankAnswer.of(
        exchange,
        scorer=ranking.scorer,
        matches=[explainer.match(match) for match in ranking.matches],
        unreadable=[
            UnreadableAnswer(candidate_id=name, reason=reason) for name, reason in ranking.unreadable.items()
        ],
    )


async def _list(opening_id: UUID, query: MatchQuery, principal: Principal, exchange: Exchange) -> MatchList:
    question = _question(opening_id, query, principal)
    position = read_cursor(query.cursor, form=tuple[Tier, float, UUID], question=question)
    page = await rank_opening(
        exchange.resources.database,
        principal.organisation_id,
        opening_id=opening_id,
        request=ListRequest(
            limit=query.limit,
            after=ListPosition(position[0], position[1], str(position[2])) if position else None,
            weights=query.weights,
            wanted=query.filters.wanted(),
            is_exhaustive=query.exhaustive,
        ),
        ranker=exchange.resources.ranker,
    )
    explainer = Explainer(exchange, title=page.record.title, text=page.record.text)
    after = page.next_after
    following = after and [after.tier, after.score, after.candidate_id]
    return MatchList.of(
        exchange,
        scorer=page.scorer,
        opening_id=opening_id,
        n_candidates=page.n_candidates,
        n_shown=page.n_shown,
        n_scored=page.n_scored,
        matches=[explainer.match(match) for match in page.matches],
        next_cursor=write_cursor(following, question=question) if following else None,
    )


def _question(opening_id: UUID, query: MatchQuery, principal: Principal) -> str:
    """Return what makes two lists the same list: all but the page."""
    asked = query.model_dump(mode="json", exclude={"limit", "cursor", "exhaustive"})
    if asked["filters"]["tiers"]:
        asked["filters"]["tiers"].sort()
    return f"matches {principal.organisation_id} {opening_id} {json.dumps(asked, sort_keys=True)}"


def _check_texts(body: RankInput, exchange: Exchange) -> None:
    limits = exchange.resources.settings.limits
    if len(body.candidates) > limits.max_rank_texts:
        raise InvalidRequest(f"At most {limits.max_rank_texts} CVs are allowed.", field="candidates")
    texts = [("opening.text", body.opening.text)]
    texts += [(f"candidates.{n}.text", candidate.text) for n, candidate in enumerate(body.candidates)]
    for field, text in texts:
        if len(text) > limits.max_text_chars:
            raise InvalidRequest(f"At most {limits.max_text_chars} characters are allowed.", field=field)
    if any(count > 1 for count in Counter(candidate.id for candidate in body.candidates).values()):
        raise InvalidRequest("Two candidates have the same id.", field="candidates")
