"""A plan leaves as a workbook, a table or a page, and nothing in it is taken for a formula or for markup."""

import io
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from api.dependencies import Resources
from matching.types import CefrLevel
from tests.api.world import Tenants, add_person
from tests.people import Person

ODD = '=HYPERLINK("http://evil.example")<script>'


@pytest.fixture
async def plan(client: httpx.AsyncClient, tenants: Tenants, resources: Resources) -> dict[str, Any]:
    headers = tenants.agency.headers
    await add_person(resources, tenants.agency, Person("Nora", {"fr": CefrLevel.C1}, external_id=ODD))
    await add_person(resources, tenants.agency, Person("Samir", {"fr": CefrLevel.B2}))
    site = {"name": f"Centre {ODD}", "town": "Oujda", "investment_mad": 2_000_000}
    site_id = (await client.post("/v1/sites", json=site, headers=headers)).json()["id"]
    for title in (ODD, "Accueil [jour]", "Accueil  jour"):
        wanted = {"kind": "language", "language": "fr", "level": "C1"}
        body = {"title": title, "requirements": [{"importance": "must", "wanted": wanted}], "headcount": 2}
        opening = (await client.post("/v1/openings", json=body, headers=headers)).json()
        await client.put(f"/v1/sites/{site_id}/openings/{opening['id']}", json={}, headers=headers)
    made: dict[str, Any] = (await client.post(f"/v1/sites/{site_id}/plans", json={}, headers=headers)).json()
    return made


async def export(
    client: httpx.AsyncClient, tenants: Tenants, plan: dict[str, Any], form: str, language: str = "en"
) -> httpx.Response:
    address = f"/v1/sites/{plan['site_id']}/plans/{plan['id']}/export?format={form}"
    answer = await client.get(address, headers={**tenants.agency.headers, "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert f"plan-1.{form}" in answer.headers["Content-Disposition"]
    return answer


async def test_the_workbook_has_the_coverage_and_a_sheet_per_opening(
    client: httpx.AsyncClient, tenants: Tenants, plan: dict[str, Any]
) -> None:
    content = (await export(client, tenants, plan, "xlsx")).content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 4
    assert book.sheet_names[0] == "Coverage"
    assert all(len(name) <= 31 for name in book.sheet_names)
    coverage = book.get_sheet_by_name("Coverage").to_python()
    assert coverage[0][:4] == ["Opening", "Seats", "Filled", "Empty"]
    assert coverage[4][:4] == ["Whole site", 6.0, 1.0, 5.0]
    cells = [
        cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    ]
    assert f"'{ODD}" in cells
    assert not [cell for cell in cells if isinstance(cell, str) and cell.startswith("=")]
    assert any("French C1 instead of B2 costs 1 seat" in str(cell) for cell in cells)
    assert b"<f>" not in content


async def test_the_same_plan_gives_the_same_workbook(
    client: httpx.AsyncClient, tenants: Tenants, plan: dict[str, Any]
) -> None:
    first = await export(client, tenants, plan, "xlsx")
    assert first.content == (await export(client, tenants, plan, "xlsx")).content


async def test_the_table_has_a_line_per_person(
    client: httpx.AsyncClient, tenants: Tenants, plan: dict[str, Any]
) -> None:
    lines = (await export(client, tenants, plan, "csv")).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Opening,Role,No.,Candidate,")
    assert len(lines) == 1 + len(plan["people"])
    assert not [line for line in lines if line.startswith(("=", '"='))]


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
async def test_the_page_shows_what_is_written_and_runs_nothing(
    client: httpx.AsyncClient, tenants: Tenants, plan: dict[str, Any], language: str, direction: str
) -> None:
    answer = await export(client, tenants, plan, "html", language)
    assert f"dir='{direction}'" in answer.text
    assert "<script" not in answer.text
    assert answer.text.count("<rect") == 6
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
