"""What an opening asks for. Every requirement is a must-have or a nice-to-have, with the advert's words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matching.profile import Town
from matching.types import (
    CefrLevel,
    ConceptId,
    EducationLevel,
    LanguageCode,
    Mention,
    Origin,
    Shift,
    Span,
)


class Importance(StrEnum):
    """Whether an opening can be filled without it."""

    MUST = "must"
    NICE = "nice"


@dataclass(frozen=True, slots=True)
class OccupationWanted:
    """The trade of the opening; any of `occupations` fits fully."""

    title: str
    occupations: tuple[ConceptId, ...]


@dataclass(frozen=True, slots=True)
class ExperienceWanted:
    """Months of relevant work.

    Attributes:
        months: Minimum; 0 when experience is asked for without a figure.
        occupations: Trades that count; empty means the trade of the opening and its close neighbours.
        skills: Experience with these counts as relevant (`2 ans de Laravel`); empty when none is named.
        counts_internships: Whether internships count as months.
        excluded: Trades that the advert says do not count (`la tienda no cuenta`).
        is_any_trade: Whether any paid work counts.
        team_size: People led, where leading a team is asked for; else None.
    """

    months: int
    occupations: tuple[ConceptId, ...] = ()
    skills: tuple[ConceptId, ...] = ()
    counts_internships: bool = False
    excluded: tuple[ConceptId, ...] = ()
    is_any_trade: bool = False
    team_size: int | None = None


@dataclass(frozen=True, slots=True)
class EducationWanted:
    """A minimum level, in one of `fields` where the advert names some."""

    level: EducationLevel
    fields: tuple[ConceptId, ...] = ()


class LanguageMode(StrEnum):
    """Which command of a language is meant."""

    ANY = "any"
    SPOKEN = "spoken"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class LanguageWanted:
    """A minimum level of a language; None when the advert names the language alone."""

    language: LanguageCode
    level: CefrLevel | None
    mode: LanguageMode = LanguageMode.ANY


@dataclass(frozen=True, slots=True)
class SkillWanted:
    """Any one of `skills` (`React ou Vue`)."""

    skills: tuple[ConceptId, ...]


@dataclass(frozen=True, slots=True)
class ShiftsWanted:
    """All of `shifts` have to be worked."""

    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class PlaceWanted:
    """Where work is done. `days_on_site` per week; 0 for fully remote work."""

    town: Town | None
    days_on_site: int = 5


@dataclass(frozen=True, slots=True)
class StartWanted:
    """Latest day on which work has to start."""

    latest: date


Wanted = (
    OccupationWanted
    | ExperienceWanted
    | EducationWanted
    | LanguageWanted
    | SkillWanted
    | ShiftsWanted
    | PlaceWanted
    | StartWanted
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing asked for.

    Attributes:
        id: Stable within the opening, readable: `language-fr`, `skill-react`, `experience-1`.
        wanted: What is asked for; its class is the subject.
        importance: Must or nice.
        span: The words of the advert; None for structured input.
        origin: How the requirement was obtained (declared in the advert, inferred from its title, corrected).
        confidence: In [0, 1].
        alternatives: Requirements sharing this number are alternatives: meeting one of them is enough.
    """

    id: str
    wanted: Wanted
    importance: Importance
    span: Span | None
    origin: Origin = Origin.DECLARED
    confidence: float = 1.0
    alternatives: int | None = None


class ProtectedCriterion(StrEnum):
    """Grounds on which nobody may be sorted."""

    AGE = "age"
    GENDER = "gender"
    FAMILY = "family"
    ORIGIN = "origin"
    RELIGION = "religion"
    LOOKS = "looks"
    HEALTH = "health"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Requirements:
    """An advert as understood.

    Attributes:
        language: Main language of the advert.
        title: As written.
        items: Requirements in the order of the advert.
        tasks: Where the duties are described, one span per duty.
        salary_mad: Net dirhams a month, lower and upper bound.
        contract: `CDI`, `CDD`, `internship` ... as a lower-case word.
        refused: Protected criteria that the advert names; they are never used.
    """

    language: LanguageCode
    title: str
    items: tuple[Requirement, ...] = ()
    tasks: tuple[Span, ...] = ()
    headcount: Mention[int] | None = None
    contract: Mention[str] | None = None
    salary_mad: Mention[tuple[int, int]] | None = None
    refused: tuple[Mention[ProtectedCriterion], ...] = ()
