"""Lengths of time in months, as people tell them of jobs: `3 ans et demi`, `18 months`, `سنتين`."""

import re
from dataclasses import dataclass

from matching.types import Span

# fmt: off
_NUMBER_WORDS = {
    **dict.fromkeys(("un", "une", "one", "a", "an", "wahed"), 1),
    **dict.fromkeys(("deux", "two", "dos", "جوج", "joj"), 2),
    **dict.fromkeys(("trois", "three", "tres", "ثلاث", "ثلاثه", "تلت", "tlata", "telt"), 3),
    **dict.fromkeys(("quatre", "four", "cuatro", "اربع", "اربعه", "reb3"), 4),
    **dict.fromkeys(("cinq", "five", "cinco", "خمس", "خمسه", "khems"), 5),
    **dict.fromkeys(("six", "seis", "ست", "سته", "sett"), 6),
    **dict.fromkeys(("sept", "seven", "siete", "سبع", "سبعه", "seb3"), 7),
    **dict.fromkeys(("huit", "eight", "ocho", "ثمان", "ثماني", "ثمانيه", "tmen"), 8),
    **dict.fromkeys(("neuf", "nine", "nueve", "تسع", "تسعه"), 9),
    **dict.fromkeys(("dix", "ten", "diez", "عشر", "عشره"), 10),
    **dict.fromkeys(("onze", "eleven", "once"), 11),
    **dict.fromkeys(("douze", "twelve", "doce"), 12),
    **dict.fromkeys(("quinze", "fifteen", "quince"), 15),
    **dict.fromkeys(("vingt", "twenty", "veinte"), 20),
}
_DUAL_MONTHS = {
    "سنتين": 24, "سنتان": 24, "عامين": 24, "3amayn": 24, "3amin": 24,
    "سنه كامله": 12, "سنه واحده": 12, "عام كامل": 12, "عام واحد": 12, "عاما واحدا": 12, "عاما كاملا": 12,
    "شهرين": 2, "شهران": 2, "chehrayn": 2,
}
# fmt: on
_NUMBER = rf"(?:\d{{1,2}}(?:[.,]\d)?|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})"
_YEARS = r"(?:annees?|ans?|years?|yrs?|anos?|سنوات|سنه|سنين|اعوام|عاما|عام|3am|snine?|3wam)"
_MONTHS = r"(?:mois|months?|mths?|mos|mese?s?|اشهر|شهور|شهرا|شهر|chher|chhor|chhour|chouhour)"
_WEEKS = r"(?:semaines?|weeks?|wks?|semanas?|اسابيع|اسبوعا?|simanat?)"
_ABOUT = (
    r"(?:(?:plus\s+de|more\s+than|over|mas\s+de|pres\s+de|environ|about|almost|casi|اكثر\s+من|les"
    r"|the\s+(?:last|past))\s+)?"
)
_LENGTH = re.compile(
    rf"""
    (?<![^\W_])(?:(?P<since>depuis|since|for|desde\s+hace|hace|منذ|ليا|mn|hadi|had)\s+{_ABOUT})?
    (?:(?P<years>{_NUMBER})\s?\+?\s?{_YEARS}(?P<half>\s+(?:et\s+demie?|and\s+a\s+half|y\s+medio|ونصف|w\s?nes))?
       (?:\s*(?:et|and|y|,|و|w)?\s*(?P<more>{_NUMBER})\s?{_MONTHS})?
     | (?P<months>{_NUMBER})\s?{_MONTHS}
     | (?P<weeks>{_NUMBER})\s?{_WEEKS}
     | (?P<dual>{"|".join(_DUAL_MONTHS)})
    )(?![^\W_])
    """,
    re.VERBOSE,
)
_GOES_ON = frozenset({"depuis", "since", "desde hace", "hace", "منذ", "ليا", "hadi", "had"})


@dataclass(frozen=True, slots=True)
class LengthMatch:
    """A length of time; `span` is in the text that was searched, `goes_on` says that it lasts until now."""

    span: Span
    months: int
    goes_on: bool


def find_lengths(folded: str) -> list[LengthMatch]:
    """The lengths of a month or more told in a folded text, in order. Weeks are rounded to months."""
    found = (_length(match) for match in _LENGTH.finditer(folded))
    return [length for length in found if length.months]


def _length(match: re.Match[str]) -> LengthMatch:
    goes_on = " ".join((match["since"] or "").split()) in _GOES_ON
    return LengthMatch(Span(*match.span()), _months(match), goes_on)


def _months(match: re.Match[str]) -> int:
    if match["dual"]:
        return _DUAL_MONTHS[match["dual"]]
    if match["weeks"]:
        return max(1, round(_number(match["weeks"]) * 12 / 52))
    if match["months"]:
        return round(_number(match["months"]))
    months = _number(match["years"]) * 12 + (6 if match["half"] else 0)
    return round(months + (_number(match["more"]) if match["more"] else 0))


def _number(words: str) -> float:
    return float(_NUMBER_WORDS[words]) if words in _NUMBER_WORDS else float(words.replace(",", "."))
