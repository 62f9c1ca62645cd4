"""What a person says about a candidate against what was read; it outlives every new reading."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from matching.profile import (
    Availability,
    Diploma,
    EngagementKind,
    Experience,
    Identity,
    LanguageSkill,
    Mobility,
    Period,
    Profile,
    SkillClaim,
    SkillStanding,
    Town,
)
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, ConceptId, EducationLevel, LanguageCode, Mention, Origin, Shift, Span
from service.errors import InvalidRequest

T = TypeVar("T")

OUJDA = "town/oujda"
_NOWHERE = Span(0, 0)

# No control characters: PostgreSQL cannot keep U+0000, and the others have no place in a name.
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
Language = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]
Months = Annotated[int, Field(ge=0, le=720)]
Year = Annotated[int, Field(ge=1950, le=2100)]

_EDUCATION = {level.label: level for level in EducationLevel}


class _Correction(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class CorrectedLanguage(_Correction):
    """A language and how well it is mastered."""

    language: Language
    """ISO 639 code, e.g. `fr`."""
    level: Annotated[str, StringConstraints(pattern="^(A1|A2|B1|B2|C1|C2|native)$")] | None
    """CEFR level; null when the person does not master the language at all."""


class CorrectedSkill(_Correction):
    """A skill and how it is claimed."""

    skill: Words
    """Taxonomy id such as `skill/react`, or a name."""
    standing: SkillStanding = SkillStanding.SUPPORTED
    months: Months = 0
    """Months of paid work with it."""


class CorrectedDiploma(_Correction):
    """One diploma."""

    level: Annotated[str, StringConstraints(pattern=r"^(none|bac|bac\+[2358])$")]
    field: Words | None = None
    school: Words | None = None
    year: Year | None = None
    is_obtained: bool = True


class CorrectedExperience(_Correction):
    """One occupation held."""

    title: Words
    employer: Words | None = None
    start: date | None = None
    end: date | None = None
    """Last month worked; null while it goes on."""
    months: Months | None = None
    """Where the dates are not known."""
    kind: EngagementKind = EngagementKind.JOB


class Corrections(_Correction):
    """Values that a person states about a candidate, in place of those that were read.

    `languages` and `skills` correct the entries they name; `diplomas` and `experiences` replace all.
    """

    name: Words | None = None
    emails: Annotated[tuple[Words, ...], Field(max_length=10)] | None = None
    phones: Annotated[tuple[Words, ...], Field(max_length=10)] | None = None
    town: Words | None = None
    """Where the person lives."""
    months_of_experience: Months | None = None
    """Paid work in any trade."""
    languages: Annotated[tuple[CorrectedLanguage, ...], Field(max_length=20)] | None = None
    skills: Annotated[tuple[CorrectedSkill, ...], Field(max_length=100)] | None = None
    diplomas: Annotated[tuple[CorrectedDiploma, ...], Field(max_length=20)] | None = None
    experiences: Annotated[tuple[CorrectedExperience, ...], Field(max_length=50)] | None = None
    available_from: date | None = None
    accepted_shifts: tuple[Shift, ...] | None = None
    refused_shifts: tuple[Shift, ...] | None = None
    moves_anywhere: bool | None = None
    salary_expectation_mad: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """Net dirhams a month."""

    def merged(self, patch: "Corrections") -> "Corrections":
        """Return these corrections with those that `patch` sets; a field set to null is withdrawn."""
        return Corrections.model_validate({**self.stated(), **patch.stated()})

    def stated(self) -> dict[str, object]:
        """Return the fields that were set, null ones included."""
        return self.model_dump(exclude_unset=True)


def corrected_identity(identity: Identity, corrections: Corrections) -> Identity:
    """Return the identity with a person's corrections in place of what was read."""
    if corrections.name is not None:
        identity = replace(identity, name=_stated(corrections.name))
    if corrections.emails is not None:
        identity = replace(identity, emails=tuple(map(_stated, corrections.emails)))
    if corrections.phones is not None:
        identity = replace(identity, phones=tuple(map(_stated, corrections.phones)))
    return identity


def corrected_profile(profile: Profile, corrections: Corrections, *, taxonomy: Taxonomy) -> Profile:
    """Return the profile with a person's corrections in place of what was read.

    Raises:
        InvalidRequest: a skill is named that the taxonomy does not know.
    """
    profile = _with_work(profile, corrections, taxonomy)
    profile = _with_knowledge(profile, corrections, taxonomy)
    return _with_circumstances(profile, corrections, taxonomy)


def _with_work(profile: Profile, corrections: Corrections, taxonomy: Taxonomy) -> Profile:
    if corrections.experiences is not None:
        today = profile.reference_date
        experiences = tuple(_experience(stated, today, taxonomy) for stated in corrections.experiences)
        profile = replace(profile, experiences=experiences, months_of_experience=_paid_months(experiences))
    if corrections.months_of_experience is not None:
        profile = replace(profile, months_of_experience=corrections.months_of_experience)
    return profile


def _with_knowledge(profile: Profile, corrections: Corrections, taxonomy: Taxonomy) -> Profile:
    if corrections.diplomas is not None:
        profile = replace(
            profile, diplomas=tuple(_diploma(stated, taxonomy) for stated in corrections.diplomas)
        )
    if corrections.languages is not None:
        stated = {LanguageCode(entry.language): entry for entry in corrections.languages}
        kept = tuple(known for known in profile.languages if known.language not in stated)
        profile = replace(profile, languages=kept + tuple(map(_language, stated.values())))
    if corrections.skills is not None:
        claims = {claim.skill: claim for claim in (_skill(entry, taxonomy) for entry in corrections.skills)}
        kept_claims = tuple(known for known in profile.skills if known.skill not in claims)
        profile = replace(profile, skills=kept_claims + tuple(claims.values()))
    return profile


def _with_circumstances(profile: Profile, corrections: Corrections, taxonomy: Taxonomy) -> Profile:
    if corrections.town is not None:
        profile = replace(profile, town=_stated(town_named(corrections.town, taxonomy)))
    if corrections.salary_expectation_mad is not None:
        profile = replace(profile, salary_expectation_mad=_stated(corrections.salary_expectation_mad))
    if corrections.moves_anywhere is not None:
        profile = replace(profile, mobility=_mobility(profile.mobility, corrections.moves_anywhere))
    return replace(profile, availability=_availability(profile.availability, corrections))


def town_named(name: str, taxonomy: Taxonomy) -> Town:
    """Return the town of the gazetteer that a name means, or one without distance."""
    found = taxonomy.match(name, ConceptKind.TOWN)
    if found is None:
        return Town(name=name, concept=None, distance_km=None)
    concept = found[0]
    return Town(name=name, concept=concept.id, distance_km=taxonomy.distance_km(concept.id, OUJDA))


def _stated(value: T) -> Mention[T]:
    return Mention(value, None, Origin.CORRECTED)


def _language(stated: CorrectedLanguage) -> LanguageSkill:
    # "Does not master it" is the lowest level there is, so that a requirement is known not to be met.
    level = CefrLevel[stated.level.upper()] if stated.level else CefrLevel.A1
    return LanguageSkill(LanguageCode(stated.language), _stated(level), None, stated=stated.level)


def _skill(stated: CorrectedSkill, taxonomy: Taxonomy) -> SkillClaim:
    return SkillClaim(skill_named(stated.skill, taxonomy), stated.standing, (), months=stated.months)


def skill_named(name: str, taxonomy: Taxonomy) -> ConceptId:
    """Return the skill that an id or a name means.

    Raises:
        InvalidRequest: the taxonomy has no such skill.
    """
    if name in taxonomy and taxonomy.concept(name).kind is ConceptKind.SKILL:
        return ConceptId(name)
    found = taxonomy.match(name, ConceptKind.SKILL)
    if found is None:
        raise InvalidRequest("The taxonomy knows no such skill.", field="skills")
    return found[0].id


def _diploma(stated: CorrectedDiploma, taxonomy: Taxonomy) -> Diploma:
    found = taxonomy.match(stated.field, ConceptKind.FIELD) if stated.field else None
    return Diploma(
        level=_stated(_EDUCATION[stated.level]),
        is_obtained=stated.is_obtained,
        field=_stated(stated.field) if stated.field else None,
        field_concept=found[0].id if found else None,
        school=_stated(stated.school) if stated.school else None,
        year=stated.year,
    )


def _experience(stated: CorrectedExperience, today: date, taxonomy: Taxonomy) -> Experience:
    found = taxonomy.match(stated.title, ConceptKind.OCCUPATION)
    return Experience(
        span=_NOWHERE,
        title=_stated(stated.title),
        occupation=_stated(found[0].id) if found else None,
        employer=_stated(stated.employer) if stated.employer else None,
        period=_stated(_period(stated, today)),
        kind=stated.kind,
    )


def _period(stated: CorrectedExperience, today: date) -> Period:
    if stated.start is None:
        return Period(start=None, end=None, months=stated.months or 0)
    start, end = stated.start.replace(day=1), (stated.end or today).replace(day=1)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return Period(start=start, end=end, months=max(0, months), is_current=stated.end is None)


def _paid_months(experiences: Iterable[Experience]) -> int:
    """Months in which paid work was done, overlaps counted once, plus durations without dates."""
    worked, undated = set[int](), 0
    for experience in experiences:
        if experience.period is None or not experience.kind.is_paid_work:
            continue
        period = experience.period.value
        if period.start is None:
            undated += period.months
        else:
            first = period.start.year * 12 + period.start.month
            worked.update(range(first, first + period.months))
    return len(worked) + undated


def _mobility(mobility: Mobility, moves_anywhere: bool) -> Mobility:  # noqa: FBT001  the value corrected
    if moves_anywhere:
        return replace(mobility, moves_anywhere=_stated(True), only_in=())
    return replace(mobility, moves_anywhere=None)


def _availability(availability: Availability, corrections: Corrections) -> Availability:
    if corrections.available_from is not None:
        availability = replace(availability, available_from=_stated(corrections.available_from))
    accepted, refused = corrections.accepted_shifts, corrections.refused_shifts
    said = {*(accepted or ()), *(refused or ())}
    return replace(
        availability,
        accepted_shifts=_shifts(availability.accepted_shifts, said, accepted),
        refused_shifts=_shifts(availability.refused_shifts, said, refused),
    )


def _shifts(
    known: tuple[Mention[Shift], ...], said: set[Shift], stated: tuple[Shift, ...] | None
) -> tuple[Mention[Shift], ...]:
    kept = tuple(mention for mention in known if mention.value not in said)
    return kept + tuple(map(_stated, stated or ()))
