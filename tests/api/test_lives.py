"""A long random life of openings and candidates, held at every step against a model in memory."""

import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.dependencies import Resources
from matching.types import CefrLevel
from service.candidates.use_cases import erase_candidate
from tests.api.world import Tenants, add_person
from tests.people import Person

SEED = 20310402
TITLES = ["Conseiller clientèle", "Développeur React", "Poste 12", "مستشار زبناء", "Técnico de soporte"]
TEXTS = [
    "",
    "Français C1 exigé.",
    "2 ans d'expérience, anglais B2 apprécié.",
    "Se busca persona con español C1.",
]


@dataclass
class Life:
    """What should be there, and the means to ask whether it is.

    `openings` holds title, text and closed by id; ids that once were stay in `gone`.
    """

    client: httpx.AsyncClient
    resources: Resources
    tenants: Tenants
    chance: random.Random
    openings: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    candidates: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)

    async def ask(self, method: str, path: str, body: object = None, *, status: int) -> Any:  # noqa: ANN401
        answer = await self.client.request(method, path, json=body, headers=self.tenants.agency.headers)
        assert answer.status_code == status, (method, path, body, answer.text)
        return answer.json() if answer.content else None

    async def send_opening(self) -> None:
        title, text = self.chance.choice(TITLES), self.chance.choice(TEXTS)
        name = self.chance.choice([None, "a", "b", "c"])
        known = self.named.get(name or "")
        body = {"title": title, "text": text, "external_id": name}
        found = await self.ask("POST", "/v1/openings", body, status=200 if known else 201)
        assert known in {None, found["id"]}
        self.openings[found["id"]] = (title, text, False)
        if name:
            self.named[name] = found["id"]

    async def change_opening(self) -> None:
        if not self.openings:
            return
        opening_id = self.chance.choice(list(self.openings))
        _, _, is_closed = self.openings[opening_id]
        title, text = self.chance.choice(TITLES), self.chance.choice(TEXTS)
        is_closed = self.chance.choice([is_closed, not is_closed])
        body = {"title": title, "text": text, "is_closed": is_closed}
        await self.ask("PATCH", f"/v1/openings/{opening_id}", body, status=200)
        self.openings[opening_id] = (title, text, is_closed)

    async def delete_opening(self) -> None:
        if not self.openings:
            return
        opening_id = self.chance.choice(list(self.openings))
        await self.ask("DELETE", f"/v1/openings/{opening_id}", status=204)
        del self.openings[opening_id]
        self.named = {name: kept for name, kept in self.named.items() if kept != opening_id}
        self.gone.append(opening_id)

    async def add_candidate(self) -> None:
        level = self.chance.choice(list(CefrLevel))
        person = Person("Nora", {"fr": level}, months=self.chance.randrange(100))
        self.candidates.add(str(await add_person(self.resources, self.tenants.agency, person)))

    async def erase_candidate(self) -> None:
        if not self.candidates:
            return
        candidate_id = self.chance.choice(sorted(self.candidates))
        agency = self.tenants.agency.id
        async with self.resources.database.tenant(agency) as connection:
            await erase_candidate(connection, organisation_id=agency, candidate_id=UUID(candidate_id))
        self.candidates.remove(candidate_id)
        await self.ask("GET", f"/v1/candidates/{candidate_id}/matches", status=404)

    async def read_openings(self) -> None:
        for is_open in ("true", "false"):
            found = await self.pages(f"/v1/openings?limit=3&is_open={is_open}", "openings")
            expected = {
                opening_id: title
                for opening_id, (title, _, is_closed) in self.openings.items()
                if not (is_closed and is_open == "true")
            }
            assert {entry["id"]: entry["title"] for entry in found} == expected
            assert len(found) == len(expected)

    async def read_one(self) -> None:
        for opening_id in self.gone[-2:]:
            await self.ask("GET", f"/v1/openings/{opening_id}", status=404)
            await self.ask("GET", f"/v1/openings/{opening_id}/matches", status=404)
        for opening_id in self.chance.sample(list(self.openings), min(2, len(self.openings))):
            found = await self.ask("GET", f"/v1/openings/{opening_id}", status=200)
            assert (found["title"], found["text"], found["closed_at"] is not None) == self.openings[
                opening_id
            ]

    async def read_matches(self) -> None:
        if not self.openings:
            return
        opening_id = self.chance.choice(list(self.openings))
        found = await self.pages(f"/v1/openings/{opening_id}/matches?limit=4", "matches")
        assert [match["rank"] for match in found] == list(range(1, len(self.candidates) + 1))
        assert {match["candidate_id"] for match in found} == self.candidates
        for match in found[:1]:
            pair = await self.ask(
                "GET", f"/v1/openings/{opening_id}/matches/{match['candidate_id']}", status=200
            )
            assert pair["match"] == match

    async def read_openings_of_a_candidate(self) -> None:
        if not self.candidates:
            return
        candidate_id = self.chance.choice(sorted(self.candidates))
        found = await self.pages(f"/v1/candidates/{candidate_id}/matches?limit=2", "matches")
        open_ones = {opening_id for opening_id, (_, _, is_closed) in self.openings.items() if not is_closed}
        assert sorted(match["opening_id"] for match in found) == sorted(open_ones)

    async def pages(self, path: str, name: str) -> list[dict[str, Any]]:
        """Return the entries of all pages."""
        page = await self.ask("GET", path, status=200)
        found = list(page[name])
        while page["next_cursor"]:
            page = await self.ask("GET", f"{path}&cursor={page['next_cursor']}", status=200)
            found += page[name]
        return found


@pytest.mark.parametrize(
    "n_steps", [pytest.param(60, id="short"), pytest.param(400, id="long", marks=pytest.mark.prove)]
)
async def test_every_answer_is_what_was_done_before(
    client: httpx.AsyncClient, resources: Resources, tenants: Tenants, n_steps: int
) -> None:
    chance = random.Random(SEED)  # noqa: S311  reproducible, not secret
    life = Life(client, resources, tenants, chance)
    changes = [life.send_opening, life.change_opening, life.delete_opening]
    changes += [life.add_candidate, life.add_candidate, life.erase_candidate]
    questions = [life.read_openings, life.read_one, life.read_matches, life.read_openings_of_a_candidate]
    for _ in range(n_steps):
        await chance.choice(changes)()
        await chance.choice(questions)()
    assert life.gone
    assert life.candidates
