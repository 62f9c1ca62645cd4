"""The description of the API: complete, and with examples that work."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.dependencies import Resources
from matching.types import CefrLevel
from service.settings import Settings
from tests.api.world import Tenants, add_person
from tests.people import Person

DESCRIPTION: dict[str, Any] = create_app(Settings()).openapi()
OPERATIONS = {
    (method, path): operation
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}


def examples() -> list[tuple[str, str, str, Any]]:
    """Every example of every JSON body: method, path, name, value."""
    return [
        (method, path, name, example["value"])
        for (method, path), operation in OPERATIONS.items()
        for name, example in json_body(operation).get("examples", {}).items()
    ]


def json_body(operation: dict[str, Any]) -> dict[str, Any]:
    return dict(operation.get("requestBody", {}).get("content", {}).get("application/json", {}))


def test_it_is_openapi_3_1() -> None:
    assert DESCRIPTION["openapi"].startswith("3.1")


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_is_named_and_says_how_it_fails(method: str, path: str) -> None:
    operation = OPERATIONS[method, path]
    assert operation["summary"]
    assert operation["description"]
    if path.startswith("/v1/"):
        assert {"401", "403", "422", "503"} <= set(operation["responses"])
        assert operation["security"] == [{"ApiKey": []}]
    if "{" in path:
        assert "404" in operation["responses"]
    for status, answer in operation["responses"].items():
        if status.startswith("4"):
            assert list(answer["content"]) == ["application/problem+json"], (path, status)


@pytest.mark.parametrize(
    ("method", "path"), [key for key, operation in OPERATIONS.items() if json_body(operation)]
)
def test_every_body_has_an_example(method: str, path: str) -> None:
    assert json_body(OPERATIONS[method, path])["examples"]


@pytest.mark.parametrize(("method", "path", "name", "value"), examples())
async def test_every_example_works(
    *,
    client: httpx.AsyncClient,
    tenants: Tenants,
    resources: Resources,
    method: str,
    path: str,
    name: str,
    value: Any,  # noqa: ANN401  any JSON
) -> None:
    headers = tenants.agency.headers
    opening = await client.post("/v1/openings", json={"title": "Agent"}, headers=headers)
    candidate_id = await add_person(resources, tenants.agency, Person("Nora", {"fr": CefrLevel.B2}))
    site = await client.post("/v1/sites", json={"name": "Centre", "town": "Oujda"}, headers=headers)
    opening_id, site_id = opening.json()["id"], site.json()["id"]
    await client.put(f"/v1/sites/{site_id}/openings/{opening_id}", json={}, headers=headers)
    address = path.format(opening_id=opening_id, candidate_id=candidate_id, site_id=site_id)
    if "into" in value:
        spare = await add_person(resources, tenants.agency, Person("Nour", {"fr": CefrLevel.B1}))
        value = {"into": str(spare)}
    if "candidate_id" in value:
        value = {**value, "candidate_id": str(candidate_id)}
    answer = await client.request(method, address, json=value, headers=headers)
    assert answer.status_code < 300, answer.text
    assert str(answer.status_code) in OPERATIONS[method, path]["responses"]


async def test_it_is_served(client: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await client.get("/openapi.json")).json() == app.openapi()
