"""Stretches of time as people write them: ranges, `depuis 2021`, single dates and durations."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from matching.extraction.dates import DateMatch, NowMatch, Precision, find_marks
from matching.extraction.lengths import find_lengths
from matching.extraction.reckoning import (
    Point,
    day_of,
    month_of,
    period_between,
    period_of_last_months,
    period_since,
    single_period,
)
from matching.profile import Period
from matching.text.folding import fold
from matching.types import Span


class PeriodForm(StrEnum):
    """How a period is written."""

    RANGE = "range"  # 2019 – 2021, mars 2020 à ce jour
    SINCE = "since"  # depuis 2021, since March
    SINGLE = "single"  # 2021, été 2022
    DURATION = "duration"  # 18 mois, 3 ans


@dataclass(frozen=True, slots=True)
class PeriodMatch:
    """A period found in a text; `span` is in the text given and covers all its words."""

    span: Span
    period: Period
    form: PeriodForm

    @property
    def is_range(self) -> bool:
        """Whether a beginning is told together with an end or with going on."""
        return self.form in (PeriodForm.RANGE, PeriodForm.SINCE)


def find_periods(text: str, *, today: date) -> list[PeriodMatch]:
    """The periods in `text`, in order; what begins after `today` is left out.

    Durations (`18 mois`) are given beside dates; `depuis 2 ans` is a period that goes on.
    """
    folded = fold(text)
    dated = list(_PeriodReader(folded, today).periods())
    ends = [found.span.end for found in dated]
    lengths = [found for found in _lengths(folded, today) if not _overlaps(found.span, dated, ends)]
    return sorted((*dated, *lengths), key=lambda found: found.span)


def _lengths(folded: str, today: date) -> Iterator[PeriodMatch]:
    for length in find_lengths(folded):
        if length.goes_on:
            yield PeriodMatch(length.span, period_of_last_months(length.months, today), PeriodForm.SINCE)
        else:
            yield PeriodMatch(length.span, Period(None, None, length.months), PeriodForm.DURATION)


def _overlaps(span: Span, dated: Sequence[PeriodMatch], ends: Sequence[int]) -> bool:
    """Whether a period of `dated`, which are in order and end at `ends`, shares words with `span`."""
    position = bisect_right(ends, span.start)
    return position < len(dated) and dated[position].span.start < span.end


# What may stand between a start and an end. Dashes, quotes and Arabic letters are already folded.
_TO = re.compile(
    r"[\s)\].,]*(?:(?:-+|=+)>?|→|➔|➜|⇒|>+|/|\||~|…|\.{2,3}"
    r"|\b(?:a|au|aux|to|until|till|thru|through|al|hasta|jusqu'(?:a|au|en)|jusque|et\s+jusqu'a|y\s+hasta|y|and|et"
    r"|الي|حتي|ل|لغايه|7tta|7ta|7etta|hta|htta|7atta|tal)(?![^\W\d_]))?"
    r"[\s(\[.]*(?:(?:jusqu'(?:a|au|en|ici)|hasta|until|till|up\s+to|الي|غايه|حتي|7tta|l|le|la|el|ce|the|du|de|mes\s+de"
    r"|شهر|سنه|عام|fin|debut)(?![^\W\d_])[\s']*|l')*[•\s(\[]*"
)
_NO_CONNECTOR = re.compile(r"(?!.*\.\.)[\s)\].,(\[•]*")
_MERE_AND = re.compile(r"\s*(?:y|and|et|,|&|و|\.)\s*")
_BETWEEN = re.compile(r"(?<![^\W_])(?:entre|between|بين)\s+$")
_DASH = re.compile(r"\s*(?:-+|/)\s*")
_AND = re.compile(r"\s*(?:,|et|and|y|&|\+|/|puis|و)\s*")
_SINCE = re.compile(
    r"(?<![^\W_])(?:depuis|since|desde|منذ|ابتداء\s+من|انطلاقا\s+من|a\s+compter\s+d[eu]|dpuis|d'puis)[\s:]*"
    r"(?:(?:le|la|the|el|fin|debut|mes\s+de|شهر|سنه|عام|early|late)\s+|l')*$"
)
# `mn janvier 2025` and `من 2020` begin what goes on only where a word says that it does.
_FROM = re.compile(r"(?<![^\W_])(?:mn|men|من|from)[\s:]*$")
_GOING_ON = re.compile(
    r"(?<![^\W_])(?:daba|khdd?am[at]?|kankhdem|حاليا|الان|اعمل|اشتغل|يعمل|currently|now)(?![^\W_])"
)
_OPEN_END = re.compile(r"[^\S\n]*(?:-+>?|→|\.{2,3}|…)[^\S\n]*(?=$|\n|:|\)|\|)")
_SHORT_YEAR = re.compile(r"\s?[/-]\s?(?P<year>\d\d)(?![\d/.])")
_IN_BRACKETS = re.compile(r"\s*\(\s*(?:de\s+)?")
# Words for *now* that mean it only after `to` or a dash.
_VAGUE_NOW = frozenset(
    {"date", "a date", "still", "toujours", "current", "actual", "actuel", "actuelle", "today", "hoy"}
)
_EACH_SEASON = re.compile(r"(?:etes|saisons|summers|summer seasons|veranos|hivers|winters|inviernos)\b")
_LONGEST_GAP = 40
_LONGEST_SHORT_RANGE = 15  # years

_Mark = DateMatch | NowMatch
_Found = tuple[int, PeriodMatch | None]
"""How many marks after the first were used, and the period found."""


class _PeriodReader:
    """Joins the dates of one folded text to periods, from left to right."""

    def __init__(self, folded: str, today: date) -> None:
        self._folded = folded
        self._today = today

    def periods(self) -> Iterator[PeriodMatch]:
        marks = list(find_marks(self._folded))
        position = 0
        while position < len(marks):
            used, found = self._from(marks[position], marks[position + 1 : position + 7])
            if found is not None:
                yield found
            position += 1 + used

    def _from(self, mark: _Mark, following: Sequence[_Mark]) -> _Found:
        if isinstance(mark, NowMatch):
            return self._reversed(mark, following)
        since = self._since(mark)
        start = since.start() if since else mark.span.start
        if following and self._joins(mark, following[0]):
            return 1, self._joined(mark, following[0], start)
        if mark.precision is Precision.SEASON and not since:
            return self._seasons(mark, following)
        if mark.precision is Precision.YEAR and self._bounds(following, mark.span.end)[0]:
            return self._months_in_brackets(mark, following)
        return 0, self._alone(mark, start, has_since=since is not None)

    def _joined(self, first: DateMatch, last: _Mark, start: int) -> PeriodMatch | None:
        """The period between two marks; of `étés 2017 à 2019`, the summers alone."""
        words = self._folded[first.span.start : first.span.end]
        if isinstance(last, DateMatch) and last.precision is Precision.YEAR and _EACH_SEASON.match(words):
            period = self._each_season(first, last)
            return _match(start, last.span.end, period, PeriodForm.SINGLE)
        return _match(start, last.span.end, self._range(first, last), PeriodForm.RANGE)

    def _each_season(self, first: DateMatch, last: DateMatch) -> Period | None:
        point = Point.of(first)
        period = single_period(point, self._today) if point else None
        if period is None or period.start is None or last.year is None:
            return None
        n_years = last.year - period.start.year + 1
        end = day_of(month_of(period.start.replace(year=last.year)) + period.months - 1)
        return replace(period, end=end, months=period.months * n_years)

    def _alone(self, mark: DateMatch, start: int, *, has_since: bool) -> PeriodMatch | None:
        """A date without a second one: `2018-19`, `depuis 2018`, `2018 –` or `2018`."""
        point = Point.of(mark)
        if point is None:
            return None
        if short := self._short_end(mark):
            end = Point(short[0], None, None)
            return _match(start, short[1], period_between(point, end, self._today), PeriodForm.RANGE)
        if has_since:
            return _match(start, mark.span.end, period_since(point, self._today), PeriodForm.SINCE)
        if not mark.is_certain:
            return None
        if opened := _OPEN_END.match(self._folded, mark.span.end):
            return _match(start, opened.end(), period_since(point, self._today), PeriodForm.RANGE)
        return _match(start, mark.span.end, single_period(point, self._today), PeriodForm.SINGLE)

    def _reversed(self, now: NowMatch, following: Sequence[_Mark]) -> _Found:
        """`Présent – 03/2023` at the start of a line."""
        start = following[0] if following else None
        line_start = self._folded.rfind("\n", 0, now.span.start) + 1
        if not isinstance(start, DateMatch) or now.span.start - line_start > 3:
            return 0, None
        point = Point.of(start)
        if point is None or not _DASH.fullmatch(self._folded, now.span.end, start.span.start):
            return 0, None
        return 1, _match(now.span.start, start.span.end, period_since(point, self._today), PeriodForm.RANGE)

    def _since(self, mark: DateMatch) -> re.Match[str] | None:
        """The word before a date that says it goes on since then."""
        reach = max(0, mark.span.start - _LONGEST_GAP)
        since = _SINCE.search(self._folded, reach, mark.span.start)
        if since is None and (start := _FROM.search(self._folded, reach, mark.span.start)):
            return start if _GOING_ON.search(self._folded, reach, start.start()) else None
        return since

    def _joins(self, start: DateMatch, end: _Mark) -> bool:
        """Whether the words between two marks make them the two ends of one period."""
        gap = self._folded[start.span.end : end.span.start]
        if len(gap) > _LONGEST_GAP or gap.count("\n") > 1 or not _TO.fullmatch(gap):
            return False
        is_bare = bool(_NO_CONNECTOR.fullmatch(gap))
        if isinstance(end, NowMatch):
            return not is_bare or self._is_now_beside(end, gap)
        is_merely_and = start.year is not None and _MERE_AND.fullmatch(gap)
        if is_bare or end.year is None or (is_merely_and and not self._follows_between(start)):
            return False
        if start.year is None or (start.year, start.month or 0) <= (end.year, end.month or 12):
            return True
        return start.month is not None and end.month is not None and bool(_DASH.fullmatch(gap))

    def _follows_between(self, start: DateMatch) -> bool:
        return bool(_BETWEEN.search(self._folded, max(0, start.span.start - 12), start.span.start))

    def _is_now_beside(self, now: NowMatch, gap: str) -> bool:
        """Whether a word for now ends a period without `to` or a dash: `2021, en cours`."""
        is_alone = self._folded[now.span.end : now.span.end + 1] in ("", "\n")
        return ("\n" not in gap or is_alone) and now.span.text_in(self._folded) not in _VAGUE_NOW

    def _short_end(self, start: DateMatch) -> tuple[int, int] | None:
        """Year and offset of the end of `2018-19` and `2021/22`."""
        match = _SHORT_YEAR.match(self._folded, start.span.end)
        if match is None or start.year is None or start.precision is not Precision.YEAR:
            return None
        year = start.year // 100 * 100 + int(match["year"])
        return (year, match.end()) if start.year < year <= start.year + _LONGEST_SHORT_RANGE else None

    def _range(self, start: DateMatch, end: _Mark) -> Period | None:
        last = Point.of(end) if isinstance(end, DateMatch) else None
        first = self._with_year(start, last)
        if last is None:
            return period_since(first, self._today)
        if start.precision is Precision.SEASON and _ends_next_year(first, last):
            return Period(date(first.year, 12, 1), date(last.year, 2, 1), 3)  # winter 2021-2022
        return period_between(first, last, self._today)

    def _with_year(self, start: DateMatch, end: Point | None) -> Point:
        """The start, in the year of the end where it has none; `nov. – févr. 2022` began the year before."""
        if start.year is not None:
            return Point(start.year, start.month, start.last_month)
        month = start.month or 1
        year, last_month = (end.year, end.month or 12) if end else (self._today.year, self._today.month)
        return Point(year - 1 if month > last_month else year, start.month, start.last_month)

    def _seasons(self, mark: DateMatch, following: Sequence[_Mark]) -> _Found:
        """One season or several: `étés 2021 et 2022 (juin à septembre)` is two times four months."""
        point = Point.of(mark)
        period = single_period(point, self._today) if point else None
        if period is None or period.start is None:
            return 0, None
        end, n_seasons = mark, 1
        for other in following:
            gap = self._folded[end.span.end : other.span.start]
            if isinstance(other, NowMatch) or other.year is None or not _AND.fullmatch(gap):
                break
            end, n_seasons = other, n_seasons + 1
        months, n_bounds, span_end = self._bounds(following[n_seasons - 1 :], end.span.end)
        length = months or period.months
        last = month_of(date(end.year or period.start.year, period.start.month, 1)) + length - 1
        period = replace(period, end=day_of(last), months=length * n_seasons)
        return n_seasons - 1 + n_bounds, _match(mark.span.start, span_end, period, PeriodForm.SINGLE)

    def _months_in_brackets(self, mark: DateMatch, following: Sequence[_Mark]) -> _Found:
        """`2025 (juillet-août)`."""
        first, last = following[:2]
        assert isinstance(first, DateMatch)
        assert isinstance(last, DateMatch)
        start, end = replace(first, year=mark.year), replace(last, year=mark.year)
        return 2, _match(mark.span.start, last.span.end, self._range(start, end), PeriodForm.RANGE)

    def _bounds(self, following: Sequence[_Mark], end: int) -> tuple[int, int, int]:
        """Months, marks used and end of `(juin à septembre)` after a season; zeros where there is none."""
        months = [found for found in following[:2] if isinstance(found, DateMatch) and found.year is None]
        if len(months) < 2 or not _IN_BRACKETS.fullmatch(self._folded, end, months[0].span.start):
            return 0, 0, end
        first, last = months
        return ((last.month or 1) - (first.month or 1)) % 12 + 1, 2, last.span.end


def _ends_next_year(start: Point, end: Point) -> bool:
    """Whether the end is the bare year after the start."""
    return end.month is None and end.year == start.year + 1


def _match(start: int, end: int, period: Period | None, form: PeriodForm) -> PeriodMatch | None:
    return PeriodMatch(Span(start, end), period, form) if period else None
