"""No request, however odd, makes the service fail, hang or repeat what it was sent."""

import asyncio
import json
import random
import time
from collections import Counter
from typing import Any

import httpx
import psutil
import pytest
from fastapi import FastAPI

from api.dependencies import Resources
from matching.types import CefrLevel
from tests.api.fuzzing import (
    CANARY,
    RawAnswer,
    RawRequest,
    exchange,
    listening,
    mutated,
    schemathesis,
)
from tests.api.world import Tenants, add_person
from tests.people import Person

SEED = 20310401
N_AT_ONCE = 8
MAX_GROWTH_BYTES = 50_000_000
"""Of the process that serves and tests at once."""

MAX_REFUSAL_SECONDS = 2.0
NOT_DECIDED_BY_THE_SCHEMA = "positive_data_acceptance"
"""A cursor, or the name of a skill, may have the right form and still be none that we know."""


@pytest.mark.parametrize(
    ("n_examples", "phases"),
    [
        pytest.param(5, "examples,fuzzing", id="short"),
        pytest.param(100, "examples,coverage,fuzzing,stateful", id="long", marks=pytest.mark.prove),
    ],
)
async def test_a_schema_fuzzer_finds_no_fault(
    app: FastAPI, tenants: Tenants, n_examples: int, phases: str
) -> None:
    async with listening(app) as port:
        code, output = await schemathesis(
            port,
            token=tenants.agency.token,
            n_examples=n_examples,
            phases=phases,
            without_check=NOT_DECIDED_BY_THE_SCHEMA,
        )
    assert code == 0, output[-6000:]


# Of a form cut off inside its file, the framework leaves the file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "n_requests",
    [
        pytest.param(400, id="short"),
        pytest.param(50_000, id="long", marks=pytest.mark.prove),
    ],
)
async def test_odd_requests_are_refused_or_served_and_never_repeated(
    app: FastAPI,
    client: httpx.AsyncClient,
    tenants: Tenants,
    resources: Resources,
    n_requests: int,
) -> None:
    seeds = await _seeds(client, tenants, resources)
    chance = random.Random(SEED)  # noqa: S311  reproducible, not secret
    requests = (mutated(chance.choice(seeds), chance) for _ in range(n_requests))
    memory: list[int] = []
    refusals: list[float] = []
    statuses: Counter[int] = Counter()
    async with listening(app) as port:

        async def send_next() -> None:
            for request in requests:
                started = time.perf_counter()
                answer = await exchange(port, request)
                if answer.status >= 400:
                    refusals.append(time.perf_counter() - started)
                statuses[answer.status] += 1
                check(request, answer)
                memory.append(psutil.Process().memory_info().rss)

        await asyncio.gather(*(send_next() for _ in range(N_AT_ONCE)))
    assert sum(statuses.values()) == n_requests
    assert {200, 201, 400, 401, 404, 405, 422} <= set(statuses), statuses
    # The first 2,000 fill caches; a short run says nothing about growth.
    print(f"{dict(statuses)}; the slowest refusal after {max(refusals):.2f} s")  # noqa: T201  a proof says how it went
    grown = memory[-1] - memory[min(2000, n_requests - 1)]
    print(f"grown by {grown / 2**20:.0f} MiB")  # noqa: T201  see above
    # What is served may take its time on a busy machine; what is refused may not.
    assert max(refusals) < MAX_REFUSAL_SECONDS
    assert grown < MAX_GROWTH_BYTES, f"{grown:,} bytes after {n_requests} requests"


def check(request: RawRequest, answer: RawAnswer) -> None:
    told = (request.wire[:2000], answer)
    assert answer.status < 500, told
    if answer.status >= 400:
        # The server itself refuses what is no HTTP, before the application sees it.
        is_ours = b"x-request-id" in answer.head.lower()
        assert not is_ours or b"application/problem+json" in answer.head, told
        assert is_ours or answer.body in {b"Invalid HTTP request received.", b""}, told
        assert CANARY.encode() not in answer.body, told


async def _seeds(client: httpx.AsyncClient, tenants: Tenants, resources: Resources) -> list[RawRequest]:
    """One request that works for every endpoint."""
    headers = tenants.agency.headers
    advert = {"title": f"Agent {CANARY}", "text": f"Français C1 exigé. {CANARY}"}
    opening_id = (await client.post("/v1/openings", json=advert, headers=headers)).json()["id"]
    candidate_id = await add_person(resources, tenants.agency, Person(CANARY, {"fr": CefrLevel.B2}))
    opening, candidate = f"/v1/openings/{opening_id}", f"/v1/candidates/{candidate_id}"
    wanted = {"kind": "language", "language": "fr", "level": "B2", "mode": "spoken"}
    stated = {**advert, "requirements": [{"importance": "nice", "wanted": wanted}], "headcount": 3}
    posting = {"@type": "JobPosting", **advert, "skills": [CANARY], "baseSalary": {"value": {"value": 1}}}
    cv = f"{CANARY} Nora\nLangues : français C1\nExpérience : 2020 - 2024 agent, Oujda"
    bodies: list[tuple[str, str, Any]] = [
        ("POST", "/v1/openings", advert),
        ("POST", "/v1/openings", stated),
        ("POST", "/v1/openings", posting),
        ("PATCH", opening, {"requirements": [{"wanted": wanted}], "headcount": 2}),
        (
            "POST",
            f"{opening}/matches",
            {"weights": {"languages": 2}, "filters": {"min_score": 1}, "limit": 2},
        ),
        ("POST", "/v1/rank", {"opening": advert, "candidates": [{"id": CANARY, "text": cv}]}),
        ("POST", "/v1/candidates", {"text": cv, "external_id": CANARY}),
        ("PATCH", candidate, {"town": "Berkane"}),
    ]
    plain = ["/v1/openings", opening, f"{opening}/matches", f"{opening}/matches/{candidate_id}", "/healthz"]
    plain += ["/v1/candidates", candidate, f"{candidate}/matches", f"{candidate}/document"]
    auth = {b"Authorization": f"Bearer {tenants.agency.token}".encode()}
    boundary = b"--b\r\nContent-Disposition: form-data; name=file; filename=a.txt\r\n\r\n"
    upload = RawRequest(
        b"POST",
        b"/v1/candidates",
        boundary + cv.encode() + b"\r\n--b--\r\n",
        {**auth, b"Content-Type": b"multipart/form-data; boundary=b"},
    )
    as_json = {**auth, b"Content-Type": b"application/json"}
    return [
        upload,
        *(RawRequest(b"GET", path.encode(), b"", auth) for path in plain),
        *(
            RawRequest(m.encode(), path.encode(), json.dumps(body).encode(), as_json)
            for m, path, body in bodies
        ),
    ]
