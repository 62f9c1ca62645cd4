"""Dates as people write them in four languages and Darija: `sept. 2019`, `شتنبر 2021`, `été 2022`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from matching.extraction.calendar_words import MONTHS, NOW, PARTS_OF_YEAR, SEASONS
from matching.text.folding import fold
from matching.text.wordlists import any_of
from matching.types import Span


class Precision(IntEnum):
    """How exactly a date is told."""

    YEAR = 1
    SEASON = 2
    MONTH = 3
    DAY = 4


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date found in a text.

    Attributes:
        span: Where it stands, in the text given.
        year: None for a month without its year, as in `février – juin 2021`.
        month: First month meant, 1 to 12; None for a bare year.
        last_month: Last month meant, which differs from `month` in a season. A winter ends in the year after
            when it is below `month`.
        day: Day of the month, when told.
        precision: How exactly the date is told.
        is_certain: False for forms that are dates only beside another date, such as `06/22` or `mars`.
    """

    span: Span
    year: int | None
    month: int | None = None
    last_month: int | None = None
    day: int | None = None
    precision: Precision = Precision.YEAR
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class NowMatch:
    """Words such as `à ce jour`, `present`, `actualidad` or `إلى الآن`, which end a period that goes on."""

    span: Span


def find_dates(text: str) -> list[DateMatch]:
    """The dates in `text`, in order. Telephone numbers, versions and amounts are left out."""
    return [found for found in find_marks(fold(text)) if isinstance(found, DateMatch)]


def find_marks(folded: str) -> Iterator[DateMatch | NowMatch]:
    """The dates and the words for *now* in a folded text, in order."""
    for match in _MARK.finditer(folded):
        if match["now"]:
            yield NowMatch(Span(*match.span("now")))
            continue
        found = _date(match, folded)
        if found is not None:
            yield found


_MONTH = rf"{any_of(MONTHS)}(?![^\W\d_])"
_SEASON = rf"{any_of(SEASONS)}(?![^\W\d_])"
_PART = any_of(PARTS_OF_YEAR)
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)(?!\d)"
_MONTH_NUMBER = r"(?:0[1-9]|1[0-2]|[1-9])"
_DAY_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_MARK = re.compile(
    rf"""
    (?<![^\W_])(?:
      (?P<now>{any_of(NOW)})(?![^\W\d_])
    | (?P<day_a>{_DAY_NUMBER})(?P<part_a>\s?[/.\-]\s?)(?P<month_a>{_MONTH_NUMBER})(?P=part_a)
      (?P<year_a>{_YEAR}|\d\d(?!\d))(?![/.\-]\d)
    | (?P<year_b>{_YEAR})\s?[/.\-]\s?(?P<month_b>{_MONTH_NUMBER})(?:[/.\-](?P<day_b>{_DAY_NUMBER}))?
      (?!\d)(?![/.]\d)
    | (?P<month_c>{_MONTH_NUMBER})(?:\s?/\s?|[.\-])(?P<year_c>{_YEAR})(?![/.]\d)
    | (?P<month_d>0[1-9]|1[0-2])[/.](?P<year_d>\d\d)(?!\d)(?![/.:h]\s?\d)(?!\s?[%€h])
    | (?P<month_e>{_MONTH})\.?\s+(?P<day_e>{_DAY_NUMBER})(?:st|nd|rd|th)?,\s*(?P<year_e>{_YEAR})
    | (?:(?P<day_f>{_DAY_NUMBER})(?:er|st|nd|rd|th|º|°)?[\s.\-]+(?:de\s+|of\s+|من\s+)?)?
      (?P<month_f>{_MONTH})[.,]?[\s\-/]*(?:del?\s+|of\s+|d'|l'an\s+|سنه\s+|عام\s+)?
      (?P<year_f>{_YEAR}|'\d\d(?!\d)|(?<=[\s.\-/])\d\d(?![\d:h%€/.]|\s?(?:%|h\b|ans\b|h\d)))
    | (?P<season_g>{_SEASON})\s*(?:del?\s+|of\s+|d'|de\s+l'annee\s+|سنه\s+)?(?P<year_g>{_YEAR}|'\d\d(?!\d))
    | (?P<part_h>{_PART})[\s\-]*(?:del?\s+|d'|du\s+|l'annee\s+|of\s+|سنه\s+|عام\s+)?(?P<year_h>{_YEAR})
    | (?P<year_n>{_YEAR})\s?\(\s?(?P<season_n>{_SEASON})\s?\)
    | (?P<year_i>{_YEAR})(?:\s?\((?P<month_i>{_MONTH})\.?\)|,?\s(?P<month_m>{_MONTH})
      (?!\.?\s*(?:del?\s+|au?\s+)?(?:{_YEAR}|'\d\d|{_MONTH}))\.?)
    | (?P<year_j>{_YEAR})
    | '(?P<year_k>\d\d)(?!\d)
    | (?P<month_l>{_MONTH})\.?
    )
    """,
    re.VERBOSE,
)

# What is no year though it looks like one: `Windows 2019`, `ISO 2015`, `2000 appels`.
_BEFORE_VERSION = re.compile(
    r"(?:windows|server|office|excel|word|access|sage|iso(?:\s?\d+)?|studio|exchange|sql|norme|version|autocad"
    r"|catia|delphi|project|visio|n°|cp|bp|code\s+postal|ansi|utf|x|~|\+|\$|€)[\s:\-]*$"
)
_AFTER_AMOUNT = re.compile(
    r"\s*(?:[%€$]|dhs?\b|mad\b|euros?\b|dirhams?\b|appels\b|calls\b|llamadas\b|clients?\b|clientes\b|postes\b"
    r"|users?\b|usuarios\b|machines\b|m2\b|heures\b|hours\b|horas\b|hosts?\b|km\b|mots\b|words\b|درهم|مكالمه)"
)


def _date(match: re.Match[str], folded: str) -> DateMatch | None:
    letter = (match.lastgroup or "j")[-1]
    if letter == "m":
        month = MONTHS[_word(match["month_m"])]
        return DateMatch(Span(*match.span()), int(match["year_i"]), month, month, None, Precision.MONTH)
    if letter in "ghn":
        return _part_of_year(match, letter)
    if letter == "l":
        span = Span(*match.span())
        return DateMatch(
            span, None, MONTHS[_word(match["month_l"])], None, None, Precision.MONTH, is_certain=False
        )
    if letter in "jk":
        return _bare_year(match, letter, folded)
    return _month_and_year(match, letter)


def _month_and_year(match: re.Match[str], letter: str) -> DateMatch | None:
    groups = match.groupdict()
    month_words = _word(groups[f"month_{letter}"])
    month = int(month_words) if month_words.isdecimal() else MONTHS[month_words]
    day = groups.get(f"day_{letter}")
    year_words = groups[f"year_{letter}"]
    year = _full_year(year_words)
    is_certain = len(year_words) == 4 or year_words.startswith("'") or letter == "a"
    precision = Precision.DAY if day else Precision.MONTH
    return DateMatch(
        Span(*match.span()), year, month, month, int(day) if day else None, precision, is_certain=is_certain
    )


def _part_of_year(match: re.Match[str], letter: str) -> DateMatch:
    if letter in "gn":
        first, last = SEASONS[_word(match[f"season_{letter}"])]
        year = _full_year(match[f"year_{letter}"])
    else:
        first, last = PARTS_OF_YEAR[_word(match["part_h"])]
        year = int(match["year_h"])
    return DateMatch(Span(*match.span()), year, first, last, None, Precision.SEASON)


def _bare_year(match: re.Match[str], letter: str, folded: str) -> DateMatch | None:
    if letter == "k":
        return DateMatch(Span(*match.span()), _full_year(match["year_k"]), is_certain=False)
    before = folded[max(0, match.start() - 16) : match.start()]
    if _BEFORE_VERSION.search(before) or _AFTER_AMOUNT.match(folded, match.end()):
        return None
    return DateMatch(Span(*match.span()), int(match["year_j"]))


def _word(words: str) -> str:
    return " ".join(words.split())


_CENTURY_TURN = 60  # two-digit years from here on are of the last century


def _full_year(words: str) -> int:
    year = int(words.lstrip("'"))
    if year >= 100:
        return year
    return 1900 + year if year >= _CENTURY_TURN else 2000 + year
