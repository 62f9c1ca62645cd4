"""What a key may ask for, and what is refused where there is no room."""

from dataclasses import replace
from pathlib import Path

import httpx
from fastapi import FastAPI

from api.dependencies import Resources
from service.documents.room import Room
from service.quotas.use_cases import Quotas
from service.settings import LimitSettings
from tests.api.test_health import using
from tests.api.world import Tenants, assert_problem

CV = {"text": "Nora Exemple\nTéléconseillère, Oujda\nLangues : français C1\n"}


async def test_every_answer_to_a_key_says_what_is_left(client: httpx.AsyncClient, tenants: Tenants) -> None:
    answer = await client.get("/v1/openings", headers=tenants.agency.headers)
    assert answer.headers["RateLimit-Policy"].startswith('"requests";q=1000000000;w=60, "daily"')
    assert answer.headers["RateLimit"].startswith('"requests";r=999999999;t=')
    missing = await client.get("/v1/openings/nowhere", headers=tenants.agency.headers)
    assert '"requests";r=999999998' in missing.headers["RateLimit"]


async def test_above_its_quota_a_key_is_told_when_to_come_back(
    app: FastAPI, client: httpx.AsyncClient, resources: Resources, tenants: Tenants
) -> None:
    limits = LimitSettings(requests_per_minute=5, uploads_per_minute=2)
    with using(app, replace(resources, quotas=Quotas(resources.database, limits))):
        uploads = [
            await client.post("/v1/candidates", json=CV, headers=tenants.agency.headers) for _ in range(3)
        ]
        assert [answer.status_code for answer in uploads] == [202, 202, 429]
        assert_problem(uploads[2], {429})
        assert uploads[2].json()["quota"] == "uploads"
        assert 1 <= int(uploads[2].headers["Retry-After"]) <= 60
        reading = [await client.get("/v1/openings", headers=tenants.agency.headers) for _ in range(3)]
        assert [answer.status_code for answer in reading] == [200, 200, 429]
        other = await client.get("/v1/openings", headers=tenants.other_agency.headers)
        assert other.status_code == 200


async def test_without_room_uploads_are_refused_and_reading_goes_on(
    app: FastAPI, client: httpx.AsyncClient, resources: Resources, tenants: Tenants
) -> None:
    with using(app, replace(resources, room=Room((Path("/"),), min_free_bytes=2**62))):
        refused = await client.post("/v1/candidates", json=CV, headers=tenants.agency.headers)
        listed = await client.get("/v1/candidates", headers=tenants.agency.headers)
    assert_problem(refused, {507})
    assert listed.json()["candidates"] == []
    accepted = await client.post("/v1/candidates", json=CV, headers=tenants.agency.headers)
    assert accepted.status_code == 202
