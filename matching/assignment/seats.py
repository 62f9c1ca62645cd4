"""The seats of a site, and what a person has to meet to take one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from matching.assignment.problem import Demand
from matching.profile import Town
from matching.ranking.subjects import Opening
from matching.requirements import (
    Importance,
    OccupationWanted,
    PlaceWanted,
    Requirement,
    ShiftsWanted,
    StartWanted,
    Wanted,
)
from matching.types import Shift

SITE_REQUIREMENT = "site-"
"""Begins the ids of what the site asks for."""

_PLACES, _SHIFTS = 1_000_001, 1_000_002
"""Numbers of alternatives of the site; those of an advert count from 0."""


@dataclass(frozen=True, slots=True)
class SiteTerms:
    """What a site asks of everybody who works there.

    Attributes:
        town: Where it is; None leaves places to the openings.
        shuttle_towns: From where people are fetched: living there, or coming there, is being there.
        shifts: That it runs; whoever refuses all of them cannot work there.
        opens_on: First day of work, where an opening has none of its own.
    """

    town: Town | None = None
    shuttle_towns: tuple[Town, ...] = ()
    shifts: tuple[Shift, ...] = ()
    opens_on: date | None = None


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one opening at the site.

    Attributes:
        opening: Its own requirements make the score.
        demand: How many, and how urgent.
        shift: Worked there; None leaves it to the advert and the site.
        starts_on: First day of work; None for that of the site.
    """

    opening: Opening
    demand: Demand
    shift: Shift | None = None
    starts_on: date | None = None


def must_haves(seats: Seats, *, terms: SiteTerms) -> Opening:
    """Return the opening reduced to what has to be met at this site; without passages to compare.

    Of place, shifts and start, what the site or the seats say takes the place of what the advert says.
    """
    own = seats.opening.requirements
    items = own.items
    for kind, added in _terms(seats, terms):
        if added:
            items = (*(item for item in items if not isinstance(item.wanted, kind)), *added)
    musts = tuple(
        item
        for item in items
        # The trade knocks nobody out, but whoever refuses it is not asked to do it.
        if item.importance is Importance.MUST or isinstance(item.wanted, OccupationWanted)
    )
    return replace(
        seats.opening,
        requirements=replace(own, items=musts, tasks=()),
        segments=(),
        vectors=seats.opening.vectors[:0],
    )


def _terms(seats: Seats, terms: SiteTerms) -> Iterable[tuple[type[Wanted], tuple[Requirement, ...]]]:
    yield PlaceWanted, _places(seats, terms)
    yield ShiftsWanted, _shifts(seats, terms)
    start = seats.starts_on or terms.opens_on
    yield StartWanted, () if start is None else (_must(f"{SITE_REQUIREMENT}start", StartWanted(start)),)


def _places(seats: Seats, terms: SiteTerms) -> tuple[Requirement, ...]:
    """The town, or a town that people are fetched from; nothing for remote work."""
    stated = [r.wanted for r in seats.opening.requirements.items if isinstance(r.wanted, PlaceWanted)]
    days = min((wanted.days_on_site for wanted in stated), default=5)
    if terms.town is None or days == 0:
        return ()
    towns = (terms.town, *terms.shuttle_towns)
    return tuple(
        _must(f"{SITE_REQUIREMENT}place-{n}", PlaceWanted(town, days), alternatives=_PLACES)
        for n, town in enumerate(towns, start=1)
    )


def _shifts(seats: Seats, terms: SiteTerms) -> tuple[Requirement, ...]:
    """The shift of the seats; else what the advert says; else any shift of the site."""
    if seats.shift is not None:
        return (_must(f"{SITE_REQUIREMENT}shift", ShiftsWanted((seats.shift,))),)
    is_stated = any(isinstance(r.wanted, ShiftsWanted) for r in seats.opening.requirements.items)
    if is_stated:
        return ()
    return tuple(
        _must(f"{SITE_REQUIREMENT}shift-{shift}", ShiftsWanted((shift,)), alternatives=_SHIFTS)
        for shift in terms.shifts
    )


def _must(identifier: str, wanted: Wanted, *, alternatives: int | None = None) -> Requirement:
    return Requirement(identifier, wanted, Importance.MUST, span=None, alternatives=alternatives)
