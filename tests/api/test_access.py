"""Every endpoint for every kind of caller, on what is theirs, what is someone else's, and what is nowhere.

The endpoints come from the description of the API; one without a case here fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import Resources
from matching.types import CefrLevel
from service.jobs.queue import Job, enqueue
from service.organisations.use_cases import OrganisationKind, create_key, revoke_key
from tests.api.world import Tenants, add_person
from tests.factories import Tenant, make_tenant
from tests.people import Person

AGENCY, EMPLOYER, PARTNER, OTHER, OBSERVER, REVOKED, NOBODY = [
    "agency",
    "employer",
    "partner",
    "other",
    "observer",
    "revoked",
    "nobody",
]
OWNERS = (AGENCY, EMPLOYER, PARTNER, OTHER)
CALLERS = (*OWNERS, OBSERVER, REVOKED, NOBODY)
HOLDERS = frozenset({AGENCY, OTHER})
HIRERS = HOLDERS | {EMPLOYER}
SENDERS = HOLDERS | {PARTNER}
EVERYONE = HIRERS | SENDERS
NOWHERE = "nowhere"
IDS = (
    "opening_id",
    "candidate_id",
    "spare_id",
    "rereading_id",
    "import_id",
    "site_id",
    "plan_id",
    "webhook_id",
    "job_id",
    "rereading_id",
)
PUBLIC = {("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics")}


@dataclass(frozen=True)
class Case:
    """How an endpoint is called, and who may call it.

    `{canary}` in a body is the caller's own word, the name of an id there the caller's own thing.
    """

    allowed: frozenset[str]
    body: object = None


OPENING = {"title": "Agent {canary}", "text": "Français C1 exigé. {canary}"}
SITE = {"name": "Site {canary}", "town": "Oujda", "external_id": "{canary}"}
WEBHOOK = {"url": "https://hooks.exemple.example/{canary}"}
CV = "{canary}\nTéléconseillère\nExpérience\n2021 - 2024 Téléconseillère, Oujda\nLangues : français C1\n"
CASES: dict[tuple[str, str], Case] = {
    ("POST", "/v1/openings"): Case(HOLDERS | {EMPLOYER}, body=OPENING),
    ("GET", "/v1/openings"): Case(HOLDERS | {EMPLOYER}),
    ("GET", "/v1/openings/{opening_id}"): Case(HOLDERS | {EMPLOYER}),
    ("PATCH", "/v1/openings/{opening_id}"): Case(HOLDERS | {EMPLOYER}, body={"headcount": 3}),
    ("DELETE", "/v1/openings/{opening_id}"): Case(HOLDERS | {EMPLOYER}),
    ("GET", "/v1/openings/{opening_id}/matches"): Case(HOLDERS),
    ("POST", "/v1/openings/{opening_id}/matches"): Case(HOLDERS, body={"limit": 100}),
    ("GET", "/v1/openings/{opening_id}/matches/{candidate_id}"): Case(HOLDERS),
    ("POST", "/v1/webhooks"): Case(HIRERS, body=WEBHOOK),
    ("GET", "/v1/webhooks"): Case(HIRERS),
    ("DELETE", "/v1/webhooks/{webhook_id}"): Case(HIRERS),
    ("POST", "/v1/webhooks/{webhook_id}/test"): Case(HIRERS),
    ("POST", "/v1/webhooks/{webhook_id}/rotate-secret"): Case(HIRERS),
    ("GET", "/v1/webhooks/{webhook_id}/deliveries"): Case(HIRERS),
    ("POST", "/v1/openings/{opening_id}/outcomes"): Case(
        HOLDERS, body={"candidate_id": "{candidate_id}", "outcome": "interviewed"}
    ),
    ("GET", "/v1/openings/{opening_id}/outcomes"): Case(HOLDERS),
    ("DELETE", "/v1/openings/{opening_id}/outcomes/{candidate_id}"): Case(HOLDERS),
    ("GET", "/v1/scorer"): Case(HOLDERS),
    ("PUT", "/v1/scorer"): Case(HOLDERS, body={"number": 0}),
    ("GET", "/v1/scorer/versions"): Case(HOLDERS),
    ("POST", "/v1/scorer/refit"): Case(HOLDERS),
    ("POST", "/v1/candidates"): Case(SENDERS, body={"text": CV}),
    ("GET", "/v1/candidates"): Case(SENDERS),
    ("GET", "/v1/candidates/{candidate_id}"): Case(SENDERS),
    ("GET", "/v1/candidates/{candidate_id}/status"): Case(SENDERS),
    ("GET", "/v1/candidates/{candidate_id}/document"): Case(SENDERS),
    ("PUT", "/v1/candidates/{candidate_id}/merge"): Case(SENDERS, body={"into": "{spare_id}"}),
    ("DELETE", "/v1/candidates/{candidate_id}/merge"): Case(SENDERS),
    ("GET", "/v1/candidates/export"): Case(SENDERS),
    ("GET", "/v1/candidates/{candidate_id}/json-resume"): Case(SENDERS),
    ("PATCH", "/v1/candidates/{candidate_id}"): Case(SENDERS, body={"town": "Berkane"}),
    ("DELETE", "/v1/candidates/{candidate_id}"): Case(SENDERS),
    ("GET", "/v1/candidates/{candidate_id}/matches"): Case(HOLDERS),
    ("POST", "/v1/rereadings"): Case(HOLDERS),
    ("GET", "/v1/rereadings/{rereading_id}"): Case(HOLDERS),
    ("POST", "/v1/rereadings/{rereading_id}/stop"): Case(HOLDERS),
    ("POST", "/v1/rereadings/{rereading_id}/resume"): Case(HOLDERS),
    ("GET", "/v1/jobs"): Case(HIRERS),
    ("GET", "/v1/jobs/{job_id}"): Case(HIRERS),
    ("POST", "/v1/jobs/{job_id}/run-again"): Case(HIRERS),
    ("DELETE", "/v1/jobs/{job_id}"): Case(HIRERS),
    ("POST", "/v1/imports"): Case(SENDERS, body={"text": CV}),
    ("GET", "/v1/imports"): Case(EVERYONE),
    ("GET", "/v1/imports/{import_id}"): Case(EVERYONE),
    ("GET", "/v1/imports/{import_id}/events"): Case(EVERYONE),
    ("GET", "/v1/imports/{import_id}/results"): Case(EVERYONE),
    ("POST", "/v1/imports/{import_id}/cancel"): Case(EVERYONE),
    ("POST", "/v1/sites"): Case(HIRERS, body=SITE),
    ("GET", "/v1/sites"): Case(HIRERS),
    ("GET", "/v1/sites/{site_id}"): Case(HIRERS),
    ("PATCH", "/v1/sites/{site_id}"): Case(HIRERS, body={"opens_on": "2031-01-01"}),
    ("DELETE", "/v1/sites/{site_id}"): Case(HIRERS),
    ("PUT", "/v1/sites/{site_id}/openings/{opening_id}"): Case(HIRERS, body={"headcount": 2}),
    ("DELETE", "/v1/sites/{site_id}/openings/{opening_id}"): Case(HIRERS),
    ("POST", "/v1/sites/{site_id}/plans"): Case(HOLDERS, body={}),
    ("GET", "/v1/sites/{site_id}/plans"): Case(HOLDERS),
    ("GET", "/v1/sites/{site_id}/plans/{plan_id}"): Case(HOLDERS),
    ("POST", "/v1/sites/{site_id}/plans/{plan_id}/cancel"): Case(HOLDERS),
    ("GET", "/v1/sites/{site_id}/plans/{plan_id}/people"): Case(HOLDERS),
    ("GET", "/v1/sites/{site_id}/plans/{plan_id}/changes"): Case(HOLDERS),
    ("GET", "/v1/sites/{site_id}/plans/{plan_id}/export"): Case(HOLDERS),
    ("POST", "/v1/sites/{site_id}/what-if"): Case(HOLDERS, body={}),
    ("GET", "/v1/regions/gaps"): Case(HOLDERS | {OBSERVER}),
    ("POST", "/v1/rank"): Case(HOLDERS, body={"opening": OPENING, "candidates": [{"id": "1", "text": CV}]}),
}


@dataclass
class World:
    """Organisations with a word of their own in everything they own."""

    tokens: dict[str, str]
    canaries: dict[str, str]
    ids: dict[str, dict[str, str]] = field(default_factory=dict)

    def foreign_words(self, caller: str) -> list[str]:
        """Words that the caller may never be shown."""
        return [word for owner, word in self.canaries.items() if owner != caller]


@pytest.fixture
async def world(client: httpx.AsyncClient, tenants: Tenants, resources: Resources) -> World:
    key = await create_key(resources.database, organisation_id=tenants.agency.id)
    await revoke_key(resources.database, prefix=key.row.prefix)
    owners = {
        AGENCY: tenants.agency,
        EMPLOYER: tenants.employer,
        PARTNER: tenants.partner,
        OTHER: tenants.other_agency,
    }
    observer = await make_tenant(
        resources.database, f"Observatoire {uuid4().hex[:8]}", kind=OrganisationKind.OBSERVER
    )
    world = World(
        tokens={
            REVOKED: key.token,
            OBSERVER: observer.token,
            **{name: tenant.token for name, tenant in owners.items()},
        },
        canaries={name: f"Zq{name}{uuid4().hex[:8]}" for name in owners},
    )
    for name, tenant in owners.items():
        world.ids[name] = await _belongings(client, resources, tenants, tenant, world.canaries[name])
    world.ids[NOWHERE] = _nowhere()
    return world


async def _belongings(
    client: httpx.AsyncClient, resources: Resources, tenants: Tenants, tenant: Tenant, canary: str
) -> dict[str, str]:
    """Give an organisation what its kind can have; the rest of its ids are nowhere."""
    ids = _nowhere()
    if tenant is not tenants.partner:
        answer = await client.post("/v1/openings", json=_filled(OPENING, canary), headers=tenant.headers)
        ids["opening_id"] = answer.json()["id"]
    person = Person(canary, {"fr": CefrLevel.C1})
    spare = Person(f"{canary}spare", {"fr": CefrLevel.B2})
    if tenant is tenants.partner:
        ids["candidate_id"] = str(await add_person(resources, tenants.agency, person, partner=tenant))
        ids["spare_id"] = str(await add_person(resources, tenants.agency, spare, partner=tenant))
    elif tenant is not tenants.employer:
        ids["candidate_id"] = str(await add_person(resources, tenant, person))
        ids["spare_id"] = str(await add_person(resources, tenant, spare))
    if tenant is not tenants.partner:
        ids |= await _site(client, tenant, canary, ids["opening_id"])
        answer = await client.post("/v1/webhooks", json=_filled(WEBHOOK, canary), headers=tenant.headers)
        ids["webhook_id"] = answer.json()["id"]
    if tenant.kind is OrganisationKind.AGENCY:
        answer = await client.post("/v1/rereadings", headers=tenant.headers)
        ids["rereading_id"] = answer.json()["id"]
    ids["import_id"] = await _import(client, tenant, canary)
    ids["job_id"] = await _parked_job(resources, tenant, canary)
    return ids


async def _parked_job(resources: Resources, tenant: Tenant, canary: str) -> str:
    """Give an organisation a job that was given up."""
    job = Job("nothing", f"nothing/{canary}", {"organisation_id": str(tenant.id), "word": canary})
    async with resources.database.tenant(tenant.id) as connection:
        await enqueue(connection, job)
        return str(
            await connection.fetchval(
                "UPDATE pgqueuer SET status = 'failed' WHERE dedupe_key = $1 RETURNING id", job.key
            )
        )


async def _import(client: httpx.AsyncClient, tenant: Tenant, canary: str) -> str:
    """Give an organisation an import that is over, so that whoever watches it is told at once."""
    address = "/v1/imports?subject=" + (
        "openings" if tenant.kind is OrganisationKind.EMPLOYER else "candidates"
    )
    item = OPENING if tenant.kind is OrganisationKind.EMPLOYER else {"text": CV, "external_id": "{canary}"}
    answer = await client.post(address, json=_filled(item, canary), headers=tenant.headers)
    import_id: str = answer.json()["id"]
    await client.post(f"/v1/imports/{import_id}/cancel", headers=tenant.headers)
    return import_id


async def _site(client: httpx.AsyncClient, tenant: Tenant, canary: str, opening_id: str) -> dict[str, str]:
    """Give an organisation a site with its opening and, where it may, a plan."""
    answer = await client.post("/v1/sites", json=_filled(SITE, canary), headers=tenant.headers)
    address = f"/v1/sites/{answer.json()['id']}"
    await client.put(f"{address}/openings/{opening_id}", json={}, headers=tenant.headers)
    await client.post(f"{address}/plans", json={}, headers=tenant.headers)
    plan = await client.post(f"{address}/plans", json={}, headers=tenant.headers)
    plan_id = plan.json()["id"] if plan.status_code == 201 else str(uuid4())
    return {"site_id": answer.json()["id"], "plan_id": plan_id}


def _nowhere() -> dict[str, str]:
    return {name: str(uuid4()) for name in IDS} | {"job_id": str(2**40)}


def test_every_endpoint_has_a_case(app: FastAPI) -> None:
    described = {
        (method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods
    }
    assert described - PUBLIC == set(CASES)


async def test_nobody_is_ever_shown_a_word_of_someone_else(client: httpx.AsyncClient, world: World) -> None:
    n_calls = 0
    for caller, call in _calls(world):
        answer = await _answer(client, call)
        n_calls += 1
        shown = answer.text + repr(answer.headers)
        for word in world.foreign_words(caller):
            # What a partner sent belongs to the agency too.
            if (caller, word) != (AGENCY, world.canaries[PARTNER]):
                assert word not in shown, (caller, call)
    assert n_calls > 250


async def test_what_belongs_to_someone_else_answers_byte_for_byte_as_what_is_nowhere(
    client: httpx.AsyncClient, world: World
) -> None:
    for caller, (endpoint, case) in product(CALLERS, CASES.items()):
        if "{" not in endpoint[1]:
            continue
        reference = await _answer(client, _call(world, caller, endpoint, case, world.ids[NOWHERE]))
        for owner in OWNERS:
            if owner == caller or (caller, owner) == (AGENCY, PARTNER):
                continue
            answer = await _answer(client, _call(world, caller, endpoint, case, world.ids[owner]))
            assert _comparable(answer) == _comparable(reference), (caller, owner, endpoint)


async def test_each_caller_may_do_what_its_kind_may_and_nothing_else(
    client: httpx.AsyncClient, world: World
) -> None:
    for (endpoint, case), caller in product(_deletions_last(), CALLERS):
        own = world.ids.get(caller, world.ids[AGENCY])
        answer = await _answer(client, _call(world, caller, endpoint, case, own))
        if caller in {REVOKED, NOBODY}:
            assert answer.status_code == 401, (caller, endpoint)
        elif caller in case.allowed:
            assert answer.status_code < 300, (caller, endpoint, answer.text)
        else:
            assert answer.status_code == 403, (caller, endpoint)


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: object


def _calls(world: World) -> Iterator[tuple[str, Call]]:
    """Every endpoint by every caller, with every choice of ids."""
    for caller, (endpoint, case) in product(CALLERS, _deletions_last()):
        names = [name for name in IDS if f"{{{name}}}" in endpoint[1]]
        for owners in product([*OWNERS, NOWHERE], repeat=len(names)):
            if endpoint[0] == "DELETE" and caller in owners:
                continue  # others still have to look for it
            ids = {name: world.ids[owner][name] for name, owner in zip(names, owners, strict=True)}
            yield caller, _call(world, caller, endpoint, case, ids)


def _deletions_last() -> list[tuple[tuple[str, str], Case]]:
    """What is part of something else is deleted before it."""
    return sorted(CASES.items(), key=lambda item: (item[0][0] == "DELETE", -item[0][1].count("/")))


def _call(world: World, caller: str, endpoint: tuple[str, str], case: Case, ids: dict[str, str]) -> Call:
    token = world.tokens.get(caller)
    return Call(
        method=endpoint[0],
        path=endpoint[1].format(**ids),
        headers={"Authorization": f"Bearer {token}"} if token else {},
        body=_filled(
            case.body, world.canaries.get(caller, ""), own=world.ids.get(caller, world.ids[NOWHERE])
        ),
    )


async def _answer(client: httpx.AsyncClient, call: Call) -> httpx.Response:
    answer = await client.request(call.method, call.path, headers=call.headers, json=call.body)
    assert answer.status_code < 500, (call, answer.text)
    return answer


def _comparable(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    varying = {"x-request-id", "x-elapsed-ms", "ratelimit"}
    return (
        answer.status_code,
        answer.content,
        {name: value for name, value in answer.headers.items() if name not in varying},
    )


def _filled(body: object, canary: str, *, own: dict[str, str] | None = None) -> object:
    if isinstance(body, str):
        filled = body.replace("{canary}", canary)
        for name, identifier in (own or {}).items():
            filled = filled.replace(f"{{{name}}}", identifier)
        return filled
    if isinstance(body, dict):
        return {key: _filled(value, canary, own=own) for key, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, canary, own=own) for value in body]
    return body
