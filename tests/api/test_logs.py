"""The log: one JSON object per request, with ids and never a word that someone sent."""

import json

import httpx
import pytest

from api.dependencies import Resources
from matching.types import CefrLevel
from tests.api.world import Tenants, add_person
from tests.people import Person

CANARY = "Zqx7canary"


async def test_a_request_is_one_line_with_ids_only(
    client: httpx.AsyncClient, tenants: Tenants, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await client.get("/v1/openings?external_id=x", headers=tenants.agency.headers)
    (line,) = capsys.readouterr().out.splitlines()
    logged = json.loads(line)
    assert logged.pop("ms") > 0
    assert logged.pop("timestamp")
    assert logged == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/v1/openings",
        "status": 200,
        "organisation_id": str(tenants.agency.id),
        "request_id": answer.headers["X-Request-Id"],
    }


async def test_no_word_of_a_request_is_logged(
    client: httpx.AsyncClient,
    tenants: Tenants,
    resources: Resources,
    capsys: pytest.CaptureFixture[str],
) -> None:
    headers = {**tenants.agency.headers, "X-Canary": CANARY, "User-Agent": CANARY}
    candidate = await add_person(resources, tenants.agency, Person(CANARY, {"fr": CefrLevel.C1}))
    cv = f"{CANARY}\nExpérience : 2020 - 2024 agent, Oujda. Langues : français C1."
    body = {"title": f"Agent {CANARY}", "text": f"Français C1. {CANARY}", "external_id": CANARY}
    opening = (await client.post("/v1/openings", json=body, headers=headers)).json()["id"]
    calls: list[tuple[str, str, object]] = [
        ("GET", f"/v1/openings/{opening}/matches", None),
        ("GET", f"/v1/candidates/{candidate}/matches?{CANARY}={CANARY}", None),
        ("GET", f"/v1/openings/{CANARY}", None),
        (CANARY, f"/{CANARY}", None),
        ("POST", "/v1/rank", {"opening": body, "candidates": [{"id": CANARY, "text": cv}]}),
        ("POST", "/v1/openings", {"title": CANARY, CANARY: CANARY}),
        ("POST", "/v1/candidates", {"text": cv}),
    ]
    for method, path, sent in calls:
        await client.request(method, path, json=sent, headers=headers)
    await client.get("/v1/openings", headers={"Authorization": f"Bearer {CANARY}"})
    captured = capsys.readouterr()
    assert captured.out.count('"event": "request"') == len(calls) + 2
    assert CANARY not in captured.out + captured.err
    assert tenants.agency.token not in captured.out
