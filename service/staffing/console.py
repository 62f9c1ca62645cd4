"""A site planned from the command line: found by its name, followed, and shown as a table."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from rich.table import Table
from rich.text import Text

from matching.assignment.support import load_schemes
from matching.assignment.wording import PlanWording
from matching.explanation.wording import Wording
from matching.ranking.scorer import Scorer
from matching.taxonomy.loading import load_taxonomy
from service.errors import InvalidRequest, NotFound
from service.inference import Inference
from service.matches.matcher import Matcher
from service.matches.pools import PoolCache
from service.matches.use_cases import Ranker
from service.openings.reading import OpeningReader
from service.organisations.use_cases import find_organisation, list_organisations
from service.settings import Settings
from service.staffing.exports.sheet import PlanSheet
from service.staffing.exports.use_cases import Exporter, ExportForm, exported
from service.staffing.plans.planner import SitePlanner
from service.staffing.plans.use_cases import make_plan
from service.staffing.plans.values import PlanRequest
from service.staffing.plans.watching import PlanWatch
from service.staffing.sites.use_cases import NO_SUCH_SITE, SiteRecord, site, sites
from service.tenancy import OrganisationId, TenantDatabase

_BAR_WIDTH = 24
_LOOK_SECONDS = 0.1

Progress = Callable[[str, float], None]
"""Told what is being done, and what share of the whole is done."""


@dataclass(frozen=True, slots=True)
class PlanCommand:
    """What was asked for on the command line.

    Attributes:
        site: Name, external id or id.
        organisation: Name or id of whose site it is; None looks at all.
        language: Of the sentences.
        export: Where a file is written, in the form its ending says; None for nowhere.
    """

    site: str
    organisation: str | None
    request: PlanRequest
    language: str
    export: Path | None = None


async def plan_from_console(command: PlanCommand, *, settings: Settings, progress: Progress) -> PlanSheet:
    """Return a plan that was made, kept and perhaps written to a file.

    Raises:
        NotFound: there is no such site, or no such organisation.
        InvalidRequest: several organisations have such a site, or the file has no known ending.
    """
    form = _form(command.export)
    async with (
        TenantDatabase.open(settings.database) as database,
        Inference.open(settings.encoder) as inference,
    ):
        owner, record = await _find_site(database, command)
        planner = _planner(inference)
        watch = PlanWatch(time_limit_seconds=command.request.time_limit_seconds)
        following = asyncio.create_task(_follow(watch, progress))
        try:
            plan = await make_plan(
                database, owner, site_id=record.id, request=command.request, planner=planner, watch=watch
            )
        finally:
            following.cancel()
        progress("done", 1.0)
        wording = PlanWording.load(Wording.load(planner.ranker.matcher.taxonomy))
        async with database.tenant(owner) as connection:
            sheet = await Exporter(wording, planner.schemes).sheet(
                connection, site_id=record.id, plan_id=plan.id, language=command.language
            )
    if command.export is not None and form is not None:
        await asyncio.to_thread(command.export.write_bytes, exported(sheet, form))
    return sheet


def coverage_table(sheet: PlanSheet) -> Table:
    """Return how far each opening is filled, with a bar."""
    table = Table(box=None)
    for column, name in enumerate(sheet.coverage_columns()):
        table.add_column(name, justify="right" if column else "left", overflow="fold")
    table.add_column("")
    for cells in sheet.coverage_cells():
        table.add_row(*(Text(str(cell)) for cell in cells), _bar(int(cells[2]), int(cells[1])))
    return table


def _bar(n_filled: int, n_seats: int) -> Text:
    n_full = round(_BAR_WIDTH * n_filled / n_seats) if n_seats else 0
    return Text.assemble(("█" * n_full, "green"), ("░" * (_BAR_WIDTH - n_full), "yellow"))


def _form(export: Path | None) -> ExportForm | None:
    if export is None:
        return None
    try:
        return ExportForm(export.suffix.removeprefix(".").lower())
    except ValueError:
        raise InvalidRequest("The file to be written ends with .xlsx, .csv or .html.") from None


def _planner(inference: Inference) -> SitePlanner:
    taxonomy = load_taxonomy()
    ranker = Ranker(
        matcher=Matcher(taxonomy, Scorer.default()),
        openings=OpeningReader(taxonomy, inference),
        pools=PoolCache(taxonomy=taxonomy, encoder=inference.description),
    )
    return SitePlanner(ranker, load_schemes())


async def _follow(watch: PlanWatch, progress: Progress) -> None:
    while True:
        progress(watch.stage or "reading the pool", watch.progress)
        await asyncio.sleep(_LOOK_SECONDS)


async def _find_site(database: TenantDatabase, command: PlanCommand) -> tuple[OrganisationId, SiteRecord]:
    if command.organisation is None:
        owners = [row.id for row in await list_organisations(database)]
    else:
        owners = [(await find_organisation(database, command.organisation)).id]
    found = [
        (OrganisationId(owner), record)
        for owner in owners
        for record in await _sites_named(database, OrganisationId(owner), command.site)
    ]
    if not found:
        raise NotFound(NO_SUCH_SITE)
    if len(found) > 1:
        raise InvalidRequest("Several sites are called so: give an id, or --organisation.")
    return found[0]


async def _sites_named(database: TenantDatabase, owner: OrganisationId, name: str) -> list[SiteRecord]:
    async with database.tenant(owner) as connection:
        with suppress(ValueError, NotFound):
            return [await site(connection, site_id=UUID(name))]
        return await sites(connection, after=None, limit=2, named=name)
