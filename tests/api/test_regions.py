"""Figures of a region: of all who share them, of five people or more, and of nobody in particular."""

from typing import Any

import httpx
import pytest

from api.dependencies import Resources
from matching.types import CefrLevel
from service.organisations.use_cases import OrganisationKind
from tests.api.world import Tenants, add_person
from tests.factories import Tenant, make_tenant
from tests.people import Person

TOWNS = iter(("Figuig", "Saidia", "Bouarfa", "Debdou"))


async def lacking(
    client: httpx.AsyncClient, resources: Resources, tenant: Tenant, *, town: str, n_people: int, shares: bool
) -> str:
    """A planned site of an agency that lacks French of people one level below."""
    for number in range(n_people):
        await add_person(resources, tenant, Person(f"Nora{number}", {"fr": CefrLevel.B2}))
    site = {"name": "Centre", "town": town, "shares_gaps": shares}
    site_id = (await client.post("/v1/sites", json=site, headers=tenant.headers)).json()["id"]
    wanted = {"kind": "language", "language": "fr", "level": "C1"}
    body = {
        "title": "Conseiller clientèle",
        "requirements": [{"importance": "must", "wanted": wanted}],
        "headcount": 9,
    }
    opening = (await client.post("/v1/openings", json=body, headers=tenant.headers)).json()
    address = f"/v1/sites/{site_id}"
    await client.put(f"{address}/openings/{opening['id']}", json={}, headers=tenant.headers)
    plan = await client.post(f"{address}/plans", json={}, headers=tenant.headers)
    assert plan.status_code == 201, plan.text
    assert plan.json()["proposals"][0]["n_people"] == n_people
    return address


async def cells(client: httpx.AsyncClient, reader: Tenant, town: str) -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/regions/gaps?town={town}", headers=reader.headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["cells"]
    return found


@pytest.fixture
async def observer(resources: Resources, tenants: Tenants) -> Tenant:
    name = f"Observatoire {tenants.agency.name}"
    return await make_tenant(resources.database, name, kind=OrganisationKind.OBSERVER)


async def test_agencies_count_together_from_five_people_on(
    client: httpx.AsyncClient, resources: Resources, tenants: Tenants, observer: Tenant
) -> None:
    town = next(TOWNS)
    await lacking(client, resources, tenants.agency, town=town, n_people=3, shares=True)
    assert await cells(client, observer, town) == []
    address = await lacking(client, resources, tenants.other_agency, town=town, n_people=2, shares=True)
    (cell,) = await cells(client, observer, town)
    assert (cell["n_people"], cell["n_seats"], cell["is_training"]) == (5, 5, True)
    assert cell["action"] == "Français : de B2 à C1"
    assert len(cell["trades"]) == 1
    await client.patch(address, json={"shares_gaps": False}, headers=tenants.other_agency.headers)
    assert await cells(client, observer, town) == []


async def test_who_shares_nothing_counts_in_nothing(
    client: httpx.AsyncClient, resources: Resources, tenants: Tenants, observer: Tenant
) -> None:
    town = next(TOWNS)
    await lacking(client, resources, tenants.agency, town=town, n_people=6, shares=False)
    assert await cells(client, observer, town) == []


async def test_a_deleted_site_counts_no_more(
    client: httpx.AsyncClient, resources: Resources, tenants: Tenants, observer: Tenant
) -> None:
    town = next(TOWNS)
    address = await lacking(client, resources, tenants.agency, town=town, n_people=6, shares=True)
    assert len(await cells(client, observer, town)) == 1
    await client.delete(address, headers=tenants.agency.headers)
    assert await cells(client, observer, town) == []


async def test_a_town_nobody_knows_is_refused(client: httpx.AsyncClient, observer: Tenant) -> None:
    answer = await client.get("/v1/regions/gaps?town=Qwertyville", headers=observer.headers)
    assert answer.status_code == 422
