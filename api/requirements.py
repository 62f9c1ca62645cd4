"""Requirements as plain JSON, both ways: what is wanted as one object per subject, told apart by `kind`."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, StrictBool, StringConstraints

from api.models import RequestModel, ShortText
from matching.profile import Town
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    Importance,
    LanguageMode,
    LanguageWanted,
    OccupationWanted,
    PlaceWanted,
    ShiftsWanted,
    SkillWanted,
    StartWanted,
    Wanted,
)
from matching.types import CefrLevel, ConceptId, EducationLevel, LanguageCode, Shift

_CONCEPT = "Ids of the taxonomy, or names as people write them, in French, English, Spanish or Arabic."

Concepts = Annotated[tuple[ShortText, ...], Field(max_length=20, description=_CONCEPT)]


def _written_day(value: object) -> object:
    """Let a day be written as `2031-03-01` and in no other way."""
    return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2031-03-01") else value


Day = Annotated[date, Field(strict=True), BeforeValidator(_written_day)]


class EducationLabel(StrEnum):
    """Years of study after the baccalaureate."""

    NONE = "none"
    BAC = "bac"
    BAC_2 = "bac+2"
    BAC_3 = "bac+3"
    BAC_5 = "bac+5"
    BAC_8 = "bac+8"


class CefrLabel(StrEnum):
    """Levels of the Common European Framework, and native speakers."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    NATIVE = "native"


class OccupationModel(RequestModel):
    """The trade of the opening; any of the occupations fits fully."""

    kind: Literal["occupation"]
    title: ShortText
    any_of: Concepts = ()


class ExperienceModel(RequestModel):
    """Months of work, in the trade of the opening unless occupations or skills are named."""

    kind: Literal["experience"]
    months: Annotated[int, Field(strict=True, ge=0, le=600)]
    occupations: Concepts = ()
    skills: Concepts = ()
    excluded: Concepts = ()
    counts_internships: StrictBool = False
    is_any_trade: StrictBool = False
    team_size: Annotated[int, Field(strict=True, ge=1, le=10_000)] | None = None


class EducationModel(RequestModel):
    """A minimum level of studies, in one of the fields where some are named."""

    kind: Literal["education"]
    level: EducationLabel
    fields_of_study: Concepts = ()


class LanguageModel(RequestModel):
    """A minimum level of a language; null when any command of it will do."""

    kind: Literal["language"]
    language: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z]{2,20}$"),
        Field(description="ISO 639 code (`fr`) or English name."),
    ]
    level: CefrLabel | None = None
    mode: LanguageMode = LanguageMode.ANY


class SkillModel(RequestModel):
    """Any one of these skills or tools."""

    kind: Literal["skill"]
    any_of: Annotated[Concepts, Field(min_length=1)]


class ShiftsModel(RequestModel):
    """All of these have to be worked."""

    kind: Literal["shifts"]
    shifts: Annotated[tuple[Shift, ...], Field(min_length=1, max_length=len(Shift))]


class PlaceModel(RequestModel):
    """Where work is done; 0 days on site for fully remote work."""

    kind: Literal["place"]
    town: ShortText | None = None
    days_on_site: Annotated[int, Field(strict=True, ge=0, le=7)] = 5


class StartModel(RequestModel):
    """The latest day on which work has to start."""

    kind: Literal["start"]
    latest: Day


WantedModel = Annotated[
    OccupationModel
    | ExperienceModel
    | EducationModel
    | LanguageModel
    | SkillModel
    | ShiftsModel
    | PlaceModel
    | StartModel,
    Field(discriminator="kind"),
]


class RequirementInput(RequestModel):
    """One thing asked for."""

    importance: Importance = Importance.MUST
    wanted: WantedModel


_EDUCATION: Final[Mapping[EducationLabel, EducationLevel]] = MappingProxyType(
    {EducationLabel(level.label): level for level in EducationLevel}
)


def as_stated(model: WantedModel) -> Wanted:  # noqa: PLR0911  one case per subject
    """Return what a client wants; concepts stay as written until `service.openings` resolves them."""
    match model:
        case OccupationModel():
            return OccupationWanted(title=model.title, occupations=_ids(model.any_of))
        case ExperienceModel():
            return ExperienceWanted(
                months=model.months,
                occupations=_ids(model.occupations),
                skills=_ids(model.skills),
                counts_internships=model.counts_internships,
                excluded=_ids(model.excluded),
                is_any_trade=model.is_any_trade,
                team_size=model.team_size,
            )
        case EducationModel():
            return EducationWanted(level=_EDUCATION[model.level], fields=_ids(model.fields_of_study))
        case LanguageModel():
            level = CefrLevel[model.level.name] if model.level else None
            return LanguageWanted(language=LanguageCode(model.language), level=level, mode=model.mode)
        case SkillModel():
            return SkillWanted(skills=_ids(model.any_of))
        case ShiftsModel():
            return ShiftsWanted(shifts=tuple(dict.fromkeys(model.shifts)))
        case PlaceModel():
            town = Town(name=model.town, concept=None, distance_km=None) if model.town else None
            return PlaceWanted(town=town, days_on_site=model.days_on_site)
        case StartModel():
            return StartWanted(latest=model.latest)


def as_model(wanted: Wanted) -> WantedModel:  # noqa: PLR0911  one case per subject
    """Return what is wanted as plain JSON; sent back to us it means the same.

    Unchecked, because an advert may ask for more than a client may: 30 skills, 80 years.
    """
    match wanted:
        case OccupationWanted():
            return OccupationModel.model_construct(
                kind="occupation", title=wanted.title, any_of=wanted.occupations
            )
        case ExperienceWanted():
            return ExperienceModel.model_construct(
                kind="experience",
                months=wanted.months,
                occupations=wanted.occupations,
                skills=wanted.skills,
                excluded=wanted.excluded,
                counts_internships=wanted.counts_internships,
                is_any_trade=wanted.is_any_trade,
                team_size=wanted.team_size,
            )
        case EducationWanted():
            level = EducationLabel(wanted.level.label)
            return EducationModel.model_construct(
                kind="education", level=level, fields_of_study=wanted.fields
            )
        case LanguageWanted():
            return LanguageModel.model_construct(
                kind="language",
                language=wanted.language,
                level=CefrLabel[wanted.level.name] if wanted.level else None,
                mode=wanted.mode,
            )
        case SkillWanted():
            return SkillModel.model_construct(kind="skill", any_of=wanted.skills)
        case ShiftsWanted():
            return ShiftsModel.model_construct(kind="shifts", shifts=wanted.shifts)
        case PlaceWanted():
            town = wanted.town.name if wanted.town else None
            return PlaceModel.model_construct(kind="place", town=town, days_on_site=wanted.days_on_site)
        case StartWanted():
            return StartModel.model_construct(kind="start", latest=wanted.latest)


def concepts_of(wanted: Wanted) -> tuple[ConceptId, ...]:  # noqa: PLR0911  one case per subject
    """Return the concepts that are named, in their order."""
    match wanted:
        case OccupationWanted():
            return wanted.occupations
        case ExperienceWanted():
            return (*wanted.occupations, *wanted.skills, *wanted.excluded)
        case EducationWanted():
            return wanted.fields
        case SkillWanted():
            return wanted.skills
        case LanguageWanted():
            return (ConceptId(f"language/{wanted.language}"),)
        case PlaceWanted():
            return (wanted.town.concept,) if wanted.town and wanted.town.concept else ()
        case ShiftsWanted() | StartWanted():
            return ()


def _ids(names: tuple[str, ...]) -> tuple[ConceptId, ...]:
    return tuple(ConceptId(name) for name in names)
