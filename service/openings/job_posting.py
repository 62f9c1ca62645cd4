"""Reads a schema.org `JobPosting` (https://schema.org/JobPosting) into an opening.

Whatever is free text in the posting becomes text of the advert, under a heading, and is read like any advert;
whatever is data there (months of experience, credentials, place, start) is stated as data.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from matching.profile import Town
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    Importance,
    PlaceWanted,
    StartWanted,
    Wanted,
)
from matching.text.language import language_of
from matching.types import EducationLevel
from service.errors import InvalidRequest
from service.openings.reading import OpeningDraft

Posting = Mapping[str, Any]

MAX_TITLE_CHARS = 300
_MAX_DEPTH = 6
_MAX_MONTHS = 600
_MAX_HEADCOUNT = 100_000
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_LINE_END = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|tr|h[1-6]|section))\b[^<>]*>", re.IGNORECASE)

_SECTIONS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "responsibilities": {
            "fr": "Missions", "en": "Responsibilities", "es": "Funciones", "ar": "المهام",
        },
        "qualifications": {
            "fr": "Profil recherché", "en": "Requirements", "es": "Requisitos", "ar": "الشروط المطلوبة",
        },
        "experienceRequirements": {
            "fr": "Expérience requise", "en": "Experience required", "es": "Experiencia requerida",
            "ar": "الخبرة المطلوبة",
        },
        "educationRequirements": {
            "fr": "Formation requise", "en": "Education required", "es": "Formación requerida",
            "ar": "المستوى الدراسي المطلوب",
        },
        "skills": {
            "fr": "Compétences requises", "en": "Skills required", "es": "Competencias requeridas",
            "ar": "المهارات المطلوبة",
        },
        "workHours": {"fr": "Horaires", "en": "Working hours", "es": "Horario", "ar": "ساعات العمل"},
        "employmentType": {"fr": "Contrat", "en": "Contract", "es": "Contrato", "ar": "العقد"},
        "jobBenefits": {"fr": "Avantages", "en": "Benefits", "es": "Beneficios", "ar": "المزايا"},
    }
)  # fmt: skip

_CREDENTIALS: Final[Mapping[str, EducationLevel]] = MappingProxyType(
    {
        "high school": EducationLevel.BAC,
        "associate degree": EducationLevel.BAC_2,
        "bachelor degree": EducationLevel.BAC_3,
        "postgraduate degree": EducationLevel.BAC_5,
    }
)
"""Values that job search engines ask for in `credentialCategory` (Google Search Central, "JobPosting")."""


def read_posting(posting: Posting) -> OpeningDraft:
    """Return the opening that a posting describes.

    Raises:
        InvalidRequest: it has no title.
    """
    title = " ".join(_words(posting.get("title") or posting.get("name")))[:MAX_TITLE_CHARS]
    if not title:
        raise InvalidRequest("A JobPosting needs a title.", field="title")
    return OpeningDraft(
        title=title,
        text=_advert(posting),
        stated=tuple((wanted, Importance.MUST) for wanted in _stated(posting)),
        headcount=_whole_number(posting.get("totalJobOpenings"), at_most=_MAX_HEADCOUNT),
        external_id=_identifier(posting.get("identifier")),
    )


def _advert(posting: Posting) -> str:
    description = "\n".join(_words(posting.get("description")))
    language = language_of(description)
    parts = [description]
    for name, headings in _SECTIONS.items():
        lines = [f"- {line}" for line in _words(posting.get(name)) if line not in description]
        if lines:
            parts.append("\n".join([headings.get(language, headings["en"]), *lines]))
    parts.extend(_salary(posting))
    return "\n\n".join(part for part in parts if part)


def _salary(posting: Posting) -> Iterator[str]:
    """Say the salary as an advert does: `4000 - 5000 MAD / MONTH`."""
    for amount in _objects(posting.get("baseSalary")):
        for value in [*_objects(amount.get("value")), amount]:
            bounds = [
                _whole_number(value.get(name), at_most=10**8) for name in ("minValue", "maxValue", "value")
            ]
            figures = " - ".join(str(bound) for bound in bounds if bound is not None)
            if figures:
                yield " ".join(
                    [figures, *_words(amount.get("currency")), "/", *_words(value.get("unitText"))]
                )
                return


def _stated(posting: Posting) -> Iterator[Wanted]:
    for requirement in _objects(posting.get("experienceRequirements")):
        months = _whole_number(requirement.get("monthsOfExperience"), at_most=_MAX_MONTHS)
        if months is not None:
            yield ExperienceWanted(months=months)
    levels = [level for item in _objects(posting.get("educationRequirements")) for level in _levels(item)]
    if levels:
        yield EducationWanted(level=min(levels))
    place = _place(posting)
    if place is not None:
        yield place
    start = _day(posting.get("jobStartDate"))
    if start is not None:
        yield StartWanted(latest=start)


def _levels(credential: Posting) -> list[EducationLevel]:
    category = credential.get("credentialCategory")
    level = _CREDENTIALS.get(category.strip().lower()) if isinstance(category, str) else None
    return [] if level is None else [level]


def _place(posting: Posting) -> PlaceWanted | None:
    is_remote = posting.get("jobLocationType") == "TELECOMMUTE"
    addresses = [a for place in _objects(posting.get("jobLocation")) for a in _objects(place.get("address"))]
    names = [name for address in addresses for name in _words(address.get("addressLocality"))]
    if not names and not is_remote:
        return None
    town = Town(name=names[0], concept=None, distance_km=None) if names else None
    return PlaceWanted(town=town, days_on_site=0 if is_remote else 5)


def _identifier(value: object) -> str | None:
    given = [value, *(item.get("value") for item in _objects(value))]
    names = (str(name).strip()[:200] for name in given if isinstance(name, str | int))
    return next((name for name in names if name), None)


def _whole_number(value: object, *, at_most: int) -> int | None:
    """Return a whole number between 1 and `at_most`, written as a number or in digits."""
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    number = int(text.removesuffix(".0")) if re.fullmatch(r"[0-9]{1,9}(\.0)?", text) else 0
    return number if 1 <= number <= at_most else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _objects(value: object) -> list[Posting]:
    """Return the objects of a value that may be one object or a list."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _words(value: object, *, depth: int = 0) -> list[str]:
    """Return the lines of a value: a text, a number, a list, or an object with a name or description."""
    if depth > _MAX_DEPTH or isinstance(value, bool):
        return []
    if isinstance(value, str):
        return [line for line in (line.strip() for line in _plain(value).splitlines()) if line]
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, list):
        return [line for item in value for line in _words(item, depth=depth + 1)]
    if isinstance(value, dict):
        named = (value.get(name) for name in ("name", "description"))
        return [line for item in named if item is not value for line in _words(item, depth=depth + 1)]
    return []


def _plain(text: str) -> str:
    """Return the text of HTML, in which descriptions are mostly written; anything else as it is."""
    if not _TAG.search(text):
        return text
    body = LexborHTMLParser(_LINE_END.sub("\n", text)).body
    return body.text() if body else ""
