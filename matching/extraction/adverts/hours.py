"""Hours of work as adverts write them: `8h-22h`, `de 9:00 a 18:30`, `9am to 6pm`, `من 22:00 إلى 06:00`."""
# ruff: noqa: E501 - a pattern reads best with one language a row

from collections.abc import Iterator
from dataclasses import dataclass

from matching.extraction.adverts.page import pattern

_HOUR = r"(?:[01]?\d|2[0-4]|minuit|midnight|medianoche|midi|noon|mediodia)"
_NAMED_HOURS = {
    "minuit": 0.0,
    "midnight": 0.0,
    "medianoche": 0.0,
    "midi": 12.0,
    "noon": 12.0,
    "mediodia": 12.0,
}


def _clock(name: str) -> str:
    return (
        rf"(?P<{name}>{_HOUR})(?: ?(?P<{name}_sign>h(?:eures?|rs?|oras?)?|:|\.(?=\d\d)|H)? ?(?P<{name}_minutes>[0-5]\d)?(?!\d))?"
        rf"(?: ?(?P<{name}_half>am|pm|a\.m\.?|p\.m\.?|صباحا|مساء|ليلا|زوالا))?"
    )


_RANGE = pattern(
    rf"(?<![\w/+.,-]){_clock('first')} ?(?:-|a|à|to|au|jusqu'a|until|till|hasta(?: las)?|tal|hta|7ta|y|and|إلى(?: غاية)?(?: الساعة)?|حتى(?: الساعة)?) ?(?:las )?{_clock('last')}(?: ?(?P<unit>h(?:eures|rs|oras)?\b))?(?![\d%])"
)
_CUE = pattern(
    r"(?:\b(?:horaires?|horario|heures|hours|horas|schedule|shift|de|entre|from|between)|(?:ال)?(?:توقيت|ساعة|دوام|من)) ?:?[^.\n]{0,24}$"
)
_NIGHT_BEGINS, _NIGHT_ENDS = 21, 3


@dataclass(frozen=True, slots=True)
class HourRange:
    """Hours of one shift or half-shift, in [0, 24]; `last` below `first` when it ends the day after."""

    first: float
    last: float
    start: int
    end: int

    @property
    def crosses_midnight(self) -> bool:
        """Whether it ends the day after it began, past midnight."""
        return 0 < self.last <= self.first

    @property
    def is_night(self) -> bool:
        """Whether the hours after midnight are worked, or the work begins late."""
        return (self.crosses_midnight and self.last >= _NIGHT_ENDS) or self.first >= _NIGHT_BEGINS

    @property
    def length(self) -> float:
        """Hours between beginning and end."""
        return (self.last - self.first) % 24


def find_hours(folded: str, start: int, end: int) -> Iterator[HourRange]:
    """The ranges of hours in `folded[start:end]`, in order.

    Bare numbers (`10-14`) are hours only where one of them carries a sign of hours (`h`, `:`, `am`).
    """
    for match in _RANGE.finditer(folded, start, end):
        groups = match.groupdict()
        has_sign = any(groups[key] for key in ("first_sign", "last_sign", "first_half", "last_half", "unit"))
        if not has_sign or _is_duration(groups):
            continue
        first = _hour(groups, "first")
        last = _hour(groups, "last")
        if last != first:
            yield HourRange(first, last, match.start(), match.end())


def _is_duration(groups: dict[str, str | None]) -> bool:
    """Whether `2 à 3 h` is a length of time and not a time of day."""
    first, last = (_NAMED_HOURS.get(groups[name] or "", -1.0) for name in ("first", "last"))
    if max(first, last) >= 0:
        return False
    first, last = float(groups["first"] or 0), float(groups["last"] or 0)
    return first < 5 and last < 7 and not groups["first_sign"] and not groups["first_half"]


def _hour(groups: dict[str, str | None], name: str) -> float:
    if (groups[name] or "") in _NAMED_HOURS:
        return _NAMED_HOURS[groups[name] or ""]
    hour = float(groups[name] or 0) + float(groups[f"{name}_minutes"] or 0) / 60
    half = groups[f"{name}_half"] or ""
    if half.startswith(("p", "مساء", "زوالا")) and hour < 12:
        return hour + 12
    if half.startswith("ليلا") and 6 <= hour < 12:
        return hour + 12
    return 0.0 if half.startswith("a") and hour >= 12 else hour
