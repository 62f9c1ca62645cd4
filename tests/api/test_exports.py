"""Candidates leave as files that open as they should, and one by one as JSON Resume."""

import csv
import io
import json

import httpx
import pytest
from python_calamine import CalamineWorkbook

from api.dependencies import Resources
from matching.types import CefrLevel
from tests.api.world import Tenants, add_person
from tests.people import Person

PAYLOAD = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
async def people(resources: Resources, tenants: Tenants) -> list[str]:
    found = [
        Person("Salma", {"fr": CefrLevel.C1}, months=24, external_id=PAYLOAD),
        Person(PAYLOAD, {"es": CefrLevel.B2}, trade=PAYLOAD),
    ]
    await add_person(resources, tenants.other_agency, Person("Nadia", {}))
    return [str(await add_person(resources, tenants.agency, person)) for person in found]


async def exported(client: httpx.AsyncClient, tenants: Tenants, form: str) -> bytes:
    answer = await client.get(
        "/v1/candidates/export", params={"format": form}, headers=tenants.agency.headers
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return answer.content


async def test_lines_are_the_bodies_of_single_candidates(
    client: httpx.AsyncClient, tenants: Tenants, people: list[str]
) -> None:
    lines = (await exported(client, tenants, "ndjson")).decode().splitlines()
    single = await client.get(f"/v1/candidates/{people[0]}", headers=tenants.agency.headers)
    assert [json.loads(line)["id"] for line in lines] == people
    assert json.loads(lines[0]) == single.json()


async def test_tables_hold_every_candidate_and_no_formula(
    client: httpx.AsyncClient, tenants: Tenants, people: list[str]
) -> None:
    text = (await exported(client, tenants, "csv")).decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(await exported(client, tenants, "xlsx")))
    assert rows == workbook.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == people
    assert any(PAYLOAD in cell for row in rows for cell in row)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


async def test_a_resume_that_leaves_can_come_back(
    client: httpx.AsyncClient, tenants: Tenants, people: list[str]
) -> None:
    answer = await client.get(f"/v1/candidates/{people[0]}/json-resume", headers=tenants.agency.headers)
    resume = answer.json()
    assert resume["basics"]["label"] == "Conseiller clientèle"
    assert [known["fluency"] for known in resume["languages"]] == ["C1"]
    sent = await client.post("/v1/candidates", json={"json_resume": resume}, headers=tenants.agency.headers)
    assert sent.status_code == 202
    lines = (await exported(client, tenants, "json_resume")).decode().splitlines()
    assert len(lines) == len(people)
