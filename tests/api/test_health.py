from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.dependencies import Resources, resources_of_app
from service.inference import Inference
from service.settings import DatabaseSettings, Settings
from service.tenancy import TenantDatabase
from tests.api.world import Tenants, assert_problem
from tests.flows.encoder import LengthEncoder

NOWHERE = DatabaseSettings(url=SecretStr("postgresql://nobody:x@127.0.0.1:9/nothing"))


async def test_a_living_process_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_readiness_names_each_dependency(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "database": "ready",
        "migrations": "ready",
        "encoder": "ready",
    }


def test_creating_the_application_opens_nothing() -> None:
    app: FastAPI = create_app(Settings())
    assert not hasattr(app.state, "resources")


async def test_requests_are_counted_by_route_and_never_by_what_was_sent(client: httpx.AsyncClient) -> None:
    await client.get("/v1/openings/7b0f9a52-9f0e-4d4e-9f7a-0c6c1f0f6c11")
    figures = (await client.get("/metrics")).text
    assert 'route="/v1/openings/{opening_id}",status="401"' in figures
    assert "7b0f9a52" not in figures


async def test_every_answer_has_an_id_and_a_time_and_headers_of_safety(client: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/v1/openings", "/nowhere"):
        headers = (await client.get(path)).headers
        assert len(headers["X-Request-Id"]) == 32
        assert float(headers["X-Elapsed-Ms"]) >= 0
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


async def test_an_id_of_the_client_is_kept_if_it_is_harmless(client: httpx.AsyncClient) -> None:
    kept = await client.get("/healthz", headers={"X-Request-Id": "batch-2031_04"})
    assert kept.headers["X-Request-Id"] == "batch-2031_04"
    replaced = await client.get("/healthz", headers={"X-Request-Id": "a b\\{}"})
    assert len(replaced.headers["X-Request-Id"]) == 32


async def test_without_its_database_the_process_lives_but_is_not_ready(
    app: FastAPI, client: httpx.AsyncClient, resources: Resources
) -> None:
    async with TenantDatabase.open(NOWHERE) as away:
        with using(app, replace(resources, database=away)):
            assert (await client.get("/healthz")).status_code == 200
            answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "away",
        "database": "away",
        "migrations": "away",
        "encoder": "ready",
    }


async def test_without_its_database_a_request_is_told_to_come_back(
    app: FastAPI, client: httpx.AsyncClient, resources: Resources, tenants: Tenants
) -> None:
    async with TenantDatabase.open(NOWHERE) as away:
        with using(app, replace(resources, database=away)):
            answer = await client.get("/v1/openings", headers=tenants.agency.headers)
    assert_problem(answer, {503})
    assert answer.json()["dependency"] == "database"
    assert int(answer.headers["Retry-After"]) > 0


async def test_without_its_encoder_the_process_is_not_ready(
    app: FastAPI, client: httpx.AsyncClient, resources: Resources
) -> None:
    gone = Inference(LengthEncoder())
    gone.close()
    with using(app, replace(resources, inference=gone)):
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["encoder"], answer.json()["database"]) == ("away", "ready")


@contextmanager
def using(app: FastAPI, resources: Resources) -> Iterator[None]:
    """Serve with other resources for a while."""
    app.dependency_overrides[resources_of_app] = lambda: resources
    yield
    app.dependency_overrides.clear()
