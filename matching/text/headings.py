"""The words people put above the parts of a CV."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from matching.text.folding import fold


class SectionKind(StrEnum):
    """What a part of a CV is about. The header holds the name, contact details and civil status."""

    HEADER = "header"
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    LANGUAGES = "languages"
    SKILLS = "skills"
    CERTIFICATES = "certificates"
    INTERESTS = "interests"
    AVAILABILITY = "availability"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Headings:
    """Keys are folded and without spaces, so that `E X P E R I E N C E` and `Expérience` are one."""

    whole: dict[str, SectionKind]
    beginnings: tuple[tuple[str, SectionKind], ...]
    by_first_letter: dict[str, tuple[str, ...]]
    inside_jobs: frozenset[str]


_NOT_LETTERS = re.compile(r"[\W_]+")
_PARTS = re.compile(r"\s*(?:&|\+|/|,|\bet\b|\band\b|\by\b|\be\b|\bw\b)\s*|\s+و(?=\w{3})")
_MOST_WORDS = 7
_MOST_LETTERS = 60
_SHORTEST_MISSPELT = 8  # letters; shorter words are too near to others
_LEAST_LIKENESS = 87.0  # of 100: two faults in fifteen letters


@lru_cache(maxsize=1 << 13)  # a text is gone through several times; a pure function may remember
def heading_kind(words: str) -> SectionKind | None:
    """The kind of part that a heading of exactly these words begins; None when it is not a known heading.

    `Langues et informatique` is of the kind of its first part.
    """
    if len(words) > _MOST_LETTERS:
        return None
    known = _headings().whole
    folded = fold(words)
    kind = known.get(_key(folded))
    if kind is not None:
        return kind
    parts = [_key(part) for part in _PARTS.split(folded)]
    if len(parts) > 1 and all(part in known for part in parts if part):
        return known.get(parts[0])
    return None


def may_stand_inside_job(words: str) -> bool:
    """Whether a heading of these words may begin a part of a job's description: `Réalisations :`."""
    return _key(fold(words)) in _headings().inside_jobs


def misspelt_kind(words: str) -> SectionKind | None:
    """The kind of part that a heading with a typing fault begins: `Experiance proffesionnelle`."""
    key = _key(fold(words))
    if not _SHORTEST_MISSPELT <= len(key) <= _MOST_LETTERS:
        return None
    headings = _headings()
    found = process.extractOne(
        key, headings.by_first_letter.get(key[0], ()), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS
    )
    return headings.whole[found[0]] if found else None


def beginning_kind(words: str) -> SectionKind | None:
    """The kind of part that a heading beginning with known words announces: `Expérience en vente`."""
    folded = fold(words)
    if len(words) > _MOST_LETTERS or len(folded.split()) > _MOST_WORDS:
        return None
    for beginning, kind in _headings().beginnings:
        if folded.startswith(beginning) and not folded[len(beginning) : len(beginning) + 1].isalnum():
            return kind
    return None


@cache
def _headings() -> _Headings:
    source = files("matching.text") / "data" / "headings.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    whole: dict[str, SectionKind] = {}
    for name, phrases in data["headings"].items():
        for phrase in phrases:
            whole.setdefault(_key(fold(phrase)), SectionKind(name))
    beginnings = tuple(
        (fold(phrase), SectionKind(name))
        for name, phrases in data["first_words"].items()
        for phrase in phrases
    )
    by_first_letter: dict[str, tuple[str, ...]] = {}
    for key in whole:
        by_first_letter[key[0]] = (*by_first_letter.get(key[0], ()), key)
    return _Headings(
        whole=whole,
        beginnings=tuple(sorted(beginnings, key=lambda pair: -len(pair[0]))),
        by_first_letter=by_first_letter,
        inside_jobs=frozenset(_key(fold(words)) for words in data["inside_jobs"]["words"]),
    )


def _key(folded: str) -> str:
    return _NOT_LETTERS.sub("", folded)
