"""What is known of a candidate. Identity is apart, and never reaches an encoder, a feature or a score."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matching.types import CefrLevel, ConceptId, EducationLevel, LanguageCode, Mention, Shift, Span


class EngagementKind(StrEnum):
    """The frame in which work was done; only paid kinds count as years of experience."""

    JOB = "job"
    FREELANCE = "freelance"
    TEACHING = "teaching"
    INTERNSHIP = "internship"
    APPRENTICESHIP = "apprenticeship"
    VOLUNTEERING = "volunteering"

    @property
    def is_paid_work(self) -> bool:
        """Whether months of this kind count as professional experience."""
        return self in {EngagementKind.JOB, EngagementKind.FREELANCE, EngagementKind.TEACHING}


@dataclass(frozen=True, slots=True)
class Period:
    """When something took place, as far as the text says.

    Attributes:
        start: First day of the first month; None when only a duration is stated.
        end: First day of the last month, inclusive; the reference month when `is_current`.
        months: Calendar months, first and last included; a year-only range counts as the difference of years.
        is_current: Whether it goes on at the reference date.
        is_year_only: Whether the text gives years without months.
    """

    start: date | None
    end: date | None
    months: int
    is_current: bool = False
    is_year_only: bool = False


@dataclass(frozen=True, slots=True)
class Experience:
    """One occupation held.

    Attributes:
        span: The whole block of text about it: heading and description.
        title: The job title as written.
        occupation: The taxonomy concept of the title.
        employer: As written.
        period: None when the text gives no date or duration.
        skills: Skills and tools named inside the block.
        description: Where the duties are described; None when nothing but a heading is written.
    """

    span: Span
    title: Mention[str] | None
    occupation: Mention[ConceptId] | None
    employer: Mention[str] | None
    period: Mention[Period] | None
    kind: EngagementKind = EngagementKind.JOB
    skills: tuple[ConceptId, ...] = ()
    description: Span | None = None


@dataclass(frozen=True, slots=True)
class Diploma:
    """One diploma or course of study. `is_obtained` is False for studies unfinished or in progress."""

    level: Mention[EducationLevel]
    is_obtained: bool
    field: Mention[str] | None = None
    field_concept: ConceptId | None = None
    school: Mention[str] | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class LanguageSkill:
    """Command of one language. `level` is None when the language is named without a level.

    `stated` is the level as written (`courant`, `B2`, `4/5`); spoken and written levels are given only
    where the text tells them apart.
    """

    language: LanguageCode
    level: Mention[CefrLevel] | None
    span: Span | None
    stated: str | None = None
    spoken: CefrLevel | None = None
    written: CefrLevel | None = None


class SkillStanding(StrEnum):
    """How a skill is claimed."""

    SUPPORTED = "supported"  # an experience, internship or diploma uses it
    LISTED = "listed"  # named in a list, nothing behind it
    BASIC = "basic"  # "notions de", "débutant"
    WISHED = "wished"  # "souhaite apprendre"
    DENIED = "denied"  # "pas d'expérience en"


@dataclass(frozen=True, slots=True)
class SkillClaim:
    """One skill or tool. `months` sums the paid experiences that use it; `last_used` is a calendar year."""

    skill: ConceptId
    standing: SkillStanding
    spans: tuple[Span, ...]
    months: int = 0
    last_used: int | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the gazetteer, or one it does not know (then without concept and distance).

    `distance_km` is the great-circle distance to Oujda.
    """

    name: str
    concept: ConceptId | None
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Mobility:
    """Where a person is ready to work.

    Attributes:
        moves_to: Towns the person says they will move or commute to; `occupation`-independent.
        only_in: Towns outside which the person refuses to work; empty when none is refused.
        remote_only: Whether on-site work is refused.
        moves_anywhere: Whether the person says they will move wherever needed.
    """

    moves_to: tuple[Mention[Town], ...] = ()
    only_in: tuple[Mention[Town], ...] = ()
    remote_only: Mention[bool] | None = None
    moves_anywhere: Mention[bool] | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """When a person can work. A shift in neither list is not stated.

    `available_from` is the earliest day stated (the reference day for "immediately");
    `notice_days` is the notice period.
    """

    available_from: Mention[date] | None = None
    notice_days: Mention[int] | None = None
    accepted_shifts: tuple[Mention[Shift], ...] = ()
    refused_shifts: tuple[Mention[Shift], ...] = ()


class Flag(StrEnum):
    """What a recruiter should look at; neutral, never a reason to reject."""

    KEYWORD_STUFFING = "keyword_stuffing"
    INSTRUCTION_TO_READER = "instruction_to_reader"
    INVISIBLE_TEXT = "invisible_text"
    COPIED_FROM_ADVERT = "copied_from_advert"


_A_YEAR = 366  # days


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything about a candidate that may enter a score. Most recent first in each list.

    Attributes:
        months_of_experience: Paid work in any trade, overlaps counted once, as of the reference date.
        wanted_occupations: Occupations the person says they look for (headline, objective).
        refused_occupations: Occupations the person says they will not do, or not do again.
        headline: The trade the person presents themselves by, above or beside the name.
        masked: Spans of identity in the text (name, contact, birth, gender, family, national id, photo);
            they are blanked before anything is encoded.
        salary_expectation_mad: Net dirhams a month.
        reference_date: "Today" at the time of reading.
    """

    language: LanguageCode
    reference_date: date
    experiences: tuple[Experience, ...] = ()
    months_of_experience: int = 0
    diplomas: tuple[Diploma, ...] = ()
    languages: tuple[LanguageSkill, ...] = ()
    skills: tuple[SkillClaim, ...] = ()
    town: Mention[Town] | None = None
    mobility: Mobility = Mobility()
    availability: Availability = Availability()
    salary_expectation_mad: Mention[int] | None = None
    headline: Mention[str] | None = None
    wanted_occupations: tuple[Mention[ConceptId], ...] = ()
    refused_occupations: tuple[Mention[ConceptId], ...] = ()
    flags: tuple[Mention[Flag], ...] = ()
    masked: tuple[Span, ...] = ()

    @property
    def latest_title(self) -> str:
        """The title of the most recent paid work as written, else the headline, else nothing.

        For work of the last year that has no title of its own, the headline says what it is.
        """
        jobs = [e for e in self.experiences if e.kind.is_paid_work]
        titles = [e.title.value for e in jobs if e.title]
        end = jobs[0].period.value.end if jobs and jobs[0].period else None
        is_recent = end is not None and (self.reference_date - end).days <= _A_YEAR
        is_named = bool(titles) and (jobs[0].title is not None or not is_recent)
        if self.headline and not is_named:
            return self.headline.value
        return titles[0] if titles else ""

    @property
    def education_level(self) -> EducationLevel | None:
        """The highest diploma obtained; None when the text names no studies at all."""
        if not self.diplomas:
            return None
        obtained = [diploma.level.value for diploma in self.diplomas if diploma.is_obtained]
        return max(obtained, default=EducationLevel.NONE)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the person is. Kept in a store of its own. Phones in E.164 where they parse, else as written."""

    name: Mention[str] | None = None
    emails: tuple[Mention[str], ...] = ()
    phones: tuple[Mention[str], ...] = ()
    links: tuple[Mention[str], ...] = ()


@dataclass(frozen=True, slots=True)
class CvReading:
    """A CV as read: the profile that may be scored, and the identity that may not."""

    profile: Profile
    identity: Identity
