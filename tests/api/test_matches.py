"""Ranked lists as a client sees them. Profiles are made by hand, so that only the ranking is at work."""

import httpx
import pytest

from api.dependencies import Resources
from matching.types import CefrLevel
from tests.api.world import Person, Tenants, add_person

OPENING = {
    "title": "Conseiller clientèle",
    "requirements": [
        {"importance": "must", "wanted": {"kind": "language", "language": "fr", "level": "C1"}},
        {"importance": "nice", "wanted": {"kind": "language", "language": "es", "level": "B1"}},
    ],
}
FLUENT = Person("Salma", {"fr": CefrLevel.C2, "es": CefrLevel.B2}, months=24)
FRENCH_ONLY = Person("Yassine", {"fr": CefrLevel.C1})
SILENT = Person("Hind", {"en": CefrLevel.B2})
BEGINNER = Person("Omar", {"fr": CefrLevel.A2, "es": CefrLevel.C1}, months=60)


async def send(client: httpx.AsyncClient, tenants: Tenants, body: object = OPENING) -> str:
    answer = await client.post("/v1/openings", json=body, headers=tenants.agency.headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture
async def opening_id(client: httpx.AsyncClient, tenants: Tenants) -> str:
    return await send(client, tenants)


@pytest.fixture
async def people(resources: Resources, tenants: Tenants) -> dict[str, str]:
    """Ids by name."""
    everyone = (BEGINNER, SILENT, FRENCH_ONLY, FLUENT)
    return {person.name: str(await add_person(resources, tenants.agency, person)) for person in everyone}


async def matches(client: httpx.AsyncClient, tenants: Tenants, opening_id: str, **query: object) -> dict:
    answer = await client.get(
        f"/v1/openings/{opening_id}/matches", params=query, headers=tenants.agency.headers
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_smoke(
    client: httpx.AsyncClient, tenants: Tenants, opening_id: str, people: dict[str, str]
) -> None:
    print(await matches(client, tenants, opening_id))
