from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from matching.types import Shift


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site; `about` is JSON."""

    id: UUID
    external_id: str | None
    name: str
    about: str
    revision: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SavedRow:
    """What saving a site says: which one it is, and whether it is a new one."""

    id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class SeatsRow:
    """An opening attached to a site.

    Attributes:
        headcount: Seats; None for the headcount of the opening itself.
        starts_on: First day of work; None for that of the site.
        shift: Worked there; None leaves it to the advert and the site.
        priority: Relative worth of a seat filled; 1 is usual.
    """

    opening_id: UUID
    headcount: int | None
    starts_on: date | None
    shift: Shift | None
    priority: float
