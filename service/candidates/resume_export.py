"""A candidate as JSON Resume (version 1.0 of that schema), corrections included."""

from datetime import date

from matching.profile import Diploma, EngagementKind, Experience, Identity, LanguageSkill, Period, Profile
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, ConceptId, Span
from service.candidates.json_resume import (
    Basics,
    Education,
    JsonResume,
    Language,
    Location,
    Skill,
    Work,
)

_LINE = 500
_PARAGRAPH = 20_000
_PARTS = 100


def as_resume(
    profile: Profile, identity: Identity | None, *, text: str, taxonomy: Taxonomy, language: str
) -> JsonResume:
    """Return what is known of a candidate, as data that `POST /v1/candidates` takes again.

    Args:
        profile: With corrections.
        identity: Who the person is; None leaves it out.
        text: What the spans of the profile point into.
        taxonomy: Names skills and languages.
        language: Of those names.
    """
    paid = [work for work in profile.experiences if work.kind is not EngagementKind.VOLUNTEERING]
    unpaid = [work for work in profile.experiences if work.kind is EngagementKind.VOLUNTEERING]
    writer = _Writer(text, taxonomy, language)
    return JsonResume(
        basics=_basics(profile, identity or Identity()),
        work=tuple(writer.work(experience) for experience in paid[:_PARTS]),
        volunteer=tuple(writer.work(experience) for experience in unpaid[:_PARTS]),
        education=tuple(writer.education(diploma) for diploma in profile.diplomas[:_PARTS]),
        skills=tuple(Skill(name=writer.label(claim.skill)) for claim in profile.skills[:_PARTS]),
        languages=tuple(writer.language(known) for known in profile.languages[:50]),
    )


def _basics(profile: Profile, identity: Identity) -> Basics:
    return Basics(
        name=identity.name.value[:_LINE] if identity.name else "",
        label=profile.latest_title[:_LINE],
        email=identity.emails[0].value[:_LINE] if identity.emails else "",
        phone=identity.phones[0].value[:_LINE] if identity.phones else "",
        location=Location(city=profile.town.value.name[:_LINE] if profile.town else ""),
    )


class _Writer:
    """Writes parts of a profile, with the words of one CV."""

    def __init__(self, text: str, taxonomy: Taxonomy, language: str) -> None:
        self._text = text
        self._taxonomy = taxonomy
        self._language = language

    def label(self, concept: ConceptId) -> str:
        known = (
            self._taxonomy.concept(concept).label(self._language) if concept in self._taxonomy else concept
        )
        return known[:_LINE]

    def work(self, experience: Experience) -> Work:
        period = experience.period.value if experience.period else None
        return Work(
            position=experience.title.value[:_LINE] if experience.title else "",
            name=experience.employer.value[:_LINE] if experience.employer else "",
            startDate=_month(period.start) if period else None,
            endDate=_end(period),
            summary=self._words(experience.description),
        )

    def education(self, diploma: Diploma) -> Education:
        return Education(
            institution=diploma.school.value[:_LINE] if diploma.school else "",
            area=diploma.field.value[:_LINE] if diploma.field else "",
            studyType=diploma.level.value.label,
            endDate=str(diploma.year) if diploma.year else None,
        )

    def language(self, known: LanguageSkill) -> Language:
        level = known.level.value if known.level else None
        fluency = "" if level is None else ("native" if level is CefrLevel.NATIVE else level.name)
        return Language(language=self.label(ConceptId(f"language/{known.language}")), fluency=fluency)

    def _words(self, span: Span | None) -> str:
        return span.text_in(self._text).strip()[:_PARAGRAPH] if span else ""


def _end(period: Period | None) -> str | None:
    return None if period is None or period.is_current else _month(period.end)


def _month(day: date | None) -> str | None:
    return f"{day:%Y-%m}" if day else None
