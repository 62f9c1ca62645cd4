"""Outcomes are told, weights are learned from them, and an organisation may go back at any time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.dependencies import Resources
from matching.ranking.criteria import feature_names
from matching.types import CefrLevel, EducationLevel
from service.outcomes.use_cases import REFIT_EVERY
from service.scorers.training import ScorerTrainer
from tests.api.world import Tenants, add_person
from tests.factories import Tenant
from tests.people import Person

Json = dict[str, Any]
WANTED = [
    {"importance": "must", "wanted": {"kind": "language", "language": "fr", "level": "B1"}},
    {"importance": "must", "wanted": {"kind": "education", "level": "bac"}},
    {"importance": "must", "wanted": {"kind": "experience", "months": 12, "is_any_trade": True}},
]


class Recruiter:
    """An agency that tells what became of people."""

    def __init__(self, client: httpx.AsyncClient, resources: Resources, tenant: Tenant) -> None:
        self.client, self.resources, self.tenant = client, resources, tenant

    async def ask(self, method: str, path: str, body: object = None, *, status: int = 200) -> Any:  # noqa: ANN401  any JSON
        answer = await self.client.request(method, path, json=body, headers=self.tenant.headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def opening(self) -> str:
        body = {"title": "Conseiller clientèle", "requirements": WANTED}
        return str((await self.ask("POST", "/v1/openings", body, status=201))["id"])

    async def person(self, **facts: Any) -> str:  # noqa: ANN401  as Person takes them
        person = Person(f"P{uuid4().hex[:6]}", {"fr": CefrLevel.C1}, **facts)
        return str(await add_person(self.resources, self.tenant, person))

    async def tell(
        self, opening: str, person: str, outcome: str, *, reason: str | None = None, status: int = 201
    ) -> Json:
        body = {"candidate_id": person, "outcome": outcome, "reason": reason}
        answer: Json = await self.ask("POST", f"/v1/openings/{opening}/outcomes", body, status=status)
        return answer

    async def refit(self) -> None:
        """What the worker does of `POST /v1/scorer/refit`."""
        trainer = ScorerTrainer(
            self.resources.database, self.resources.openings, self.resources.ranker.matcher.scorer
        )
        await trainer.refit(self.tenant.id)

    async def goes_by_diplomas(self) -> str:
        """Decide for some openings by the diploma alone, against experience; return one of the openings."""
        graduates = [await self.person(education=EducationLevel.BAC_5, months=14 + i) for i in range(4)]
        others = [await self.person(education=EducationLevel.BAC, months=60 + i) for i in range(4)]
        for _ in range(8):
            opening = await self.opening()
            for person in graduates:
                await self.tell(opening, person, "interviewed")
            for person in others:
                await self.tell(opening, person, "rejected", reason="education")
        return opening


@pytest.fixture
def recruiter(client: httpx.AsyncClient, resources: Resources, tenants: Tenants) -> Recruiter:
    return Recruiter(client, resources, tenants.agency)


@pytest.fixture
async def jobs(resources: Resources) -> AsyncIterator[None]:
    """Leaves no job behind for the workers of other tests."""
    yield
    async with resources.database.unbound() as connection:
        await connection.execute("DELETE FROM pgqueuer WHERE entrypoint = 'refit_scorer'")


async def test_an_outcome_counts_once_however_often_it_is_told(recruiter: Recruiter) -> None:
    opening, person = await recruiter.opening(), await recruiter.person()
    first = await recruiter.tell(opening, person, "rejected", reason="language")
    again = await recruiter.tell(opening, person, "rejected", reason="experience", status=200)
    assert again == {**first, "reason": "experience"}
    listed = await recruiter.ask("GET", f"/v1/openings/{opening}/outcomes")
    assert listed == {"outcomes": [again], "next_cursor": None}


async def test_outcomes_told_at_once_are_kept_once(recruiter: Recruiter) -> None:
    opening, person = await recruiter.opening(), await recruiter.person()
    body = {"candidate_id": person, "outcome": "hired"}
    answers = await asyncio.gather(
        *(
            recruiter.client.post(
                f"/v1/openings/{opening}/outcomes", json=body, headers=recruiter.tenant.headers
            )
            for _ in range(5)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]


async def test_pages_show_every_outcome_once_and_what_was_told_can_be_taken_back(
    recruiter: Recruiter,
) -> None:
    opening = await recruiter.opening()
    people = [await recruiter.person() for _ in range(3)]
    for person in people:
        await recruiter.tell(opening, person, "shortlisted")
        await recruiter.tell(opening, person, "interviewed")
    address, seen, cursor = f"/v1/openings/{opening}/outcomes", [], ""
    while cursor is not None:
        page = await recruiter.ask("GET", f"{address}?limit=4{cursor and '&cursor=' + cursor}")
        seen += [(it["candidate_id"], it["outcome"]) for it in page["outcomes"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 6
    await recruiter.ask("DELETE", f"{address}/{people[0]}", status=204)
    await recruiter.ask("DELETE", f"{address}/{people[0]}", status=404)
    assert len((await recruiter.ask("GET", address))["outcomes"]) == 4


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("rejected", None), ("hired", "language"), ("rejected", "too old"), ("promoted", None)],
)
async def test_a_rejection_needs_a_reason_of_the_list_and_nothing_else_has_one(
    recruiter: Recruiter, outcome: str, reason: str | None
) -> None:
    opening, person = await recruiter.opening(), await recruiter.person()
    await recruiter.tell(opening, person, outcome, reason=reason, status=422)


async def test_nothing_is_told_of_somebody_elses_people_or_openings(
    recruiter: Recruiter, client: httpx.AsyncClient, resources: Resources, tenants: Tenants
) -> None:
    other = Recruiter(client, resources, tenants.other_agency)
    opening, person = await other.opening(), await other.person()
    own = await recruiter.opening()
    await recruiter.tell(own, person, "hired", status=404)
    await recruiter.tell(opening, await recruiter.person(), "hired", status=404)
    await recruiter.ask("GET", f"/v1/openings/{opening}/outcomes", status=404)
    await other.tell(opening, person, "hired")
    assert (await recruiter.ask("GET", f"/v1/openings/{own}/outcomes"))["outcomes"] == []


async def test_without_outcomes_the_declared_scorer_serves_and_says_what_it_goes_by(
    recruiter: Recruiter, resources: Resources
) -> None:
    scorer = await recruiter.ask("GET", "/v1/scorer")
    declared = resources.ranker.matcher.scorer
    assert scorer["version"] == scorer["declared_version"] == declared.version
    assert {it["name"]: it["weight"] for it in scorer["features"]} == declared.weights
    assert {it["name"] for it in scorer["features"]} == set(feature_names())
    assert (scorer["learned"], scorer["is_pinned"], scorer["choices"]) == (None, False, [])


async def test_better_weights_are_used_named_in_every_answer_and_taken_back_on_demand(
    recruiter: Recruiter, resources: Resources, jobs: None
) -> None:
    opening = await recruiter.goes_by_diplomas()
    declared = resources.ranker.matcher.scorer
    before = await recruiter.ask("GET", f"/v1/openings/{opening}/matches")
    await recruiter.refit()
    (learned,) = (await recruiter.ask("GET", "/v1/scorer/versions"))["scorers"]
    assert learned["is_better"]
    assert learned["weights"]["education"] > declared.weights["education"]
    assert (learned["n_openings"], learned["n_people"], learned["n_pairs"]) == (8, 64, 128)

    after = await recruiter.ask("GET", f"/v1/openings/{opening}/matches")
    assert (before["scorer"], after["scorer"]) == (declared.version, f"{declared.version}+1")
    assert after["weights"] == learned["weights"]
    assert [it["score"] for it in before["matches"]] != [it["score"] for it in after["matches"]]
    person = after["matches"][0]["candidate_id"]
    pair = await recruiter.ask("GET", f"/v1/openings/{opening}/matches/{person}")
    reverse = await recruiter.ask("GET", f"/v1/candidates/{person}/matches?limit=100")
    of_opening = next(it for it in reverse["matches"] if it["opening_id"] == opening)
    assert pair["scorer"] == reverse["scorer"] == after["scorer"]
    assert pair["match"]["score"] == of_opening["score"] == after["matches"][0]["score"]

    back = await recruiter.ask("PUT", "/v1/scorer", {"number": 0})
    assert (back["version"], back["is_pinned"]) == (declared.version, True)
    reverted = await recruiter.ask("GET", f"/v1/openings/{opening}/matches")
    assert [it["score"] for it in reverted["matches"]] == [it["score"] for it in before["matches"]]

    await recruiter.refit()
    assert (await recruiter.ask("GET", "/v1/scorer"))[
        "version"
    ] == declared.version  # a person's choice stays
    again = await recruiter.ask("PUT", "/v1/scorer", {"number": 1})
    assert again["version"] == f"{declared.version}+1"
    assert [it["number"] for it in again["choices"]] == [1, 0, 1]
    await recruiter.ask("PUT", "/v1/scorer", {"number": 9}, status=404)


async def test_what_one_agency_learned_moves_no_score_of_another(
    recruiter: Recruiter, client: httpx.AsyncClient, resources: Resources, tenants: Tenants, jobs: None
) -> None:
    await recruiter.goes_by_diplomas()
    await recruiter.refit()
    other = Recruiter(client, resources, tenants.other_agency)
    assert (await other.ask("GET", "/v1/scorer/versions"))["scorers"] == []
    assert (await other.ask("GET", "/v1/scorer"))["version"] == resources.ranker.matcher.scorer.version
    await other.ask("PUT", "/v1/scorer", {"number": 1}, status=404)


async def test_weights_go_with_no_other_declared_scorer_than_the_one_they_were_fitted_beside(
    recruiter: Recruiter,
    owner_of_api: Any,  # noqa: ANN401  a driver's connection
    jobs: None,
) -> None:
    await recruiter.goes_by_diplomas()
    await recruiter.refit()
    await owner_of_api.execute(
        "UPDATE scorers SET declared = 'older' WHERE organisation_id = $1", recruiter.tenant.id
    )
    scorer = await recruiter.ask("GET", "/v1/scorer")
    assert scorer["version"] == scorer["declared_version"]
    await recruiter.ask("PUT", "/v1/scorer", {"number": 1}, status=404)


async def test_stored_weights_of_a_feature_that_is_not_on_the_list_are_refused(
    recruiter: Recruiter,
    owner_of_api: Any,  # noqa: ANN401  a driver's connection
    jobs: None,
) -> None:
    opening = await recruiter.goes_by_diplomas()
    await recruiter.refit()
    await owner_of_api.execute(
        "UPDATE scorers SET learned = jsonb_set(learned, '{weights,district}', '0.2')"
        " WHERE organisation_id = $1",
        recruiter.tenant.id,
    )
    await recruiter.ask("GET", f"/v1/openings/{opening}/matches", status=422)


async def test_enough_new_outcomes_and_a_wish_put_one_fit_into_the_queue(
    recruiter: Recruiter,
    owner_of_api: Any,  # noqa: ANN401  a driver's connection
    jobs: None,
) -> None:
    async def n_jobs() -> int:
        key = f"refit_scorer {recruiter.tenant.id}"
        return int(await owner_of_api.fetchval("SELECT count(*) FROM pgqueuer WHERE dedupe_key = $1", key))

    opening = await recruiter.opening()
    people = [await recruiter.person() for _ in range(REFIT_EVERY)]
    for person in people[:-1]:
        await recruiter.tell(opening, person, "shortlisted")
    assert await n_jobs() == 0
    await recruiter.tell(opening, people[-1], "shortlisted")
    await recruiter.ask("POST", "/v1/scorer/refit", status=202)
    assert await n_jobs() == 1


async def test_nothing_is_learned_from_people_who_were_erased(recruiter: Recruiter, jobs: None) -> None:
    await recruiter.goes_by_diplomas()
    for candidate in (await recruiter.ask("GET", "/v1/candidates?limit=100"))["candidates"]:
        await recruiter.ask("DELETE", f"/v1/candidates/{candidate['id']}", status=204)
    await recruiter.refit()
    assert (await recruiter.ask("GET", "/v1/scorer/versions"))["scorers"] == []
