"""CVs and an opening in one request: read, ranked, explained, and not kept."""

from typing import Any

import asyncpg
import httpx
import pytest

from api.match_models import RANK_EXAMPLES
from tests.api.world import Tenants, assert_problem

BODY: dict[str, Any] = RANK_EXAMPLES["two"]["value"]
FITTING, UNFIT = BODY["candidates"]


async def ranked(client: httpx.AsyncClient, tenants: Tenants, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/v1/rank", json=body, headers=tenants.agency.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_fitting_cv_comes_before_the_unfit_one_whatever_their_order(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    for candidates in ([FITTING, UNFIT], [UNFIT, FITTING]):
        found = (await ranked(client, tenants, {**BODY, "candidates": candidates}))["matches"]
        assert [match["candidate_id"] for match in found] == ["a", "b"]
        assert found[1]["tier"] == "fails"


async def test_evidence_points_into_the_texts_as_they_were_sent(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    best = (await ranked(client, tenants, BODY))["matches"][0]
    quoted = [words for requirement in best["requirements"] for words in requirement["cv"]]
    assert quoted
    for words in quoted:
        assert FITTING["text"][words["start"] : words["end"]] == words["words"]
    adverts = [requirement["advert"] for requirement in best["requirements"] if requirement["advert"]]
    assert adverts
    for words in adverts:
        source = BODY["opening"][words["in"]]
        assert source[words["start"] : words["end"]] == words["words"]


async def test_the_same_request_has_the_same_answer_to_the_last_bit(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    first, second = [await ranked(client, tenants, BODY) for _ in range(2)]
    assert first["matches"] == second["matches"]


async def test_a_score_does_not_depend_on_who_else_is_sent(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    together = (await ranked(client, tenants, BODY))["matches"][0]
    alone = (await ranked(client, tenants, {**BODY, "candidates": [FITTING]}))["matches"][0]
    assert alone == together


async def test_a_text_that_is_no_cv_is_named_and_the_others_are_ranked(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    answer = await ranked(client, tenants, {**BODY, "candidates": [FITTING, {"id": "c", "text": "?"}]})
    assert [match["candidate_id"] for match in answer["matches"]] == ["a"]
    assert answer["unreadable"] == [{"candidate_id": "c", "reason": "no_text"}]


async def test_nothing_is_stored(
    client: httpx.AsyncClient, tenants: Tenants, owner_of_api: "asyncpg.Connection[Any]"
) -> None:
    tables = "SELECT (SELECT count(*) FROM openings) + (SELECT count(*) FROM candidates)"
    before = await owner_of_api.fetchval(tables)
    await ranked(client, tenants, BODY)
    assert await owner_of_api.fetchval(tables) == before


@pytest.mark.parametrize(
    "change",
    [
        {"candidates": []},
        {"candidates": [FITTING] * 201},
        {"candidates": [FITTING, FITTING]},
        {"candidates": [{"id": "a", "text": "x" * 200_001}]},
        {"opening": {"title": ""}},
        {"opening": {"title": "Agent", "text": "x" * 200_001}},
        {"weights": {"charm": 1}},
    ],
)
async def test_a_request_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, tenants: Tenants, change: dict[str, Any]
) -> None:
    answer = await client.post("/v1/rank", json={**BODY, **change}, headers=tenants.agency.headers)
    assert_problem(answer, {422})
