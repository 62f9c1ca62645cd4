"""Openings as a client sends, reads and corrects them."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.opening_models import OPENING_EXAMPLES, advert_words
from matching.ranking.subjects import advert_text
from matching.types import Span
from tests.api.world import Tenants, assert_problem

ADVERT: dict[str, Any] = OPENING_EXAMPLES["advert"]["value"]
POSTING: dict[str, Any] = OPENING_EXAMPLES["job-posting"]["value"]
STATED = {
    "title": "Développeur React",
    "requirements": [
        {"importance": "must", "wanted": {"kind": "experience", "months": 24}},
        {"importance": "must", "wanted": {"kind": "language", "language": "fr", "level": "B2"}},
        {"importance": "nice", "wanted": {"kind": "place", "town": "Oujda", "days_on_site": 3}},
        {"importance": "nice", "wanted": {"kind": "skill", "any_of": ["React"]}},
    ],
}


async def test_an_advert_is_answered_with_what_it_asks_for_in_its_own_words(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    body = await sent(client, tenants, ADVERT)
    french = requirement(body, "language-fr")
    assert french["wanted"] == {"kind": "language", "language": "fr", "level": "C1", "mode": "any"}
    assert french["importance"] == "must"
    words = french["advert"]
    assert words["in"] == "text"
    assert ADVERT["text"][words["start"] : words["end"]] == words["words"]
    assert "Français" in words["words"]
    spanish = requirement(body, "language-es")
    assert (spanish["importance"], spanish["wanted"]["level"]) == ("nice", "B1")
    assert body["headcount"] == 20
    assert body["labels"]["language/fr"]


async def test_a_protected_criterion_is_shown_and_never_used(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    text = "Nous recherchons une femme célibataire de moins de 30 ans. Français courant exigé."
    body = await sent(client, tenants, {"title": "Hôtesse d'accueil", "text": text})
    found = {refused["criterion"] for refused in body["refused"]}
    assert {"gender", "age"} <= found
    for refused in body["refused"]:
        assert refused["note"]
        assert text[refused["advert"]["start"] : refused["advert"]["end"]] == refused["advert"]["words"]


async def test_requirements_as_data_are_kept_as_they_are(client: httpx.AsyncClient, tenants: Tenants) -> None:
    body = await sent(client, tenants, STATED)
    assert requirement(body, "experience")["wanted"]["months"] == 24
    assert requirement(body, "language-fr")["wanted"]["level"] == "B2"
    assert requirement(body, "place")["wanted"] == {"kind": "place", "town": "Oujda", "days_on_site": 3}
    assert requirement(body, "skill-react")["wanted"]["any_of"] == ["skill/react"]
    assert requirement(body, "skill-react")["importance"] == "nice"
    assert "React" in body["labels"]["skill/react"]


async def test_what_is_answered_can_be_sent_back_and_means_the_same(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    first = await sent(client, tenants, STATED)
    again = {
        "title": first["title"],
        "requirements": [
            {"importance": item["importance"], "wanted": item["wanted"]} for item in first["requirements"]
        ],
    }
    second = await sent(client, tenants, again)
    assert [r["wanted"] for r in second["requirements"]] == [r["wanted"] for r in first["requirements"]]


async def test_data_stands_above_what_the_text_says_of_the_same(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    stated = {"wanted": {"kind": "language", "language": "fr", "level": "B1"}, "importance": "nice"}
    body = await sent(client, tenants, {**ADVERT, "requirements": [stated]})
    french = [r for r in body["requirements"] if r["wanted"].get("language") == "fr"]
    assert [(r["wanted"]["level"], r["importance"]) for r in french] == [("B1", "nice")]
    assert requirement(body, "language-es")


async def test_a_job_posting_is_read_by_its_data_and_by_its_text(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    body = await sent(client, tenants, POSTING)
    assert (body["external_id"], body["headcount"], body["language"]) == ("soporte-es", 5, "es")
    assert requirement(body, "experience")["wanted"]["months"] == 12
    assert requirement(body, "place")["wanted"]["town"] == "Oujda"
    assert "<p>" not in body["text"]
    assert any(r["wanted"].get("language") == "es" for r in body["requirements"])


async def test_an_unknown_skill_is_refused_where_it_stands(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    wanted = {"kind": "skill", "any_of": ["qwzx vbnq"]}
    body = {"title": "Agent", "requirements": [{"wanted": wanted}]}
    answer = await client.post("/v1/openings", json=body, headers=tenants.agency.headers)
    assert_problem(answer, {422})
    assert answer.json()["errors"][0]["pointer"] == "/requirements/0"


async def test_the_same_external_id_replaces_the_opening_and_keeps_its_corrections(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    first = await sent(client, tenants, {**STATED, "external_id": "dev-1"})
    await corrected(
        client, tenants, first["id"], {"requirements": [{"id": "experience", "is_removed": True}]}
    )
    answer = await client.post(
        "/v1/openings",
        json={**STATED, "external_id": "dev-1", "title": "Développeuse React"},
        headers=tenants.agency.headers,
    )
    assert answer.status_code == 200
    second = answer.json()
    assert (second["id"], second["title"]) == (first["id"], "Développeuse React")
    assert second["removed"] == ["experience"]


async def test_two_agencies_may_use_the_same_external_id(client: httpx.AsyncClient, tenants: Tenants) -> None:
    ids = set()
    for tenant in (tenants.agency, tenants.other_agency, tenants.employer):
        body = {**STATED, "external_id": "dev-1"}
        answer = await client.post("/v1/openings", json=body, headers=tenant.headers)
        assert answer.status_code == 201
        ids.add(answer.json()["id"])
    assert len(ids) == 3


async def test_a_request_sent_again_with_its_key_counts_once(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    headers = {**tenants.agency.headers, "Idempotency-Key": str(uuid4())}
    first = await client.post("/v1/openings", json=STATED, headers=headers)
    second = await client.post("/v1/openings", json=STATED, headers=headers)
    assert first.json() == second.json()
    assert (first.status_code, second.status_code) == (201, 201)
    listed = await client.get("/v1/openings", headers=tenants.agency.headers)
    assert len(listed.json()["openings"]) == 1
    other = await client.post("/v1/openings", json={**STATED, "headcount": 2}, headers=headers)
    assert_problem(other, {422})


async def test_the_key_of_a_deleted_opening_is_spent(client: httpx.AsyncClient, tenants: Tenants) -> None:
    headers = {**tenants.agency.headers, "Idempotency-Key": str(uuid4())}
    opening_id = (await client.post("/v1/openings", json=STATED, headers=headers)).json()["id"]
    await client.delete(f"/v1/openings/{opening_id}", headers=headers)
    assert_problem(await client.post("/v1/openings", json=STATED, headers=headers), {409})


async def test_corrections_change_remove_and_add_and_can_be_withdrawn(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    opening_id = (await sent(client, tenants, STATED))["id"]
    body = await corrected(
        client,
        tenants,
        opening_id,
        {
            "requirements": [
                {"id": "language-fr", "wanted": {"kind": "language", "language": "fr", "level": "C1"}},
                {"id": "place", "importance": "must"},
                {"id": "experience", "is_removed": True},
                {"wanted": {"kind": "language", "language": "Spanish", "level": "A2"}, "importance": "nice"},
            ]
        },
    )
    french = requirement(body, "language-fr")
    assert (french["wanted"]["level"], french["importance"], french["origin"]) == ("C1", "must", "corrected")
    assert requirement(body, "place")["importance"] == "must"
    assert body["removed"] == ["experience"]
    added = requirement(body, "added-1")
    assert (added["wanted"]["language"], added["importance"]) == ("es", "nice")
    withdrawn = await corrected(
        client,
        tenants,
        opening_id,
        {"requirements": [{"id": "experience", "is_withdrawn": True}, {"id": "added-1", "is_removed": True}]},
    )
    assert requirement(withdrawn, "experience")["wanted"]["months"] == 24
    assert "added-1" not in {item["id"] for item in withdrawn["requirements"]}


async def test_corrections_outlive_a_new_text(client: httpx.AsyncClient, tenants: Tenants) -> None:
    opening_id = (await sent(client, tenants, ADVERT))["id"]
    await corrected(
        client, tenants, opening_id, {"requirements": [{"id": "language-fr", "importance": "nice"}]}
    )
    body = await corrected(client, tenants, opening_id, {"text": f"{ADVERT['text']} CDI."})
    assert body["text"].endswith("CDI.")
    assert requirement(body, "language-fr")["importance"] == "nice"


@pytest.mark.parametrize(
    "correction",
    [
        {"id": "nothing-like-it", "importance": "must"},
        {"importance": "must"},
        {"id": "language-fr"},
        {"id": "language-fr", "wanted": {"kind": "language", "language": "fr", "level": "C9"}},
        {"wanted": {"kind": "skill", "any_of": ["qwzx vbnq"]}},
    ],
)
async def test_a_correction_that_says_nothing_sensible_is_refused(
    client: httpx.AsyncClient, tenants: Tenants, correction: dict[str, Any]
) -> None:
    opening_id = (await sent(client, tenants, STATED))["id"]
    answer = await client.patch(
        f"/v1/openings/{opening_id}", json={"requirements": [correction]}, headers=tenants.agency.headers
    )
    assert_problem(answer, {422})


async def test_an_opening_is_closed_and_opened_again(client: httpx.AsyncClient, tenants: Tenants) -> None:
    opening_id = (await sent(client, tenants, STATED))["id"]
    closed = await corrected(client, tenants, opening_id, {"is_closed": True})
    assert closed["closed_at"]
    listed = await client.get("/v1/openings?is_open=true", headers=tenants.agency.headers)
    assert listed.json()["openings"] == []
    assert (await corrected(client, tenants, opening_id, {"is_closed": False}))["closed_at"] is None


async def test_a_list_goes_on_to_the_last_opening_newest_first(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    ids = [(await sent(client, tenants, {**STATED, "external_id": f"n{n}"}))["id"] for n in range(5)]
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
        page = (await client.get(f"/v1/openings{query}", headers=tenants.agency.headers)).json()
        found += [opening["id"] for opening in page["openings"]]
        cursor = page["next_cursor"]
    assert found == ids[::-1]
    named = await client.get("/v1/openings?external_id=n3", headers=tenants.agency.headers)
    assert [opening["id"] for opening in named.json()["openings"]] == [ids[3]]


async def test_a_deleted_opening_is_gone(client: httpx.AsyncClient, tenants: Tenants) -> None:
    path = f"/v1/openings/{(await sent(client, tenants, STATED))['id']}"
    assert (await client.delete(path, headers=tenants.agency.headers)).status_code == 204
    for method in ("GET", "DELETE"):
        assert_problem(await client.request(method, path, headers=tenants.agency.headers), {404})


async def test_a_text_above_the_limit_is_refused(client: httpx.AsyncClient, tenants: Tenants) -> None:
    longest = 25_000 * "a "
    posting = {"@type": "JobPosting", "title": "Agent", "description": longest + "a"}
    for body in ({"title": "Agent", "text": longest + "a"}, posting):
        answer = await client.post("/v1/openings", json=body, headers=tenants.agency.headers)
        assert_problem(answer, {422})
        assert "50000 characters" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("words", "part"),
    [("Agent de nuit", "title"), ("Agent", "title"), ("Horaires de nuit.", "text"), ("nuit.", "text")],
)
def test_words_of_an_advert_are_found_in_its_title_or_in_its_text(words: str, part: str) -> None:
    parts = {"title": "Agent de nuit", "text": "Horaires de nuit."}
    start = advert_text(**parts).index(words)
    found = advert_words(Span(start, start + len(words)), **parts)
    assert found is not None
    assert found.part == part
    assert parts[part][found.start : found.end] == found.words == words


async def sent(client: httpx.AsyncClient, tenants: Tenants, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/v1/openings", json=body, headers=tenants.agency.headers)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/openings/{answer.json()['id']}"
    return dict(answer.json())


async def corrected(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, patch: dict[str, Any]
) -> dict[str, Any]:
    answer = await client.patch(f"/v1/openings/{opening_id}", json=patch, headers=tenants.agency.headers)
    assert answer.status_code == 200, answer.text
    read = await client.get(f"/v1/openings/{opening_id}", headers=tenants.agency.headers)
    assert read.json() == answer.json()
    return dict(answer.json())


def requirement(body: dict[str, Any], identifier: str) -> dict[str, Any]:
    return dict(next(item for item in body["requirements"] if item["id"] == identifier))
