"""What the sites of a region lack, in counts alone, for those who train people and for public bodies."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from matching.assignment.gaps import Proposal
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId
from service.errors import InvalidRequest
from service.openings.stated import town_named
from service.staffing.regions import store
from service.staffing.regions.rows import RegionCell
from service.tenancy import TenantConnection, TenantDatabase

__all__ = ["LEAST_PEOPLE", "RegionCell", "publish_gaps", "region_gaps", "withdraw_gaps"]

LEAST_PEOPLE = 5
"""Fewer people than this are nobody's figure: such cells do not leave the database."""


async def publish_gaps(
    connection: TenantConnection,
    *,
    site_id: UUID,
    town: ConceptId,
    proposals: Sequence[Proposal],
    trades: Mapping[str, ConceptId],
) -> None:
    """Let what a site lacks count in the figures of the region, in place of what counted before.

    Args:
        connection: Of the organisation.
        site_id: Of the site.
        town: Where it is.
        proposals: Of its newest plan.
        trades: Of its openings, by opening id.
    """
    await store.forget_gaps(connection, site_id=site_id)
    named = [
        (it, ",".join(sorted({trades[opening] for opening in it.opening_ids if opening in trades})))
        for it in proposals
    ]
    await store.add_gaps(connection, site_id=site_id, town=town, proposals=named)


async def withdraw_gaps(connection: TenantConnection, *, site_id: UUID) -> None:
    """Let a site count in no figure of the region."""
    await store.forget_gaps(connection, site_id=site_id)


async def region_gaps(database: TenantDatabase, *, town: str | None, taxonomy: Taxonomy) -> list[RegionCell]:
    """Return what the sites of all organisations that share it lack, the most seats first.

    Raises:
        InvalidRequest: no such town is known.
    """
    concept = town_named(town, taxonomy=taxonomy).concept if town is not None else None
    if town is not None and concept is None:
        raise InvalidRequest("No such town is known.", field="town")
    async with database.region() as connection:
        return await store.cells(connection, town=concept, least_people=LEAST_PEOPLE)
