"""A site planned from the command line."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from matching.profile import Town
from service.errors import InvalidRequest, NotFound
from service.settings import DatabaseSettings, Settings
from service.staffing.console import PlanCommand, coverage_table, plan_from_console
from service.staffing.plans.values import PlanRequest
from service.staffing.sites.use_cases import SiteDraft, SiteFacts, submit_site
from service.tenancy import TenantDatabase
from tests.factories import Tenant

FACTS = SiteFacts(town=Town("Oujda", None, None))


def command(site: str, organisation: str | None = None, export: Path | None = None) -> PlanCommand:
    return PlanCommand(site, organisation, PlanRequest(), "en", export)


@pytest.fixture
def settings(database_settings: DatabaseSettings) -> Settings:
    return replace(Settings(), database=database_settings)


async def test_a_site_is_found_by_its_name_followed_shown_and_written(
    *,
    settings: Settings,
    tenant_database: TenantDatabase,
    agency: Tenant,
    other_agency: Tenant,
    tmp_path: Path,
) -> None:
    for owner in (agency, other_agency):
        async with tenant_database.tenant(owner.id) as connection:
            await submit_site(connection, SiteDraft("Centre Angad", FACTS))
    told: list[float] = []
    file = tmp_path / "plan.html"
    sheet = await plan_from_console(
        command("Centre Angad", agency.name, file),
        settings=settings,
        progress=lambda _stage, share: told.append(share),
    )
    assert told[-1] == 1.0
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    shown = io.StringIO()
    Console(file=shown, width=200).print(coverage_table(sheet))
    assert "Whole site" in shown.getvalue()
    with pytest.raises(InvalidRequest, match="Several sites"):
        await plan_from_console(command("Centre Angad"), settings=settings, progress=lambda *_: None)
    with pytest.raises(NotFound):
        await plan_from_console(command("Nowhere"), settings=settings, progress=lambda *_: None)


async def test_a_file_of_no_known_form_is_refused_before_anything_is_planned(settings: Settings) -> None:
    wanted = command("Centre Angad", export=Path("plan.pdf"))
    with pytest.raises(InvalidRequest, match=r"\.xlsx"):
        await plan_from_console(wanted, settings=settings, progress=lambda *_: None)
