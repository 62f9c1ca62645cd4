"""Ranked lists as a client sees them. Profiles are made by hand, so that only the ranking is at work."""

import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.dependencies import Resources
from matching.types import CefrLevel
from service.candidates.use_cases import erase_candidate
from service.matches import listing
from tests.api.world import Tenants, add_person, assert_problem
from tests.people import Person

OPENING = {
    "title": "Conseiller clientèle",
    "requirements": [
        {"importance": "must", "wanted": {"kind": "language", "language": "fr", "level": "C1"}},
        {"importance": "nice", "wanted": {"kind": "language", "language": "es", "level": "B1"}},
    ],
}
FLUENT = Person("Salma", {"fr": CefrLevel.C2, "es": CefrLevel.B2}, months=24)
FROM_CRM = Person("Hajar", {"fr": CefrLevel.C2}, external_id="crm-7")
FRENCH_ONLY = Person("Yassine", {"fr": CefrLevel.C1})
SILENT = Person("Hind", {"en": CefrLevel.B2})
BEGINNER = Person("Omar", {"fr": CefrLevel.A2, "es": CefrLevel.C1}, months=60)
IN_ORDER = ["Salma", "Yassine", "Hind", "Omar"]

People = dict[str, str]


@pytest.fixture
async def opening_id(client: httpx.AsyncClient, tenants: Tenants) -> str:
    return await send(client, tenants, OPENING)


@pytest.fixture
async def people(resources: Resources, tenants: Tenants) -> People:
    """Names by id."""
    everyone = (BEGINNER, SILENT, FRENCH_ONLY, FLUENT)
    return {str(await add_person(resources, tenants.agency, person)): person.name for person in everyone}


async def test_those_who_meet_the_must_haves_come_first_then_those_to_verify_then_those_who_fail(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    found = (await matches(client, tenants, opening_id))["matches"]
    assert [people[match["candidate_id"]] for match in found] == IN_ORDER
    assert [match["tier"] for match in found] == ["meets", "meets", "to_verify", "fails"]
    assert [match["rank"] for match in found] == [1, 2, 3, 4]


async def test_the_list_says_by_what_and_how_fast_it_was_made(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, resources: Resources
) -> None:
    found = await matches(client, tenants, opening_id)
    assert found["scorer"] == resources.ranker.matcher.scorer.version
    assert found["encoder"] == resources.inference.description.key
    assert found["elapsed_ms"] > 0
    assert (found["n_candidates"], found["matches"], found["next_cursor"]) == (0, [], None)


async def test_contributions_add_up_to_the_score(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    for match in (await matches(client, tenants, opening_id))["matches"]:
        parts = [requirement["contribution"] for requirement in match["requirements"]]
        assert sum(parts) == pytest.approx(match["score"], abs=1e-9)


async def test_evidence_quotes_the_very_words_of_the_cv(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    best = (await matches(client, tenants, opening_id))["matches"][0]
    french = next(r for r in best["requirements"] if r["id"] == "language-fr")
    assert french["outcome"] == "met"
    (evidence,) = french["cv"]
    assert evidence["words"] == "fr C2"
    assert FLUENT.text[evidence["start"] : evidence["end"]] == "fr C2"


@pytest.mark.parametrize(
    ("wish", "language", "words"),
    [
        ("fr-MA,fr;q=0.9", "fr", "Français"),
        ("en", "en", "French"),
        ("de,es;q=0.7,en;q=0.2", "es", "rancés"),
        ("ar-MA", "ar", "الفرنسية"),
        ("de, *;q=0.1", "fr", "Français"),
        ("", "fr", "Français"),
        (";;q=x,=,", "fr", "Français"),
    ],
)
async def test_sentences_are_in_the_language_asked_for(
    *,
    client: httpx.AsyncClient,
    tenants: Tenants,
    opening_id: str,
    people: People,
    wish: str,
    language: str,
    words: str,
) -> None:
    headers = {**tenants.agency.headers, "Accept-Language": wish}
    answer = await client.get(f"/v1/openings/{opening_id}/matches?limit=1", headers=headers)
    (best,) = answer.json()["matches"]
    assert words in best["requirements"][0]["sentence"]
    assert answer.headers["Content-Language"] == answer.json()["language"] == language


async def test_pages_hold_every_candidate_once_to_the_very_end(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    assert [people[identifier] for identifier in await walk(client, tenants, opening_id)] == IN_ORDER


async def test_candidates_without_any_difference_all_appear_on_some_page(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, resources: Resources
) -> None:
    twins = {str(await add_person(resources, tenants.agency, FRENCH_ONLY)) for _ in range(7)}
    found = await walk(client, tenants, opening_id, limit=2)
    assert len(found) == 7
    assert set(found) == twins


async def test_a_large_pool_is_listed_as_if_everybody_had_been_scored(
    client: httpx.AsyncClient,
    tenants: Tenants,
    opening_id: str,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "SMALL_POOL", 0)
    for person in [FRENCH_ONLY] * 11 + [BEGINNER]:
        await add_person(resources, tenants.agency, person)
    page = await matches(client, tenants, opening_id, limit=1)
    found = await walk(client, tenants, opening_id)
    audit = await query(client, tenants, opening_id, {"exhaustive": True, "limit": 100})
    assert found == [match["candidate_id"] for match in audit["matches"]]
    assert (page["n_candidates"], audit["n_scored"], len(found)) == (12, 12, 12)
    assert page["n_scored"] < 12
    assert page["matches"][0] == audit["matches"][0]


async def test_nobody_is_left_out_when_candidates_come_and_go_between_pages(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People, resources: Resources
) -> None:
    first = await matches(client, tenants, opening_id, limit=2)
    better = Person("Nora", {"fr": CefrLevel.NATIVE, "es": CefrLevel.C2})
    await add_person(resources, tenants.agency, better)
    gone = UUID(first["matches"][1]["candidate_id"])
    async with resources.database.tenant(tenants.agency.id) as connection:
        await erase_candidate(connection, organisation_id=tenants.agency.id, candidate_id=gone)
    second = await matches(client, tenants, opening_id, limit=2, cursor=first["next_cursor"])
    assert [people[match["candidate_id"]] for match in second["matches"]] == ["Hind", "Omar"]


async def test_a_new_candidate_is_in_the_very_next_list(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People, resources: Resources
) -> None:
    before = await matches(client, tenants, opening_id)
    newcomer = str(await add_person(resources, tenants.agency, FLUENT))
    after = await matches(client, tenants, opening_id)
    assert after["n_candidates"] == before["n_candidates"] + 1
    assert newcomer in {match["candidate_id"] for match in after["matches"]}


async def test_a_pair_has_the_score_of_the_list_to_the_last_bit(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    for line in (await matches(client, tenants, opening_id))["matches"]:
        answer = await client.get(
            f"/v1/openings/{opening_id}/matches/{line['candidate_id']}", headers=tenants.agency.headers
        )
        assert answer.json()["match"] == line


async def test_an_opening_for_a_candidate_has_the_score_of_the_list_to_the_last_bit(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    for line in (await matches(client, tenants, opening_id))["matches"]:
        answer = await client.get(
            f"/v1/candidates/{line['candidate_id']}/matches", headers=tenants.agency.headers
        )
        (found,) = answer.json()["matches"]
        assert {key: found[key] for key in ("score", "tier", "features", "requirements")} == {
            key: line[key] for key in ("score", "tier", "features", "requirements")
        }


async def test_openings_for_a_candidate_come_best_first_and_without_closed_ones(
    client: httpx.AsyncClient, tenants: Tenants, people: People
) -> None:
    def asking(level: str) -> dict[str, Any]:
        wanted = {"kind": "language", "language": "fr", "level": level}
        return {"title": "Conseiller clientèle", "requirements": [{"wanted": wanted}]}

    too_high, fitting, closed = [await send(client, tenants, asking(level)) for level in ("C2", "B2", "B1")]
    await client.patch(f"/v1/openings/{closed}", json={"is_closed": True}, headers=tenants.agency.headers)
    yassine = next(identifier for identifier, name in people.items() if name == "Yassine")
    found, cursor = [], ""
    while cursor is not None:
        query = f"?limit=1&cursor={cursor}" if cursor else "?limit=1"
        page = await client.get(f"/v1/candidates/{yassine}/matches{query}", headers=tenants.agency.headers)
        found += page.json()["matches"]
        cursor = page.json()["next_cursor"]
    assert [match["opening_id"] for match in found] == [fitting, too_high]
    assert [match["tier"] for match in found] == ["meets", "fails"]


async def test_weights_of_the_request_change_the_score_and_are_told(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    before = await matches(client, tenants, opening_id)
    after = await query(client, tenants, opening_id, {"weights": {"preferences": 0}})
    assert after["weights"]["preferences"] == 0
    assert after["weights"]["languages"] == before["weights"]["languages"]
    assert after["matches"][0]["score"] != before["matches"][0]["score"]


@pytest.mark.parametrize(
    "weights", [{"charm": 1}, {"languages": -1}, {"languages": "NaN"}, {"languages": 1e308}]
)
async def test_weights_that_make_no_sense_are_refused(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, weights: dict[str, object]
) -> None:
    answer = await client.post(
        f"/v1/openings/{opening_id}/matches", json={"weights": weights}, headers=tenants.agency.headers
    )
    assert_problem(answer, {422})


async def test_filters_leave_ranks_as_they_are(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    found = await query(client, tenants, opening_id, {"filters": {"tiers": ["to_verify", "fails"]}})
    assert [(people[m["candidate_id"]], m["rank"]) for m in found["matches"]] == [("Hind", 3), ("Omar", 4)]
    assert (found["n_candidates"], found["n_shown"]) == (4, 2)
    best = await query(client, tenants, opening_id, {"filters": {"min_score": 50}})
    assert [people[match["candidate_id"]] for match in best["matches"]] == ["Salma"]


async def test_a_cursor_goes_with_the_question_it_was_made_for(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    weighted = {"weights": {"preferences": 0}, "limit": 1}
    cursor = (await query(client, tenants, opening_id, weighted))["next_cursor"]
    second = await query(client, tenants, opening_id, {**weighted, "cursor": cursor})
    assert second["matches"][0]["rank"] == 2
    for other in ({"cursor": cursor}, {"weights": {"preferences": 0.5}, "cursor": cursor}):
        answer = await client.post(
            f"/v1/openings/{opening_id}/matches", json=other, headers=tenants.agency.headers
        )
        assert_problem(answer, {422})
        assert answer.json()["errors"][0]["pointer"] == "/cursor"


async def test_a_correction_of_a_requirement_counts_in_the_next_list(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    await client.patch(
        f"/v1/openings/{opening_id}",
        json={"requirements": [{"id": "language-fr", "importance": "nice"}]},
        headers=tenants.agency.headers,
    )
    found = await matches(client, tenants, opening_id)
    assert {match["tier"] for match in found["matches"]} == {"meets"}


async def test_a_candidate_of_someone_else_is_in_no_list(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People, resources: Resources
) -> None:
    stranger = await add_person(resources, tenants.other_agency, FLUENT)
    assert str(stranger) not in await walk(client, tenants, opening_id)
    answer = await client.get(f"/v1/openings/{opening_id}/matches/{stranger}", headers=tenants.agency.headers)
    assert_problem(answer, {404})


async def test_a_candidate_is_named_as_its_sender_does(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, resources: Resources
) -> None:
    await add_person(resources, tenants.agency, FROM_CRM)
    (line,) = (await matches(client, tenants, opening_id))["matches"]
    assert line["external_id"] == "crm-7"


async def test_identity_is_in_no_answer_about_matches(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: People
) -> None:
    found = json.dumps(await matches(client, tenants, opening_id))
    assert not any(name in found for name in people.values())


async def send(client: httpx.AsyncClient, tenants: Tenants, body: object) -> str:
    answer = await client.post("/v1/openings", json=body, headers=tenants.agency.headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def matches(
    client: httpx.AsyncClient,
    tenants: Tenants,
    opening_id: str,
    *,
    limit: int = 20,
    cursor: str | None = None,
) -> dict[str, Any]:
    params = {"limit": str(limit), **({"cursor": cursor} if cursor else {})}
    answer = await client.get(
        f"/v1/openings/{opening_id}/matches", params=params, headers=tenants.agency.headers
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def query(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, body: dict[str, Any]
) -> dict[str, Any]:
    answer = await client.post(
        f"/v1/openings/{opening_id}/matches", json=body, headers=tenants.agency.headers
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def walk(client: httpx.AsyncClient, tenants: Tenants, opening_id: str, *, limit: int = 1) -> list[str]:
    """Return the ids on all pages."""
    page = await matches(client, tenants, opening_id, limit=limit)
    found = [match["candidate_id"] for match in page["matches"]]
    while page["next_cursor"]:
        page = await matches(client, tenants, opening_id, limit=limit, cursor=page["next_cursor"])
        found += [match["candidate_id"] for match in page["matches"]]
    return found
