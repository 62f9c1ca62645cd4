"""Lengths of time as adverts ask for them: `deux ans`, `6 à 12 mois`, `1+ year`, `سنتين`."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from matching.extraction.adverts.numbers import NUMBER_WORDS, number_of
from matching.extraction.adverts.page import pattern

_YEARS = r"ans?|annees?|anos?|years?|yrs?|سنة|سنوات|سنين|عام|اعوام|عاما|3am"
_MONTHS = r"mois|meses|mes|months?|mths?|شهر|اشهر|شهور|شهرا"
_NUMBER = rf"(?:\d{{1,2}}(?:[.,]5)?|{NUMBER_WORDS})"

_COUNTED = pattern(
    rf"""
    (?<![\w.,+/])(?:\+ ?)?(?P<first>{_NUMBER}) ?(?:\((?:{_NUMBER})\) ?)?
    (?:(?P<range>-|/|a|à|ou|or|o|to|et|y|and|الي|او) ?(?P<second>{_NUMBER}) ?(?:\((?:{_NUMBER})\) ?)?)?
    (?:\+ ?|plus )?(?:bonnes? |full |pleines? |solid |complet[oa]s? )?
    (?:(?P<years>{_YEARS})|(?P<months>{_MONTHS}))(?:'s|')?(?!\w)(?: (?:واحدة?|كاملة?))?
    (?P<half> (?:et demie?|y medio|and a half)| ونصف)?
    """
)
_FIXED: tuple[tuple[float, re.Pattern[str]], ...] = (
    (24, pattern(r"(?<!\w)(?:ل|ب)?(?:سنتين|سنتان|عامين|عامان)(?!\w)|\ba couple of years\b|\bun par de anos\b|\b(?:3amayn|3amin)\b")),
    (18, pattern(r"\bano y medio\b|\ba year and a half\b|(?<!\w)(?:سنة|عام) ونصف(?!\w)")),
    (2, pattern(r"(?<!\w)(?:شهرين|شهران)(?!\w)|\bchahrayn\b")),
    (6, pattern(r"\b(?:une? )?demi-annee\b|\bun semestre\b|\bmedio ano\b|\bhalf a year\b|(?<!\w)نصف سنة(?!\w)")),
    (12, pattern(r"(?<![\w.])(?:سنة|عام)(?: (?:واحدة?|كاملة?))?(?!\w)|\ba (?:full )?year\b|\bune annee\b")),
)  # fmt: skip
_JOINED = pattern(r" ?(?:a|-|/|to|ou|or|o|et|y|and|الي|او) ?")
_AT_MOST = pattern(
    r"(?:\b(?:moins de|maximum|max\.?|au plus|jusqu'a|inferieure? a|less than|under|up to|no more than|menos de|hasta|maximo)|اقل من|لا (?:ت|ي)تجاوز|(?:ت|ي)قل عن) ?(?:de )?$"
)
_NOT_LESS = pattern(r"(?:لا|ليس|pas|no|not) ?(?:(?:ت|ي)قل عن|moins de|less than|menos de) ?$")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; offsets are those of the text searched.

    Attributes:
        months: Of a range, the lower end.
        is_at_most: Whether the words before it make it a limit from above (`moins de 2 ans`).
    """

    months: int
    start: int
    end: int
    is_at_most: bool = False


def find_durations(folded: str, start: int, end: int) -> tuple[Duration, ...]:
    """The lengths of time in `folded[start:end]`, in order; a range counts once."""
    found = sorted(_counted(folded, start, end), key=lambda duration: duration.start)
    for months, words in _FIXED:
        for match in words.finditer(folded, start, end):
            if not any(item.start < match.end() and match.start() < item.end for item in found):
                found.append(_duration(folded, start, months, match.span()))
    return tuple(_without_range_ends(folded, sorted(found, key=lambda duration: duration.start)))


def _counted(folded: str, start: int, end: int) -> Iterator[Duration]:
    for match in _COUNTED.finditer(folded, start, end):
        value = number_of(match["first"])
        if value is None:
            continue
        months = value * 12 if match["years"] else value
        yield _duration(folded, start, months + (6 if match["half"] else 0), match.span())


def _duration(folded: str, floor: int, months: float, span: tuple[int, int]) -> Duration:
    before = folded[max(floor, span[0] - 24) : span[0]]
    is_at_most = bool(_AT_MOST.search(before)) and not _NOT_LESS.search(before)
    return Duration(round(months), *span, is_at_most=is_at_most)


def _without_range_ends(folded: str, found: list[Duration]) -> Iterator[Duration]:
    """Leave out the upper end of `6 mois à 1 an`."""
    ends = {
        id(later)
        for earlier, later in pairwise(found)
        if _JOINED.fullmatch(folded, earlier.end, later.start) and earlier.months < later.months
    }
    return (duration for duration in found if id(duration) not in ends)
