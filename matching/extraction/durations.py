"""Notice periods and delays in days: `un mois`, `15 jours`, `two weeks`, `شهران`."""

import re
from dataclasses import dataclass

from matching.types import Span

_NUMBERS = {
    "un": 1, "une": 1, "one": 1, "a": 1, "uno": 1, "una": 1, "واحد": 1, "واحده": 1,
    "deux": 2, "two": 2, "dos": 2, "trois": 3, "three": 3, "tres": 3, "ثلاثه": 3, "ثلاث": 3,
    "quatre": 4, "four": 4, "cuatro": 4, "اربعه": 4, "cinq": 5, "five": 5, "cinco": 5, "six": 6, "seis": 6,
    "sept": 7, "huit": 8, "ocho": 8, "eight": 8, "dix": 10, "ten": 10, "diez": 10, "عشره": 10,
    "quinze": 15, "fifteen": 15, "quince": 15, "vingt": 20, "trente": 30, "thirty": 30, "treinta": 30,
}  # fmt: skip
_UNITS = {
    "j": 1, "jour": 1, "jours": 1, "day": 1, "days": 1, "dia": 1, "dias": 1, "يوم": 1, "يوما": 1, "ايام": 1,
    "semaine": 7, "semaines": 7, "sem": 7, "week": 7, "weeks": 7, "semana": 7, "semanas": 7,
    "اسبوع": 7, "اسابيع": 7, "simana": 7, "quinzaine": 15, "quincena": 15,
    "mois": 30, "month": 30, "months": 30, "mes": 30, "meses": 30, "شهر": 30, "اشهر": 30, "شهور": 30,
    "ch8er": 30, "chhar": 30,
}  # fmt: skip
# Arabic duals, and forms in which the number stands behind or is left out.
_WHOLE = {
    "اسبوعان": 14,
    "اسبوعين": 14,
    "شهران": 60,
    "شهرين": 60,
    "يومان": 2,
    "يومين": 2,
    "fortnight": 14,
    "quinzaine": 15,
    "quincena": 15,
}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_DURATION = re.compile(
    rf"(?<![\w+])(?:(?P<whole>{'|'.join(_WHOLE)})|(?P<number>{_NUMBER})(?:[ '\-]"
    rf"|(?<=\d))(?:\(\d+\) )?(?P<unit>{_UNIT})"
    rf"|(?P<arabic>شهر|اسبوع)(?: (?P<behind>واحد|كامل))?)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class DelayMatch:
    """A stretch of days; `span` is in the text that was searched."""

    span: Span
    days: int


def find_delays(folded: str, start: int = 0, end: int | None = None) -> list[DelayMatch]:
    """The delays stated in `folded[start:end]`, in order. A month is 30 days."""
    matches = _DURATION.finditer(folded, start, len(folded) if end is None else end)
    return [DelayMatch(Span(*match.span()), _days(match)) for match in matches]


def _days(match: re.Match[str]) -> int:
    if match["whole"]:
        return _WHOLE[match["whole"]]
    if match["arabic"]:
        return _UNITS[match["arabic"]]
    number = match["number"]
    return (int(number) if number.isdecimal() else _NUMBERS[number]) * _UNITS[match["unit"]]
