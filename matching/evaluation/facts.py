"""Share of checkable facts that the extraction gets right."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from matching.evaluation.judged_set import Fact
from matching.profile import CvReading, Experience, LanguageSkill, Profile
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel

YEARS_TOLERANCE = 0.5
YEARS_TOLERANCE_WITHOUT_MONTHS = 1.0

WORD_LEVELS: Mapping[str, frozenset[CefrLevel]] = {
    "native": frozenset({CefrLevel.NATIVE}),
    "fluent": frozenset({CefrLevel.C1, CefrLevel.C2, CefrLevel.NATIVE}),
    "intermediate": frozenset({CefrLevel.B1, CefrLevel.B2}),
    "basic": frozenset({CefrLevel.A1, CefrLevel.A2}),
}
"""Levels that a normalised word of a facts file stands for."""

N_PHONE_DIGITS = 9
"""Digits of a national number without its leading zero; what is before them is the way of writing it."""


@dataclass(frozen=True, slots=True)
class CheckedFact:
    """A fact, what was extracted instead or as well, and whether it is right."""

    fact: Fact
    found: str
    is_right: bool


def check_facts(
    facts: Iterable[Fact], readings: Mapping[str, CvReading], *, taxonomy: Taxonomy
) -> list[CheckedFact]:
    """Return every fact of a known field, checked; an unreadable CV has none of its facts right."""
    checks = _checks(taxonomy)
    checked = []
    for fact in facts:
        if fact.field in checks:
            reading = readings.get(fact.candidate_id)
            found, is_right = checks[fact.field](reading, fact) if reading else ("unreadable", False)
            checked.append(CheckedFact(fact=fact, found=found, is_right=is_right))
    return checked


def share_right(checked: Iterable[CheckedFact]) -> dict[str, float]:
    """Return per field the share of facts that are right."""
    by_field: dict[str, list[bool]] = {}
    for item in checked:
        by_field.setdefault(item.fact.field, []).append(item.is_right)
    return {field: sum(right) / len(right) for field, right in sorted(by_field.items())}


Check = Callable[[CvReading, Fact], tuple[str, bool]]


def _checks(taxonomy: Taxonomy) -> dict[str, Check]:
    return {
        "city": lambda reading, fact: _city(reading.profile, fact, taxonomy),
        "years_experience": lambda reading, fact: _years(reading.profile, fact),
        "education_level": lambda reading, fact: _education(reading.profile, fact),
        "language": lambda reading, fact: _language(reading.profile, fact),
        "job_title": lambda reading, fact: _job_title(reading.profile, fact),
        "email": _email,
        "phone": _phone,
    }


def folded(text: str) -> str:
    """Return the text without case, accents, doubled spaces and outer punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) and c != "ـ")
    return " ".join(plain.split()).strip(" .,;:-–")


def _city(profile: Profile, fact: Fact, taxonomy: Taxonomy) -> tuple[str, bool]:
    if profile.town is None:
        return "", False
    town = profile.town.value
    concepts = {m[0].id for form in fact.accepted if (m := taxonomy.match(form, ConceptKind.TOWN))}
    is_right = folded(town.name) in {folded(form) for form in fact.accepted} or town.concept in concepts
    return town.name, is_right


def _years(profile: Profile, fact: Fact) -> tuple[str, bool]:
    found = profile.months_of_experience / 12
    is_rough = any(_is_rough(experience) for experience in profile.experiences)
    tolerance = YEARS_TOLERANCE_WITHOUT_MONTHS if is_rough else YEARS_TOLERANCE
    return f"{found:.1f}", abs(found - float(fact.value)) <= tolerance + 1e-9


def _is_rough(experience: Experience) -> bool:
    return experience.period is not None and experience.period.value.is_year_only


def _education(profile: Profile, fact: Fact) -> tuple[str, bool]:
    level = profile.education_level
    found = level.label if level is not None else "none"
    return found, found in fact.accepted


def _language(profile: Profile, fact: Fact) -> tuple[str, bool]:
    code, _, wanted = fact.value.partition("=")
    skills = [skill for skill in profile.languages if skill.language == code and skill.level]
    found = "; ".join(f"{s.level.value.name} ({s.stated})" for s in skills if s.level)
    return found, any(_is_level(skill, wanted) for skill in skills)


def _is_level(skill: LanguageSkill, wanted: str) -> bool:
    assert skill.level is not None
    level, stated = skill.level.value, folded(skill.stated or "")
    if wanted.upper() in CefrLevel.__members__:
        return level is CefrLevel[wanted.upper()]
    if wanted in WORD_LEVELS:
        return level in WORD_LEVELS[wanted]
    return bool(stated) and (folded(wanted) in stated or stated in folded(wanted))


def _job_title(profile: Profile, fact: Fact) -> tuple[str, bool]:
    found = profile.latest_title
    return found, folded(found) in {folded(form) for form in fact.accepted}


def _email(reading: CvReading, fact: Fact) -> tuple[str, bool]:
    found = [mention.value for mention in reading.identity.emails]
    accepted = {folded(form) for form in fact.accepted}
    return ", ".join(found), any(folded(email) in accepted for email in found)


def _phone(reading: CvReading, fact: Fact) -> tuple[str, bool]:
    found = [mention.value for mention in reading.identity.phones]
    accepted = {_national_digits(form) for form in fact.accepted}
    return ", ".join(found), any(_national_digits(phone) in accepted for phone in found)


def _national_digits(phone: str) -> str:
    digits = re.sub(r"\D", "", "".join(str(unicodedata.digit(c, c)) for c in phone))
    return digits[-N_PHONE_DIGITS:]
