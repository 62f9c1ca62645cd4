"""The sites of the demonstration, with its openings attached."""

import tomllib
from importlib import resources
from typing import Any
from uuid import UUID

from matching.profile import Town
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import LanguageCode, Shift
from service.demo.material import Material
from service.openings.use_cases import OpeningFilter, openings
from service.staffing.sites.use_cases import (
    SeatsRow,
    SiteDraft,
    SiteFacts,
    attach_opening,
    sites,
    submit_site,
    with_known_towns,
)
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase


async def load_sites(
    database: TenantDatabase, organisation_id: OrganisationId, material: Material, *, taxonomy: Taxonomy
) -> UUID:
    """Return the first site of the demonstration, having made those that are not there yet."""
    source = resources.files("service.demo") / "data" / "sites.toml"
    tables = tomllib.loads(source.read_text(encoding="utf-8"))["site"]
    async with database.tenant(organisation_id) as connection:
        loaded = [await _site(connection, table, material, taxonomy) for table in tables]
    return loaded[0]


async def _site(
    connection: TenantConnection, table: dict[str, Any], material: Material, taxonomy: Taxonomy
) -> UUID:
    known = await sites(connection, after=None, limit=1, named=table["external_id"])
    if known:
        return known[0].id
    facts = SiteFacts(
        town=Town(table["town"], None, None),
        shifts=tuple(Shift(shift) for shift in table["shifts"]),
        shuttle_towns=tuple(Town(name, None, None) for name in table["shuttle_towns"]),
        languages=tuple(LanguageCode(code) for code in table["languages"]),
        investment_mad=table["investment_mad"],
        shares_gaps=True,
    )
    draft = SiteDraft(table["name"], with_known_towns(facts, taxonomy=taxonomy), table["external_id"])
    record, _ = await submit_site(connection, draft)
    for advert in material.openings:
        if advert.external_id.startswith(table["openings"]):
            wanted = OpeningFilter(external_id=advert.external_id)
            for opening in await openings(connection, wanted=wanted, after=None, limit=1):
                seats = SeatsRow(opening.id, headcount=None, starts_on=None, shift=None, priority=1.0)
                await attach_opening(connection, site_id=record.id, seats=seats)
    return record.id
