"""What can be done with sites and the openings attached to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from matching.profile import Town
from matching.taxonomy.concepts import Coordinates
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import LanguageCode, Shift
from service.errors import Conflict, InvalidRequest, NotFound
from service.idempotency.use_cases import Effect, KeyUse, erase_answers, once
from service.openings.stated import town_named
from service.openings.use_cases import opening
from service.serialization import from_json, to_json
from service.staffing.regions.use_cases import withdraw_gaps
from service.staffing.sites import store
from service.staffing.sites.rows import SeatsRow, SiteRow
from service.tenancy import TenantConnection

__all__ = [
    "Saved",
    "SeatsRow",
    "SiteDraft",
    "SiteFacts",
    "SiteRecord",
    "attach_opening",
    "change_site",
    "delete_site",
    "detach_opening",
    "site",
    "sites",
    "submit_site",
    "with_known_towns",
]

NO_SUCH_SITE = "There is no such site."
MAX_OPENINGS = 200
NEAREST_TOWN_KM = 20.0
"""A place is taken for the nearest town of the gazetteer up to this far away."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a site says of itself.

    Attributes:
        town: Where it is.
        coordinates: Of the building, or of the town where none are given.
        opens_on: First day of work.
        shifts: That it runs.
        shuttle_towns: From where people are fetched.
        languages: In which it works for its clients.
        investment_mad: Planned, in dirhams.
        shares_gaps: Whether what it lacks is part of the figures of the region.
    """

    town: Town
    coordinates: Coordinates | None = None
    opens_on: date | None = None
    shifts: tuple[Shift, ...] = ()
    shuttle_towns: tuple[Town, ...] = ()
    languages: tuple[LanguageCode, ...] = ()
    investment_mad: int | None = None
    shares_gaps: bool = False


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """A site as someone sends it; the same external id again replaces it."""

    name: str
    facts: SiteFacts
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """A site as it is kept, with the openings attached to it."""

    id: UUID
    external_id: str | None
    name: str
    facts: SiteFacts
    seats: tuple[SeatsRow, ...]
    revision: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of sending a site."""

    site_id: UUID
    is_new: bool


def with_known_towns(facts: SiteFacts, *, taxonomy: Taxonomy) -> SiteFacts:
    """Return the facts with towns of the gazetteer, and coordinates where it knows them.

    A town that it does not know is taken for the nearest one to the coordinates given.

    Raises:
        InvalidRequest: it knows neither the town nor one near the coordinates, a shuttle town, or a language.
    """
    town = town_named(facts.town.name, taxonomy=taxonomy)
    if town.concept is None:
        near = facts.coordinates and taxonomy.nearest_town(facts.coordinates, within_km=NEAREST_TOWN_KM)
        town = replace(town, concept=near.id if near else None)
    if town.concept is None:
        raise InvalidRequest("No such town is known; give coordinates near one.", field="town")
    coordinates = facts.coordinates or taxonomy.concept(town.concept).place
    shuttle_towns = tuple(town_named(stop.name, taxonomy=taxonomy) for stop in facts.shuttle_towns)
    for position, stop in enumerate(shuttle_towns):
        if stop.concept is None:
            raise InvalidRequest("No such town is known.", field=f"shuttle_towns.{position}")
    for position, code in enumerate(facts.languages):
        if f"language/{code}" not in taxonomy:
            raise InvalidRequest("No such language is known.", field=f"languages.{position}")
    return replace(facts, town=town, coordinates=coordinates, shuttle_towns=shuttle_towns)


async def submit_site(
    connection: TenantConnection, draft: SiteDraft, *, key_use: KeyUse | None = None
) -> tuple[SiteRecord, Saved]:
    """Keep a site; one with the same external id is replaced and keeps its openings.

    Raises:
        InvalidRequest: the key was used with another body.
        Conflict: what the key led to has been deleted.
    """

    async def add() -> Effect[Saved]:
        row = await store.add_site(
            connection, external_id=draft.external_id, name=draft.name, about=to_json(SiteFacts, draft.facts)
        )
        if not draft.facts.shares_gaps:
            await withdraw_gaps(connection, site_id=row.id)
        return Effect(subject_id=row.id, answer=Saved(site_id=row.id, is_new=row.is_new))

    saved = await once(connection, key_use, add, kind=Saved)
    return await site(connection, site_id=saved.site_id), saved


async def site(connection: TenantConnection, *, site_id: UUID) -> SiteRecord:
    """Return one site.

    Raises:
        NotFound: the organisation has no such site.
    """
    row = await store.site(connection, site_id=site_id)
    if row is None:
        raise NotFound(NO_SUCH_SITE)
    return _record(row, await store.seats(connection, site_id=site_id))


async def sites(
    connection: TenantConnection, *, after: UUID | None, limit: int, named: str | None = None
) -> list[SiteRecord]:
    """Return sites, the newest first; with `named`, those of that name or external id."""
    rows = await store.sites(connection, after=after, limit=limit, named=named)
    return [_record(row, await store.seats(connection, site_id=row.id)) for row in rows]


async def change_site(
    connection: TenantConnection, *, record: SiteRecord, name: str, facts: SiteFacts
) -> SiteRecord:
    """Return a site as changed by a person who saw `record`.

    Raises:
        Conflict: someone else changed the site at the same moment.
    """
    was_saved = await store.change_site(
        connection,
        site_id=record.id,
        seen_revision=record.revision,
        name=name,
        about=to_json(SiteFacts, facts),
    )
    if not was_saved:
        raise Conflict("The site was changed by someone else at the same moment.")
    if not facts.shares_gaps:
        await withdraw_gaps(connection, site_id=record.id)
    return await site(connection, site_id=record.id)


async def delete_site(connection: TenantConnection, *, site_id: UUID) -> None:
    """Delete a site with its plans; its openings stay.

    Raises:
        NotFound: the organisation has no such site.
    """
    if not await store.delete_site(connection, site_id=site_id):
        raise NotFound(NO_SUCH_SITE)
    await erase_answers(connection, subject_id=site_id)


async def attach_opening(connection: TenantConnection, *, site_id: UUID, seats: SeatsRow) -> SiteRecord:
    """Return a site with an opening attached, or with its seats changed.

    Raises:
        NotFound: the organisation has no such site, or no such opening.
        Conflict: the opening is attached to another site, or the site has too many.
    """
    record = await site(connection, site_id=site_id)
    await opening(connection, opening_id=seats.opening_id)
    if len({seats.opening_id, *(other.opening_id for other in record.seats)}) > MAX_OPENINGS:
        raise Conflict(f"A site takes at most {MAX_OPENINGS} openings.")
    await store.attach(connection, site_id=site_id, seats=seats)
    return await site(connection, site_id=site_id)


async def detach_opening(connection: TenantConnection, *, site_id: UUID, opening_id: UUID) -> None:
    """Take an opening from a site; the opening stays.

    Raises:
        NotFound: there is no such site, or the opening is not attached to it.
    """
    if not await store.detach(connection, site_id=site_id, opening_id=opening_id):
        raise NotFound("The opening is not attached to this site.")


def _record(row: SiteRow, seats: Sequence[SeatsRow]) -> SiteRecord:
    return SiteRecord(
        id=row.id,
        external_id=row.external_id,
        name=row.name,
        facts=from_json(SiteFacts, row.about),
        seats=tuple(seats),
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
