"""A candidate as one row of a table."""

from collections.abc import Iterable

from matching.profile import LanguageSkill, Profile
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId
from service.candidates.use_cases import CandidateRecord

COLUMNS = (
    "id",
    "external_id",
    "status",
    "reason",
    "created_at",
    "updated_at",
    "name",
    "emails",
    "phones",
    "title",
    "town",
    "months_of_experience",
    "education_level",
    "diplomas",
    "languages",
    "skills",
    "available_from",
    "notice_days",
    "accepted_shifts",
    "refused_shifts",
    "salary_expectation_mad",
)
"""In the order of `candidate_row`."""


def candidate_row(record: CandidateRecord, *, taxonomy: Taxonomy, language: str) -> list[object]:
    """Return the cells of one candidate; those of the profile are empty while nothing has been read."""
    entry, identity = record.entry, record.entry.identity
    known = [
        entry.id,
        entry.external_id,
        entry.status.value,
        entry.reason,
        entry.created_at.isoformat(),
        entry.updated_at.isoformat(),
        identity.name.value if identity and identity.name else None,
        _joined(mention.value for mention in identity.emails) if identity else None,
        _joined(mention.value for mention in identity.phones) if identity else None,
    ]
    if record.profile is None:
        return [*known, *[None] * (len(COLUMNS) - len(known))]
    return [*known, *_profile(record.profile, taxonomy, language)]


def _profile(profile: Profile, taxonomy: Taxonomy, language: str) -> list[object]:
    def label(concept: ConceptId) -> str:
        return taxonomy.concept(concept).label(language) if concept in taxonomy else concept

    level, availability = profile.education_level, profile.availability
    return [
        profile.latest_title,
        profile.town.value.name if profile.town else None,
        profile.months_of_experience,
        level.label if level is not None else None,
        _joined(
            " ".join(filter(None, (d.level.value.label, d.field.value if d.field else None)))
            for d in profile.diplomas
        ),
        _joined(
            _language(known, label(ConceptId(f"language/{known.language}"))) for known in profile.languages
        ),
        _joined(label(claim.skill) for claim in profile.skills),
        availability.available_from.value.isoformat() if availability.available_from else None,
        availability.notice_days.value if availability.notice_days else None,
        _joined(shift.value for shift in availability.accepted_shifts),
        _joined(shift.value for shift in availability.refused_shifts),
        profile.salary_expectation_mad.value if profile.salary_expectation_mad else None,
    ]


def _language(known: LanguageSkill, name: str) -> str:
    return f"{name} {known.level.value.name.replace('NATIVE', 'native')}" if known.level else name


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)
