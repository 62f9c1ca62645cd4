"""A site is described, openings are attached, and the whole pool is placed at once."""

from typing import Any

import httpx
import pytest

from api.dependencies import Resources
from matching.types import CefrLevel
from tests.api.world import Tenants, add_person
from tests.people import Person

Json = dict[str, Any]
BILINGUAL = {"fr": CefrLevel.C1, "es": CefrLevel.C1, "en": CefrLevel.C1}


class Hirer:
    """An agency at work on one site."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers
        self.site_id = ""

    async def ask(self, method: str, path: str, body: Json | None = None, *, status: int = 200) -> Any:  # noqa: ANN401  any JSON
        answer = await self._client.request(method, path, json=body, headers=self._headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def describe(self, **facts: object) -> Json:
        site: Json = await self.ask(
            "POST", "/v1/sites", {"name": "Centre Angad", "town": "Oujda", **facts}, status=201
        )
        self.site_id = site["id"]
        return site

    async def opening(
        self, language: str, *, level: str = "C1", title: str = "Agent", **seats: object
    ) -> str:
        wanted = {"kind": "language", "language": language, "level": level}
        english = {"kind": "language", "language": "en", "level": "C1"}
        requirements = [{"importance": "must", "wanted": wanted}, {"importance": "nice", "wanted": english}]
        body = {"title": title, "requirements": requirements}
        opening = await self.ask("POST", "/v1/openings", body, status=201)
        await self.ask("PUT", f"/v1/sites/{self.site_id}/openings/{opening['id']}", {"headcount": 1, **seats})
        return str(opening["id"])

    def speak(self, language: str) -> None:
        self._headers = {**self._headers, "Accept-Language": language}

    async def plan(self, **options: object) -> Json:
        plan: Json = await self.ask("POST", f"/v1/sites/{self.site_id}/plans", options, status=201)
        return plan


@pytest.fixture
def hirer(client: httpx.AsyncClient, tenants: Tenants) -> Hirer:
    return Hirer(client, tenants.agency.headers)


def seats(plan: Json) -> dict[str, str]:
    return {it["candidate_id"]: it["opening_id"] for it in plan["people"] if it["role"] == "seat"}


async def test_a_bilingual_goes_where_nobody_else_can(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    both = str(await add_person(resources, tenants.agency, Person("Nora", BILINGUAL)))
    french = str(await add_person(resources, tenants.agency, Person("Samir", {"fr": CefrLevel.C1})))
    await hirer.describe()
    reception, spanish = await hirer.opening("fr"), await hirer.opening("es")
    plan = await hirer.plan()
    assert seats(plan) == {both: spanish, french: reception}
    assert (plan["status"], plan["ending"], plan["gap"], plan["version"]) == ("ready", "optimal", 0.0, 1)
    assert [(it["headcount"], it["n_filled"], it["n_missing"]) for it in plan["openings"]] == [(1, 1, 0)] * 2


async def test_a_seat_is_scored_as_the_list_of_its_opening_to_the_last_bit(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    person = str(await add_person(resources, tenants.agency, Person("Nora", BILINGUAL)))
    await hirer.describe(shifts=["day", "night"], opens_on="2031-01-01", shuttle_towns=["Berkane"])
    opening = await hirer.opening("fr", shift="evening")
    (seat,) = (await hirer.plan())["people"]
    pair = await hirer.ask("GET", f"/v1/openings/{opening}/matches/{person}")
    assert seat["score"] == pair["match"]["score"]


async def test_a_plan_stays_as_it_was_made_and_plans_are_numbered(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    await add_person(resources, tenants.agency, Person("Nora", BILINGUAL))
    await hirer.describe()
    await hirer.opening("fr")
    first = await hirer.plan()
    second = await hirer.plan(goal="quality", allows_to_verify=False)
    assert second["version"] == 2
    plans = f"/v1/sites/{hirer.site_id}/plans"
    assert await hirer.ask("GET", f"{plans}/{first['id']}") == first
    listed = await hirer.ask("GET", f"{plans}?limit=1")
    assert [it["version"] for it in listed["plans"]] == [2]
    following = await hirer.ask("GET", f"{plans}?cursor={listed['next_cursor']}")
    assert [it["version"] for it in following["plans"]] == [1]


async def test_whoever_is_erased_is_in_no_plan(hirer: Hirer, tenants: Tenants, resources: Resources) -> None:
    person = await add_person(resources, tenants.agency, Person("Nora", BILINGUAL))
    await hirer.describe()
    await hirer.opening("fr")
    plan = await hirer.plan()
    await hirer.ask("DELETE", f"/v1/candidates/{person}", status=204)
    assert (await hirer.ask("GET", f"/v1/sites/{hirer.site_id}/plans/{plan['id']}"))["people"] == []


async def test_people_kept_and_excluded_by_hand_are(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    strong = str(await add_person(resources, tenants.agency, Person("Nora", BILINGUAL)))
    weak = str(await add_person(resources, tenants.agency, Person("Samir", {"fr": CefrLevel.C1})))
    await hirer.describe()
    opening = await hirer.opening("fr")
    assert seats(await hirer.plan()) == {strong: opening}
    kept = await hirer.plan(kept=[{"candidate_id": weak, "opening_id": opening}])
    assert seats(kept) == {weak: opening}
    excluded = await hirer.plan(excluded=[{"candidate_id": strong}], stability=0)
    assert seats(excluded) == {weak: opening}


async def test_a_site_without_openings_or_people_has_an_empty_plan(hirer: Hirer) -> None:
    await hirer.describe()
    assert (await hirer.plan())["openings"] == []
    await hirer.opening("fr")
    plan = await hirer.plan()
    assert (plan["people"], plan["ending"], plan["openings"][0]["n_missing"]) == ([], "optimal", 1)


async def test_an_opening_hires_for_one_site(hirer: Hirer) -> None:
    await hirer.describe()
    opening = await hirer.opening("fr")
    other = await hirer.ask("POST", "/v1/sites", {"name": "Autre", "town": "Nador"}, status=201)
    await hirer.ask("PUT", f"/v1/sites/{other['id']}/openings/{opening}", {}, status=409)


async def test_a_town_nobody_knows_is_the_one_next_to_its_coordinates(hirer: Hirer) -> None:
    body = {"name": "Parc", "town": "Zone inconnue", "latitude": 34.66, "longitude": -1.9}
    site = await hirer.ask("POST", "/v1/sites", body, status=201)
    assert (site["town"], site["latitude"]) == ("Zone inconnue", 34.66)
    nowhere = {"name": "Parc", "town": "Zone inconnue", "latitude": 0.0, "longitude": 0.0}
    await hirer.ask("POST", "/v1/sites", nowhere, status=422)


async def test_what_a_patch_leaves_out_stays(hirer: Hirer) -> None:
    site = await hirer.describe(shifts=["day"], opens_on="2031-01-01", languages=["fr"])
    changed = await hirer.ask("PATCH", f"/v1/sites/{site['id']}", {"opens_on": None, "town": "Nador"})
    assert (changed["opens_on"], changed["shifts"], changed["languages"]) == (None, ["day"], ["fr"])
    assert changed["latitude"] != site["latitude"]


async def test_an_empty_seat_says_which_requirement_costs_it_and_who_is_one_step_away(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    near = str(await add_person(resources, tenants.agency, Person("Nora", {"fr": CefrLevel.B2})))
    far = str(await add_person(resources, tenants.agency, Person("Samir", {"fr": CefrLevel.A1})))
    await hirer.describe()
    opening = await hirer.opening("fr", title="Accueil", headcount=3)
    plan = await hirer.plan()
    (cost,) = plan["costs"]
    assert (cost["n_seats"], cost["n_people"], cost["candidate_ids"]) == (1, 1, [near])
    assert cost["sentence"] == "Exiger français C1 au lieu de B2 coûte 1 place : Accueil."
    (proposal,) = plan["proposals"]
    assert (proposal["is_training"], proposal["opening_ids"]) == (True, [opening])
    assert proposal["candidate_ids"] == [near]
    assert proposal["sentence"] == "Français : de B2 à C1 – 1 personne à un pas, 1 place de plus (Accueil)."
    assert [it["candidate_id"] for it in plan["unused"]] == [near, far]
    assert plan["n_unused"] == 2
    assert plan["unused"][0]["sentence"] == "Accueil – Français : de B2 à C1."


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Asking for French C1 instead of B2 costs 1 seat: Accueil."),
        ("es", "Exigir francés C1 en lugar de B2 cuesta 1 puesto: Accueil."),
        ("ar", "اشتراط الفرنسية C1 بدل B2 يكلف مقعد واحد: \u2068Accueil\u2069."),
    ],
)
async def test_a_plan_speaks_the_language_asked_for(
    hirer: Hirer, tenants: Tenants, resources: Resources, language: str, sentence: str
) -> None:
    await add_person(resources, tenants.agency, Person("Nora", {"fr": CefrLevel.B2}))
    await hirer.describe()
    await hirer.opening("fr", title="Accueil")
    hirer.speak(language)
    plan = await hirer.plan()
    assert [cost["sentence"] for cost in plan["costs"]] == [sentence]


async def test_a_plan_says_which_thresholds_of_support_the_project_reaches(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    await add_person(resources, tenants.agency, Person("Nora", BILINGUAL))
    await hirer.describe(investment_mad=12_000_000)
    await hirer.opening("fr")
    support = {it["scheme"]: it for it in (await hirer.plan())["support"]}
    assert support["oriental-region"]["reach"] == "no"
    assert "au moins 20 emplois (pourvus : 1)" in support["oriental-region"]["sentence"]
    assert support["oriental-region"]["source"].startswith("https://")


async def test_after_a_withdrawal_as_few_people_as_possible_move_and_it_is_said_why(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    agency = tenants.agency
    gone = str(await add_person(resources, agency, Person("Nora", BILINGUAL)))
    stays = str(
        await add_person(resources, agency, Person("Samir", {"fr": CefrLevel.C1, "en": CefrLevel.B2}))
    )
    new = str(await add_person(resources, agency, Person("Hiba", {"fr": CefrLevel.C1})))
    await hirer.describe()
    opening = await hirer.opening("fr", headcount=2, title="Accueil")
    first = await hirer.plan()
    assert set(seats(first)) == {gone, stays}
    second = await hirer.plan(excluded=[{"candidate_id": gone}])
    assert second["previous_id"] == first["id"]
    address = f"/v1/sites/{hirer.site_id}/plans/{second['id']}/changes"
    hirer.speak("en")
    comparison = await hirer.ask("GET", address)
    assert (comparison["before_id"], comparison["n_stay"]) == (first["id"], 1)
    told = {it["candidate_id"]: (it["reason"], it["before"], it["after"]) for it in comparison["changes"]}
    assert told == {gone: ("withdrawn", opening, None), new: ("new", None, opening)}
    sentences = [it["sentence"] for it in comparison["changes"]]
    assert sentences[0] == "Is no longer in the pool, or was excluded; had a seat in Accueil."
    assert comparison == await hirer.ask("GET", f"{address}?since={first['id']}")


async def test_the_first_plan_has_nothing_to_be_compared_with(hirer: Hirer) -> None:
    await hirer.describe()
    plan = await hirer.plan()
    await hirer.ask("GET", f"/v1/sites/{hirer.site_id}/plans/{plan['id']}/changes", status=409)


async def test_a_requirement_that_rises_moves_people_who_no_longer_meet_it(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    person = str(await add_person(resources, tenants.agency, Person("Nora", {"fr": CefrLevel.B2})))
    await hirer.describe()
    opening = await hirer.opening("fr", level="B2")
    await hirer.plan()
    wanted = {"kind": "language", "language": "fr", "level": "C1"}
    await hirer.ask(
        "PATCH", f"/v1/openings/{opening}", {"requirements": [{"id": "language-fr", "wanted": wanted}]}
    )
    second = await hirer.plan()
    changes = await hirer.ask("GET", f"/v1/sites/{hirer.site_id}/plans/{second['id']}/changes")
    assert [(it["candidate_id"], it["reason"]) for it in changes["changes"]] == [(person, "not_met")]


async def test_what_if_shows_a_plan_without_keeping_anything(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    near = str(await add_person(resources, tenants.agency, Person("Nora", {"fr": CefrLevel.B2})))
    await hirer.describe()
    opening = await hirer.opening("fr", level="C1")
    first = await hirer.plan()
    before = await hirer.ask("GET", f"/v1/openings/{opening}")
    wanted = {"kind": "language", "language": "fr", "level": "B2"}
    change = {
        "opening_id": opening,
        "headcount": 5,
        "requirements": [{"id": "language-fr", "wanted": wanted}],
        "salary": {"minimum_mad": 4000, "maximum_mad": 5000},
    }
    outcome = await hirer.ask("POST", f"/v1/sites/{hirer.site_id}/what-if", {"openings": [change]})
    assert (seats(outcome), outcome["n_seats"], outcome["n_filled"]) == ({near: opening}, 5, 1)
    assert outcome["base_id"] == first["id"]
    assert [it["reason"] for it in outcome["changes"]] == ["new"]
    assert await hirer.ask("GET", f"/v1/openings/{opening}") == before
    assert len((await hirer.ask("GET", f"/v1/sites/{hirer.site_id}/plans"))["plans"]) == 1
    other = {**change, "opening_id": "00000000-0000-0000-0000-000000000000"}
    await hirer.ask("POST", f"/v1/sites/{hirer.site_id}/what-if", {"openings": [other]}, status=422)


async def test_people_of_a_plan_come_with_reasons_that_add_up_to_their_score(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    person = Person("Nora", BILINGUAL, external_id="nora-1")
    await add_person(resources, tenants.agency, person)
    await hirer.describe(shuttle_towns=["Berkane"], opens_on="2031-01-01")
    opening = await hirer.opening("fr", shift="night")
    plan = await hirer.plan()
    address = f"/v1/sites/{hirer.site_id}/plans/{plan['id']}/people"
    (shown,) = (await hirer.ask("GET", f"{address}?opening_id={opening}"))["people"]
    assert (shown["external_id"], shown["is_current"], shown["place"]) == ("nora-1", True, 1)
    assert sum(it["contribution"] for it in shown["requirements"]) == pytest.approx(shown["score"])
    by_id = {it["id"]: it for it in shown["requirements"]}
    assert by_id["language-fr"]["cv"][0]["words"] == "fr C1"
    assert {"site-shift", "site-start", "site-place-1", "site-place-2"} <= set(by_id)
    assert by_id["site-shift"]["outcome"] == "not_stated"
    assert (await hirer.ask("GET", f"{address}?role=reserve"))["people"] == []


async def test_whoever_lives_where_a_shuttle_goes_can_come(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    away = await add_person(resources, tenants.agency, Person("Nora", {"fr": CefrLevel.C1}))
    await hirer.ask("PATCH", f"/v1/candidates/{away}", {"town": "Taourirt"})
    site = await hirer.describe()
    await hirer.opening("fr")
    tiers = [it["tier"] for it in (await hirer.plan())["people"]]
    await hirer.ask("PATCH", f"/v1/sites/{site['id']}", {"shuttle_towns": ["Taourirt"]})
    assert (tiers, [it["tier"] for it in (await hirer.plan())["people"]]) == (["to_verify"], ["meets"])


async def test_whoever_refuses_the_shift_of_a_seat_does_not_get_it(
    hirer: Hirer, tenants: Tenants, resources: Resources
) -> None:
    person = str(await add_person(resources, tenants.agency, Person("Nora", {"fr": CefrLevel.C1})))
    await hirer.ask("PATCH", f"/v1/candidates/{person}", {"refused_shifts": ["night"]})
    await hirer.describe()
    await hirer.opening("fr", shift="night", priority=9.0)
    day = await hirer.opening("fr", shift="day")
    assert seats(await hirer.plan()) == {person: day}


async def test_a_plan_left_to_a_worker_can_be_followed_and_cancelled(hirer: Hirer) -> None:
    await hirer.describe()
    await hirer.opening("fr")
    address = f"/v1/sites/{hirer.site_id}/plans"
    queued = await hirer.ask("POST", address, {"in_background": True}, status=202)
    assert (queued["status"], queued["progress"], queued["openings"]) == ("waiting", 0.0, [])
    assert await hirer.ask("GET", f"{address}/{queued['id']}") == queued
    cancelled = await hirer.ask("POST", f"{address}/{queued['id']}/cancel")
    assert (cancelled["status"], cancelled["is_cancelled"]) == ("waiting", True)
    ready = await hirer.plan()
    assert (await hirer.ask("POST", f"{address}/{ready['id']}/cancel"))["is_cancelled"] is False
