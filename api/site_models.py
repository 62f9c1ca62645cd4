"""Bodies about sites and the openings attached to them."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from api.models import AnswerModel, ExternalId, RequestModel, ShortText
from api.opening_models import Headcount
from api.requirements import Day
from matching.profile import Town
from matching.taxonomy.concepts import Coordinates
from matching.types import LanguageCode, Shift
from service.staffing.sites.use_cases import SeatsRow, SiteDraft, SiteFacts, SiteRecord

Latitude = Annotated[float, Field(strict=True, ge=-90, le=90)]
Longitude = Annotated[float, Field(strict=True, ge=-180, le=180)]
Shifts = Annotated[tuple[Shift, ...], Field(max_length=7, description="Shifts that the site runs.")]
Towns = Annotated[
    tuple[ShortText, ...],
    Field(max_length=50, description="Towns from which people are fetched: living there is being there."),
]
Languages = Annotated[
    tuple[ShortText, ...], Field(max_length=20, description="Codes of the languages of the clients.")
]
Investment = Annotated[int, Field(strict=True, ge=0, le=10**13, description="Planned, in dirhams.")]
Priority = Annotated[
    float, Field(strict=True, gt=0, le=100, description="Relative worth of a seat filled; 1 is usual.")
]

SITE_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "call-centre": {
        "summary": "A call centre with a shuttle",
        "value": {
            "name": "Centre Angad",
            "town": "Oujda",
            "opens_on": "2031-09-01",
            "shifts": ["day", "evening", "weekend"],
            "shuttle_towns": ["Berkane", "Jerada"],
            "languages": ["fr", "es"],
            "investment_mad": 12_000_000,
            "external_id": "angad",
        },
    },
    "point": {
        "summary": "A place known by its coordinates",
        "value": {"name": "Parc technologique", "town": "Technopole", "latitude": 34.66, "longitude": -1.9},
    },
}
SITE_PATCH_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "later": {"summary": "It opens later", "value": {"opens_on": "2031-10-01"}},
    "no-shuttle": {"summary": "Nobody is fetched", "value": {"shuttle_towns": []}},
}
SEATS_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "evening": {
        "summary": "Twenty seats in the evening, from September",
        "value": {"headcount": 20, "shift": "evening", "starts_on": "2031-09-01", "priority": 2.0},
    },
    "as-advertised": {"summary": "As the opening says", "value": {}},
}


class SiteInput(RequestModel):
    """A site. A town that we do not know is taken for the one nearest to the coordinates."""

    name: ShortText
    town: ShortText
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    opens_on: Day | None = None
    shifts: Shifts = ()
    shuttle_towns: Towns = ()
    languages: Languages = ()
    investment_mad: Investment | None = None
    shares_gaps: StrictBool = Field(
        default=False, description="Whether what the site lacks counts in the figures of the region."
    )
    external_id: ExternalId | None = None

    @model_validator(mode="after")
    def _has_both_coordinates(self) -> Self:
        _check_coordinates(self.latitude, self.longitude)
        return self

    def draft(self) -> SiteDraft:
        """Return what is sent, for the use case."""
        facts = SiteFacts(
            town=_town(self.town),
            coordinates=_coordinates(self.latitude, self.longitude),
            opens_on=self.opens_on,
            shifts=tuple(dict.fromkeys(self.shifts)),
            shuttle_towns=tuple(_town(name) for name in self.shuttle_towns),
            languages=tuple(LanguageCode(code) for code in dict.fromkeys(self.languages)),
            investment_mad=self.investment_mad,
            shares_gaps=self.shares_gaps,
        )
        return SiteDraft(name=self.name, facts=facts, external_id=self.external_id)


class SitePatch(RequestModel):
    """What a person changes; what is left out stays, and null takes away."""

    name: ShortText = ""
    town: ShortText = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    opens_on: Day | None = None
    shifts: Shifts = ()
    shuttle_towns: Towns = ()
    languages: Languages = ()
    investment_mad: Investment | None = None
    shares_gaps: StrictBool = False

    @model_validator(mode="after")
    def _has_both_coordinates(self) -> Self:
        _check_coordinates(self.latitude, self.longitude)
        return self

    def name_after(self, record: SiteRecord) -> str:
        """Return the name of the site after the change."""
        return self.name if "name" in self.model_fields_set else record.name

    def facts_after(self, record: SiteRecord) -> SiteFacts:
        """Return what the site says of itself after the change."""
        before = SiteInput.model_construct(**_as_input(record.facts))
        given = {name: getattr(self, name) for name in self.model_fields_set - {"name"}}
        if "town" in given and not {"latitude", "longitude"} & set(given):
            given |= {"latitude": None, "longitude": None}
        return before.model_copy(update={"name": record.name, **given}).draft().facts


class SeatsInput(RequestModel):
    """The seats of an opening at a site; what is left out is as the opening, or the site, says."""

    headcount: Headcount | None = None
    starts_on: Day | None = None
    shift: Shift | None = None
    priority: Priority = 1.0

    def seats(self, opening_id: UUID) -> SeatsRow:
        """Return the seats, for the use case."""
        return SeatsRow(
            opening_id=opening_id,
            headcount=self.headcount,
            starts_on=self.starts_on,
            shift=self.shift,
            priority=self.priority,
        )


class SeatsAnswer(AnswerModel):
    """An opening attached to a site."""

    opening_id: UUID
    headcount: int | None
    starts_on: date | None
    shift: Shift | None
    priority: float


class SiteAnswer(AnswerModel):
    """A site with the openings attached to it."""

    id: UUID
    external_id: str | None
    name: str
    town: str
    latitude: float | None
    longitude: float | None
    opens_on: date | None
    shifts: list[Shift]
    shuttle_towns: list[str]
    languages: list[str]
    investment_mad: int | None
    shares_gaps: bool
    openings: list[SeatsAnswer]
    revision: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, record: SiteRecord) -> Self:
        """Return the body about one site."""
        return cls(
            id=record.id,
            external_id=record.external_id,
            name=record.name,
            **{name: value for name, value in _as_input(record.facts).items() if name != "name"},
            openings=[
                SeatsAnswer(
                    opening_id=row.opening_id,
                    headcount=row.headcount,
                    starts_on=row.starts_on,
                    shift=row.shift,
                    priority=row.priority,
                )
                for row in record.seats
            ],
            revision=record.revision,
            created_at=record.created_at,
            updated_at=record.updated_at,
        )


class SiteList(AnswerModel):
    """Sites, the newest first. Without `next_cursor` there are no more."""

    sites: list[SiteAnswer]
    next_cursor: str | None


def _as_input(facts: SiteFacts) -> dict[str, Any]:
    return {
        "town": facts.town.name,
        "latitude": facts.coordinates.latitude if facts.coordinates else None,
        "longitude": facts.coordinates.longitude if facts.coordinates else None,
        "opens_on": facts.opens_on,
        "shifts": facts.shifts,
        "shuttle_towns": tuple(town.name for town in facts.shuttle_towns),
        "languages": facts.languages,
        "investment_mad": facts.investment_mad,
        "shares_gaps": facts.shares_gaps,
    }


def _town(name: str) -> Town:
    return Town(name=name, concept=None, distance_km=None)


def _coordinates(latitude: float | None, longitude: float | None) -> Coordinates | None:
    return None if latitude is None or longitude is None else Coordinates(latitude, longitude)


def _check_coordinates(latitude: float | None, longitude: float | None) -> None:
    if (latitude is None) != (longitude is None):
        raise PydanticCustomError("own_coordinates", "Latitude and longitude go together.")
