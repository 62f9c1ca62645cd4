"""Bodies about candidates."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.models import AnswerModel, ExternalId, RequestModel, Text, Words
from api.requirements import CefrLabel, EducationLabel
from matching.profile import (
    EngagementKind,
    Experience,
    Flag,
    Identity,
    LanguageSkill,
    Period,
    Profile,
    SkillStanding,
    Town,
)
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, ConceptId, Mention, Origin, Shift, Span
from service.candidates.json_resume import JsonResume
from service.candidates.receiving import Submission
from service.candidates.rows import DuplicateState
from service.candidates.use_cases import CandidateEntry, CandidateRecord, CandidateStatus, Corrections

T = TypeVar("T")
V = TypeVar("V")

PATCH_EXAMPLES = {
    "language": {
        "summary": "The French is C1, as a test showed",
        "value": {"languages": [{"language": "fr", "level": "C1"}]},
    },
    "several": {
        "summary": "Town, studies and a skill",
        "value": {
            "town": "Berkane",
            "diplomas": [{"level": "bac+3", "field": "Informatique de gestion"}],
            "skills": [{"skill": "React", "standing": "supported", "months": 18}],
        },
    },
    "withdraw": {"summary": "Take an earlier correction back", "value": {"town": None}},
}
MERGE_EXAMPLES = {
    "same-person": {
        "summary": "They are one person, and the other one has the newer CV",
        "value": {"into": "0199c3f0-7a1e-7000-8000-000000000002"},
    }
}


class CandidateInput(RequestModel):
    """A CV as text, or as data in the JSON Resume form; one of the two."""

    text: Text | None = None
    json_resume: JsonResume | None = None
    external_id: ExternalId | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.text is None) == (self.json_resume is None):
            raise PydanticCustomError("own_one_of_two", "Either text or json_resume is required.")
        return self

    def submission(self) -> Submission:
        """Return what is sent, for the use case."""
        if self.json_resume is not None:
            return Submission.of_resume(self.json_resume)
        return Submission.of_text(self.text or "")


class Stated(AnswerModel, Generic[T]):
    """A value and the words of the CV that state it; without words where a person or a rule gave it."""

    value: T
    cv: Words | None
    origin: Origin
    confidence: float


class PeriodAnswer(AnswerModel):
    """When something took place, by months."""

    start: date | None
    end: date | None
    months: int
    is_current: bool


class ExperienceAnswer(AnswerModel):
    """One occupation held."""

    title: Stated[str] | None
    occupation: Stated[ConceptId] | None
    employer: Stated[str] | None
    period: Stated[PeriodAnswer] | None
    kind: EngagementKind
    skills: list[str]
    cv: Words | None


class DiplomaAnswer(AnswerModel):
    """One diploma or course of study."""

    level: Stated[EducationLabel]
    is_obtained: bool
    field: Stated[str] | None
    field_concept: str | None
    school: Stated[str] | None
    year: int | None


class LanguageAnswer(AnswerModel):
    """A language; `level` is null where the CV names the language alone."""

    language: str
    level: Stated[CefrLabel] | None
    as_written: str | None
    spoken: CefrLabel | None
    written: CefrLabel | None
    cv: Words | None


class SkillAnswer(AnswerModel):
    """A skill and what stands behind it."""

    skill: str
    standing: SkillStanding
    months: int
    last_used: int | None
    confidence: float
    cv: list[Words]


class TownAnswer(AnswerModel):
    """A town; `distance_km` is that to Oujda, as the crow flies."""

    name: str
    concept: str | None
    distance_km: float | None


class MobilityAnswer(AnswerModel):
    """Where the person is ready to work."""

    moves_to: list[Stated[TownAnswer]]
    only_in: list[Stated[TownAnswer]]
    remote_only: Stated[bool] | None
    moves_anywhere: Stated[bool] | None


class AvailabilityAnswer(AnswerModel):
    """When the person can work; a shift in neither list is not stated."""

    available_from: Stated[date] | None
    notice_days: Stated[int] | None
    accepted_shifts: list[Stated[Shift]]
    refused_shifts: list[Stated[Shift]]


class ProfileAnswer(AnswerModel):
    """What is known of a candidate, and all that a score may use; `labels` names the concepts in it."""

    language: str
    reference_date: date
    headline: Stated[str] | None
    wanted_occupations: list[Stated[ConceptId]]
    refused_occupations: list[Stated[ConceptId]]
    months_of_experience: int
    experiences: list[ExperienceAnswer]
    education_level: EducationLabel | None
    diplomas: list[DiplomaAnswer]
    languages: list[LanguageAnswer]
    skills: list[SkillAnswer]
    town: Stated[TownAnswer] | None
    mobility: MobilityAnswer
    availability: AvailabilityAnswer
    salary_expectation_mad: Stated[int] | None
    flags: list[Stated[Flag]]
    labels: dict[str, str]


class IdentityAnswer(AnswerModel):
    """Who the candidate is; never used for a score."""

    name: str | None
    emails: list[str]
    phones: list[str]
    links: list[str]


class DuplicateAnswer(AnswerModel):
    """Another candidate who seems to be the same person; `is_certain` where the names agree too."""

    candidate_id: UUID
    because: list[str] = Field(examples=[["email", "phone", "text"]])
    is_certain: bool
    state: DuplicateState


class MergeInput(RequestModel):
    """Who stands for a candidate from now on."""

    into: UUID


class CandidateProgress(AnswerModel):
    """How far the reading of what was sent last is.

    While a replacement is `received`, or after it was `refused`, the profile of the document read before
    stays: that of `ready_revision`.
    """

    id: UUID
    external_id: str | None
    status: CandidateStatus
    reason: str | None = Field(description="Why the document was refused.", examples=["scan_without_text"])
    revision: int
    ready_revision: int | None
    status_url: str
    created_at: datetime
    updated_at: datetime
    merged_into: UUID | None = Field(description="Who stands for this one, who is ranked no more.")
    duplicates: list[DuplicateAnswer]


class CandidateSummary(CandidateProgress):
    """A candidate in a list."""

    uploaded_by: UUID | None = Field(description="The partner who sent it; null for yourself.")
    identity: IdentityAnswer | None


class CandidateAnswer(CandidateSummary):
    """A candidate with everything that was read, and with people's corrections laid over it.

    Offsets (`start`, `end`) count in `text`.
    """

    text: str | None
    profile: ProfileAnswer | None
    corrections: Corrections


class CandidateList(AnswerModel):
    """Candidates, the newest first. Without `next_cursor` there are no more."""

    candidates: list[CandidateSummary]
    next_cursor: str | None


def progress(entry: CandidateEntry) -> CandidateProgress:
    """Return how far a candidate is."""
    return CandidateProgress(**_common(entry))


def summary(entry: CandidateEntry) -> CandidateSummary:
    """Return a candidate as lists show it."""
    return CandidateSummary(
        **_common(entry), uploaded_by=entry.uploaded_by, identity=_identity(entry.identity)
    )


def candidate_answer(record: CandidateRecord, *, taxonomy: Taxonomy, language: str) -> CandidateAnswer:
    """Return the body about one candidate, with labels in a language."""
    profile = record.profile
    return CandidateAnswer(
        **_common(record.entry),
        uploaded_by=record.entry.uploaded_by,
        identity=_identity(record.entry.identity),
        text=record.text,
        profile=_Plain(record.text or "", taxonomy, language).profile(profile) if profile else None,
        corrections=record.corrections,
    )


def _common(entry: CandidateEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "external_id": entry.external_id,
        "status": entry.status,
        "reason": entry.reason,
        "revision": entry.revision,
        "ready_revision": entry.ready_revision,
        "status_url": f"/v1/candidates/{entry.id}/status",
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
        "merged_into": entry.merged_into,
        "duplicates": [
            DuplicateAnswer(
                candidate_id=other.candidate_id,
                because=list(other.because),
                is_certain=other.is_certain,
                state=other.state,
            )
            for other in entry.duplicates
        ],
    }


def _identity(identity: Identity | None) -> IdentityAnswer | None:
    if identity is None:
        return None
    return IdentityAnswer(
        name=identity.name.value if identity.name else None,
        emails=[mention.value for mention in identity.emails],
        phones=[mention.value for mention in identity.phones],
        links=[mention.value for mention in identity.links],
    )


class _Plain:
    """Writes values of `matching` as bodies, with the words of one CV."""

    def __init__(self, text: str, taxonomy: Taxonomy, language: str) -> None:
        self._text = text
        self._taxonomy = taxonomy
        self._language = language

    def profile(self, profile: Profile) -> ProfileAnswer:
        level = profile.education_level
        return ProfileAnswer(
            language=profile.language,
            reference_date=profile.reference_date,
            headline=self.stated(profile.headline),
            wanted_occupations=self.all_stated(profile.wanted_occupations),
            refused_occupations=self.all_stated(profile.refused_occupations),
            months_of_experience=profile.months_of_experience,
            experiences=[self._experience(experience) for experience in profile.experiences],
            education_level=EducationLabel(level.label) if level is not None else None,
            diplomas=self._diplomas(profile),
            languages=[self._known_language(known) for known in profile.languages],
            skills=self._skills(profile),
            town=self._town(profile.town),
            mobility=self._mobility(profile),
            availability=self._availability(profile),
            salary_expectation_mad=self.stated(profile.salary_expectation_mad),
            flags=self.all_stated(profile.flags),
            labels=self._labels(profile),
        )

    def stated(self, mention: Mention[V] | None) -> Stated[V] | None:
        return None if mention is None else self._with_value(mention, mention.value)

    def all_stated(self, mentions: Iterable[Mention[V]]) -> list[Stated[V]]:
        return [self._with_value(mention, mention.value) for mention in mentions]

    def _with_value(self, mention: Mention[T], value: V) -> Stated[V]:
        return Stated(
            value=value,
            cv=self._words(mention.span),
            origin=mention.origin,
            confidence=mention.confidence,
        )

    def _words(self, span: Span | None) -> Words | None:
        if span is None or span.start == span.end:
            return None
        return Words(start=span.start, end=span.end, words=span.text_in(self._text))

    def _experience(self, experience: Experience) -> ExperienceAnswer:
        period = experience.period
        return ExperienceAnswer(
            title=self.stated(experience.title),
            occupation=self.stated(experience.occupation),
            employer=self.stated(experience.employer),
            period=self._with_value(period, _period(period.value)) if period else None,
            kind=experience.kind,
            skills=list(experience.skills),
            cv=self._words(experience.span),
        )

    def _diplomas(self, profile: Profile) -> list[DiplomaAnswer]:
        return [
            DiplomaAnswer(
                level=self._with_value(diploma.level, EducationLabel(diploma.level.value.label)),
                is_obtained=diploma.is_obtained,
                field=self.stated(diploma.field),
                field_concept=diploma.field_concept,
                school=self.stated(diploma.school),
                year=diploma.year,
            )
            for diploma in profile.diplomas
        ]

    def _known_language(self, known: LanguageSkill) -> LanguageAnswer:
        return LanguageAnswer(
            language=known.language,
            level=self._with_value(known.level, _cefr(known.level.value)) if known.level else None,
            as_written=known.stated,
            spoken=_cefr(known.spoken) if known.spoken else None,
            written=_cefr(known.written) if known.written else None,
            cv=self._words(known.span),
        )

    def _skills(self, profile: Profile) -> list[SkillAnswer]:
        return [
            SkillAnswer(
                skill=claim.skill,
                standing=claim.standing,
                months=claim.months,
                last_used=claim.last_used,
                confidence=claim.confidence,
                cv=[words for span in claim.spans if (words := self._words(span))],
            )
            for claim in profile.skills
        ]

    def _town(self, mention: Mention[Town] | None) -> Stated[TownAnswer] | None:
        if mention is None:
            return None
        town = mention.value
        return self._with_value(
            mention, TownAnswer(name=town.name, concept=town.concept, distance_km=town.distance_km)
        )

    def _towns(self, mentions: Iterable[Mention[Town]]) -> list[Stated[TownAnswer]]:
        return [town for mention in mentions if (town := self._town(mention))]

    def _mobility(self, profile: Profile) -> MobilityAnswer:
        return MobilityAnswer(
            moves_to=self._towns(profile.mobility.moves_to),
            only_in=self._towns(profile.mobility.only_in),
            remote_only=self.stated(profile.mobility.remote_only),
            moves_anywhere=self.stated(profile.mobility.moves_anywhere),
        )

    def _availability(self, profile: Profile) -> AvailabilityAnswer:
        availability = profile.availability
        return AvailabilityAnswer(
            available_from=self.stated(availability.available_from),
            notice_days=self.stated(availability.notice_days),
            accepted_shifts=self.all_stated(availability.accepted_shifts),
            refused_shifts=self.all_stated(availability.refused_shifts),
        )

    def _labels(self, profile: Profile) -> dict[str, str]:
        return {
            concept: self._taxonomy.concept(concept).label(self._language)
            for concept in _concepts(profile)
            if concept in self._taxonomy
        }


def _concepts(profile: Profile) -> Iterator[ConceptId]:
    yield from (mention.value for mention in profile.wanted_occupations)
    yield from (mention.value for mention in profile.refused_occupations)
    yield from (experience.occupation.value for experience in profile.experiences if experience.occupation)
    yield from (diploma.field_concept for diploma in profile.diplomas if diploma.field_concept)
    yield from (claim.skill for claim in profile.skills)
    yield from (ConceptId(f"language/{known.language}") for known in profile.languages)


def _period(period: Period) -> PeriodAnswer:
    return PeriodAnswer(
        start=period.start, end=period.end, months=period.months, is_current=period.is_current
    )


def _cefr(level: CefrLevel) -> CefrLabel:
    return CefrLabel(level.name if level is not CefrLevel.NATIVE else "native")
