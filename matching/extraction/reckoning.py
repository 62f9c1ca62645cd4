"""How long a period is: its first and last month, and the months that several periods cover together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matching.extraction.dates import DateMatch
from matching.profile import Period

_SINGLE_YEAR_MONTHS = 6  # `2021 : caissier` says no more: half a year is off by half a year at most


@dataclass(frozen=True, slots=True)
class Point:
    """A date with its year: one end of a period. `month` and `last_month` are None for a bare year."""

    year: int
    month: int | None
    last_month: int | None

    @classmethod
    def of(cls, found: DateMatch) -> "Point | None":
        """The point a date names; None for a month without a year."""
        return cls(found.year, found.month, found.last_month) if found.year is not None else None

    def first(self) -> int:
        """The first month meant, counted from year 0; a bare year begins in its middle."""
        return self.year * 12 + (self.month - 1 if self.month else 6)

    def last(self, today: date) -> int:
        """The last month meant; a bare year ends in its middle, or this month when it is this year."""
        if self.month is None:
            return month_of(today) if self.year == today.year else self.year * 12 + 5
        last = self.last_month or self.month
        return self.year * 12 + last - 1 + (12 if last < self.month else 0)


def period_between(start: Point, end: Point, today: date) -> Period | None:
    """The period from `start` to `end`, whichever is written first; None when it begins after `today`.

    First and last month both count; between two bare years, their difference counts.
    """
    if start.month is None and end.month is None:
        return years_between(start.year, end.year, today)
    if start.month and end.month and (end.year, end.month) < (start.year, start.month):
        start, end = end, start
    first, last = start.first(), end.last(today)
    if last < first and end.month is None:
        last = end.year * 12 + 11
    return _months_between(first, last, today)


def period_since(start: Point, today: date) -> Period | None:
    """The period from `start` that goes on; None when it begins after `today`."""
    if start.month is None:
        return years_between(start.year, today.year, today, is_current=True)
    return _months_between(start.first(), month_of(today), today, is_current=True)


def single_period(point: Point, today: date) -> Period | None:
    """The month, season or year itself; None when it begins after `today`."""
    if point.month is None:
        return years_between(point.year, point.year, today)
    return _months_between(point.first(), point.last(today), today)


def years_between(first: int, last: int, today: date, *, is_current: bool = False) -> Period | None:
    """The period from one year to another, both without months; None when it begins after `today`."""
    if first > today.year or last < first:
        return None
    is_current = is_current or last > today.year
    last = min(last, today.year)
    end = min(date(last, 12, 1), today.replace(day=1))
    months = 12 * (last - first) or _SINGLE_YEAR_MONTHS
    return Period(date(first, 1, 1), end, months, is_current=is_current, is_year_only=True)


def period_of_last_months(months: int, today: date) -> Period:
    """The period that has gone on for so many months."""
    last = month_of(today)
    return Period(day_of(last - months + 1), day_of(last), months, is_current=True)


def months_covered(periods: Iterable[Period]) -> int:
    """The months of all periods together; those that several share count once.

    Durations without a date (`avant cela, 14 mois comme serveur`) are added to the others.
    """
    known = list(periods)
    intervals = sorted(interval for period in known if (interval := _interval(period)))
    total, covered_until = sum(period.months for period in known if period.start is None), -1
    for first, last in intervals:
        total += max(0, last - max(first, covered_until + 1) + 1)
        covered_until = max(covered_until, last)
    return total


def month_of(day: date) -> int:
    """The month of a day, counted from year 0."""
    return day.year * 12 + day.month - 1


def day_of(month: int) -> date:
    """The first day of a month counted from year 0."""
    return date(month // 12, month % 12 + 1, 1)


def _months_between(first: int, last: int, today: date, *, is_current: bool = False) -> Period | None:
    now = month_of(today)
    if first > now or last < first:
        return None
    is_current = is_current or last > now
    last = min(last, now)
    return Period(day_of(first), day_of(last), last - first + 1, is_current=is_current)


def _interval(period: Period) -> tuple[int, int] | None:
    """First and last month covered; years without months run from July to June, so that neighbours meet."""
    if period.start is None:
        return None
    first = month_of(period.start) + (6 if period.is_year_only else 0)
    return first, first + period.months - 1
