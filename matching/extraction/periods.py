"""Stretches of time as people write them: ranges, `depuis 2021`, single dates and durations."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from matching.extraction.dates import DateMatch, NowMatch, Precision, find_marks
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


def find_periods(text: str, *, today: date) -> list[PeriodMatch]:
    """The periods in `text`, in order; what begins after `today` is left out.

    Durations (`18 mois`) are given only where no date says the same: `depuis 2 ans` is a period that goes on.
    """
    folded = fold(text)
    dated = list(_dated_periods(folded, today))
    durations = _durations(folded, today)
    free = [found for found in durations if not any(_overlap(found.span, other.span) for other in dated)]
    return sorted((*dated, *free), key=lambda found: found.span)


def months_covered(periods: Iterable[Period]) -> int:
    """The months of all periods together; those that several share count once.

    Durations without a date count only when no period has one.
    """
    known = list(periods)
    intervals = sorted(interval for period in known if (interval := _interval(period)))
    if not intervals:
        return sum(period.months for period in known)
    total, covered_until = 0, -1
    for first, last in intervals:
        total += max(0, last - max(first, covered_until + 1) + 1)
        covered_until = max(covered_until, last)
    return total


def _interval(period: Period) -> tuple[int, int] | None:
    """First and last month covered; years without months run from July to June, so that neighbours meet."""
    if period.start is None:
        return None
    first = _month_of(period.start) + (6 if period.is_year_only else 0)
    return first, first + period.months - 1


# Between a start and an end. Dashes, quotes and Arabic letters are already folded.
_TO = re.compile(
    r"[\s)\].,]*(?:(?:-+|=+)>?|→|➔|➜|⇒|>+|/|\||~|…|\.{2,3}|\b(?:a|au|aux|to|until|till|thru|through|al|hasta|jusqu'(?:a|au|en)|jusque"
    r"|et jusqu'a|y hasta|y|and|et|الي|حتي|ل|لغايه|7tta|7ta|7etta|hta|htta|7atta|tal)(?![^\W\d_]))?"
    r"[\s(\[.]*(?:(?:jusqu'(?:a|au|en|ici)|hasta|until|till|up to|الي|غايه|حتي|7tta|l|le|la|el|ce|the|du|de|mes de|شهر|سنه|عام"
    r"|fin|debut)(?![^\W\d_])[\s']*|l')*[•\s(\[]*"
)
_NEEDS_CONNECTOR = re.compile(r"[\s)\].,(\[]*")
_WEAK_CONNECTOR = re.compile(r"\s*(?:y|and|et|,|&|و|\.)\s*")
_SINCE = re.compile(
    r"(?<![^\W_])(?:depuis|since|desde|منذ|dpuis|d'?puis|mnd|mn?ed)[\s:]*"
    r"(?:(?:le|la|the|el|fin|debut|mes\s+de|شهر|سنه|عام|early|late)\s+|l')*$"
)
# `mn janvier 2025` and `من 2020` begin what goes on only where a word says that it does.
_FROM = re.compile(r"(?<![^\W_])(?:mn|men|من|from)[\s:]*$")
_GOING_ON = re.compile(
    r"(?<![^\W_])(?:daba|khdd?am[at]?|kankhdem|حاليا|الان|اعمل|اشتغل|يعمل|currently|now)(?![^\W_])"
)
_OPEN_END = re.compile(r"[^\S\n]*(?:-+>?|→|\.{2,3}|…)[^\S\n]*(?=$|\n|:|\)|\|)")
_SHORT_YEAR = re.compile(r"\s?[/-]\s?(?P<year>\d\d)(?![\d/.])")
# Words for *now* that mean it only after `to` or a dash.
_VAGUE_NOW = frozenset(
    {"date", "a date", "still", "toujours", "current", "actual", "actuel", "actuelle", "today", "hoy"}
)
_DASH = re.compile(r"\s*(?:-+|/)\s*")
_AND = re.compile(r"\s*(?:,|et|and|y|&|\+|/|puis|و)\s*")
_LONGEST_GAP = 40


def _dated_periods(folded: str, today: date) -> Iterator[PeriodMatch]:
    marks = list(find_marks(folded))
    position = 0
    while position < len(marks):
        mark = marks[position]
        following = marks[position + 1 : position + 7]
        used, found = 0, None
        if isinstance(mark, NowMatch):
            used, found = _reversed_from(mark, following, folded, today)
        else:
            used, found = _period_from(mark, following, folded, today)
        if found is not None:
            yield found
        position += 1 + used


def _period_from(
    mark: DateMatch, following: Sequence[DateMatch | NowMatch], folded: str, today: date
) -> tuple[int, PeriodMatch | None]:
    """The period that begins with `mark`, and how many of the marks after it belong to it."""
    since = _since(mark, folded)
    start_offset = since.start() if since else mark.span.start
    end = following[0] if following else None
    if end is not None and _joins(mark, end, folded):
        period = _range(mark, end, today)
        form = PeriodForm.RANGE if period else PeriodForm.SINGLE
        return 1, _match(start_offset, end.span.end, period, form)
    if short := _short_end(mark, folded):
        return 0, _match(start_offset, short.span.end, _range(mark, short, today), PeriodForm.RANGE)
    if since and mark.year is not None:
        period = _range(mark, NowMatch(mark.span), today)
        return 0, _match(start_offset, mark.span.end, period, PeriodForm.SINCE)
    if mark.precision is Precision.SEASON:
        return _seasons(mark, following, folded, today)
    if not mark.is_certain:
        return 0, None
    if opened := _OPEN_END.match(folded, mark.span.end):
        period = _range(mark, NowMatch(mark.span), today)
        return 0, _match(start_offset, opened.end(), period, PeriodForm.RANGE)
    return 0, _match(mark.span.start, mark.span.end, _single(mark, today), PeriodForm.SINGLE)


def _reversed_from(
    now: NowMatch, following: Sequence[DateMatch | NowMatch], folded: str, today: date
) -> tuple[int, PeriodMatch | None]:
    """`Présent – 03/2023` at the start of a line."""
    start = following[0] if following else None
    line_start = folded.rfind("\n", 0, now.span.start) + 1
    if not isinstance(start, DateMatch) or start.year is None or now.span.start - line_start > 3:
        return 0, None
    if not _DASH.fullmatch(folded, now.span.end, start.span.start):
        return 0, None
    return 1, _match(now.span.start, start.span.end, _range(start, now, today), PeriodForm.RANGE)


def _since(mark: DateMatch, folded: str) -> re.Match[str] | None:
    """The word before a date that says it goes on since then."""
    reach = max(0, mark.span.start - _LONGEST_GAP)
    since = _SINCE.search(folded, reach, mark.span.start)
    if since is None and (start := _FROM.search(folded, reach, mark.span.start)):
        return start if _GOING_ON.search(folded, reach, start.start()) else None
    return since


def _match(start: int, end: int, period: Period | None, form: PeriodForm) -> PeriodMatch | None:
    return PeriodMatch(Span(start, end), period, form) if period else None


def _joins(start: DateMatch, end: DateMatch | NowMatch, folded: str) -> bool:
    """Whether the words between two marks make them the two ends of one period."""
    gap = folded[start.span.end : end.span.start]
    if len(gap) > _LONGEST_GAP or gap.count("\n") > 1 or not _TO.fullmatch(gap):
        return False
    if isinstance(end, NowMatch):
        is_bare = _NEEDS_CONNECTOR.fullmatch(gap)
        if not is_bare:
            return True
        is_alone = folded[end.span.end : end.span.end + 1] in ("", "\n")
        return ("\n" not in gap or is_alone) and end.span.text_in(folded) not in _VAGUE_NOW
    if _NEEDS_CONNECTOR.fullmatch(gap) or end.year is None:
        return False
    if start.year is not None and _WEAK_CONNECTOR.fullmatch(gap):
        return False
    if start.year is None or (start.year, start.month or 0) <= (end.year, end.month or 12):
        return True
    return start.month is not None and end.month is not None and bool(_DASH.fullmatch(gap))


def _short_end(start: DateMatch, folded: str) -> DateMatch | None:
    """The end of `2018-19` and `2021/22`."""
    if start.year is None or start.precision is not Precision.YEAR:
        return None
    match = _SHORT_YEAR.match(folded, start.span.end)
    if match is None:
        return None
    year = start.year // 100 * 100 + int(match["year"])
    return DateMatch(Span(*match.span()), year) if start.year < year <= start.year + 15 else None


def _range(start: DateMatch, end: DateMatch | NowMatch, today: date) -> Period | None:
    start = _with_year(start, end, today)
    assert start.year is not None
    if (
        isinstance(end, DateMatch)
        and end.year is not None
        and end.month
        and (end.year, end.month) < (start.year, start.month or 0)
    ):
        start, end = end, start  # the latest date first
        assert start.year is not None
    now = _month_of(today)
    is_now = isinstance(end, NowMatch) or end.year is None
    if start.month is None and (is_now or (isinstance(end, DateMatch) and end.month is None)):
        last_year = today.year if isinstance(end, NowMatch) or end.year is None else end.year
        return _years(start.year, last_year, today, is_current=is_now)
    if _is_one_winter(start, end):
        return Period(date(start.year, 12, 1), date(start.year + 1, 2, 1), 3)
    first = _first_month(start)
    last = now if isinstance(end, NowMatch) else _last_month(end, first, today)
    if first > now or last < first:
        return None
    is_current = is_now or last > now
    last = min(last, now)
    return Period(_day_of(first), _day_of(last), last - first + 1, is_current=is_current)


def _is_one_winter(start: DateMatch, end: DateMatch | NowMatch) -> bool:
    """`winter 2021-2022`."""
    if isinstance(end, NowMatch) or end.year is None or start.year is None:
        return False
    return start.precision is Precision.SEASON and end.month is None and end.year == start.year + 1


def _with_year(start: DateMatch, end: DateMatch | NowMatch, today: date) -> DateMatch:
    """`start` with the year of `end` where it has none; `nov. – févr. 2022` began the year before."""
    if start.year is not None:
        return start
    if isinstance(end, NowMatch) or end.year is None:
        year = today.year if (start.month or 1) <= today.month else today.year - 1
        return replace(start, year=year)
    starts_year_before = end.month is not None and start.month is not None and start.month > end.month
    return replace(start, year=end.year - 1 if starts_year_before else end.year)


def _years(first: int, last: int, today: date, *, is_current: bool) -> Period | None:
    if first > today.year or last < first:
        return None
    is_current = is_current or last > today.year
    last = min(last, today.year)
    end = min(date(last, 12, 1), today.replace(day=1))
    months = 12 * (last - first) or _SINGLE_YEAR_MONTHS
    return Period(date(first, 1, 1), end, months, is_current=is_current, is_year_only=True)


_SINGLE_YEAR_MONTHS = 6  # `2021 : caissier` says no more: half a year is off by half a year at most


def _single(mark: DateMatch, today: date) -> Period | None:
    if mark.year is None:
        return None
    if mark.month is None:
        return _years(mark.year, mark.year, today, is_current=False)
    first = _first_month(mark)
    if first > _month_of(today):
        return None
    last = max(first, _last_month(mark, first, today))
    return Period(_day_of(first), _day_of(last), last - first + 1)


def _seasons(
    mark: DateMatch, following: Sequence[DateMatch | NowMatch], folded: str, today: date
) -> tuple[int, PeriodMatch | None]:
    """One season or several: `étés 2021 et 2022 (juin à septembre)` is two times four months."""
    period = _single(mark, today)
    if period is None:
        return 0, None
    end, used, n_seasons = mark, 0, 1
    for other in following:
        gap = folded[end.span.end : other.span.start]
        if isinstance(other, NowMatch) or other.year is None or not _AND.fullmatch(gap):
            break
        end, used, n_seasons = other, used + 1, n_seasons + 1
    months, n_bounds, span_end = _bounds(following[used:], folded, end.span.end)
    length = months or period.months
    last = _month_of(date(end.year or mark.year or today.year, period.start.month if period.start else 1, 1))
    period = replace(period, end=_day_of(last + length - 1), months=length * n_seasons)
    return used + n_bounds, _match(mark.span.start, span_end, period, PeriodForm.SINGLE)


def _bounds(following: Sequence[DateMatch | NowMatch], folded: str, end: int) -> tuple[int, int, int]:
    """Months, marks used and end of `(juin à septembre)` after a season; zeros where there is none."""
    if len(following) < 2:
        return 0, 0, end
    first, last = following[0], following[1]
    if isinstance(first, NowMatch) or isinstance(last, NowMatch) or first.year or last.year:
        return 0, 0, end
    if (
        not re.fullmatch(r"\s*\(\s*(?:de\s+)?", folded[end : first.span.start])
        or not first.month
        or not last.month
    ):
        return 0, 0, end
    return (last.month - first.month) % 12 + 1, 2, last.span.end


def _first_month(mark: DateMatch) -> int:
    assert mark.year is not None
    return mark.year * 12 + (mark.month - 1 if mark.month else 6)


def _last_month(mark: DateMatch, first: int, today: date) -> int:
    """The last month meant by an end date; a bare year is its middle, or this month when it is this year."""
    assert mark.year is not None
    if mark.month is None:
        if mark.year == today.year:
            return _month_of(today)
        middle = mark.year * 12 + 5
        return middle if middle >= first else mark.year * 12 + 11
    last = mark.last_month or mark.month
    return mark.year * 12 + last - 1 + (12 if last < mark.month else 0)


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


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
_NUMBER = rf"(?:\d{{1,2}}(?:[.,]\d)?|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})"
_YEAR_UNIT = r"(?:annees?|ans?|years?|yrs?|anos?|سنوات|سنه|سنين|اعوام|عاما|عام|3am|snin|snine|3wam)"
_MONTH_UNIT = r"(?:mois|months?|mths?|mos|mese?s?|اشهر|شهور|شهرا|شهر|chher|chhor|chhour|chouhour|ch'hour)"
_WEEK_UNIT = r"(?:semaines?|weeks?|wks?|semanas?|اسابيع|اسبوع|اسبوعا|simanat?)"
_DURATION = re.compile(
    rf"""
    (?<![^\W_])(?:(?P<since>depuis|since|for|desde\s+hace|hace|منذ|ليا|mn|hadi|had)\s+
        (?:(?:plus\s+de|more\s+than|over|mas\s+de|pres\s+de|environ|about|almost|casi|اكثر\s+من|les|the\s+last|the\s+past)\s+)?)?
    (?:(?P<years>{_NUMBER})\s?\+?\s?{_YEAR_UNIT}(?P<half>\s+(?:et\s+demie?|and\s+a\s+half|y\s+medio|ونصف|w\s?nes))?
       (?:\s*(?:et|and|y|,|و|w)?\s*(?P<more>{_NUMBER})\s?{_MONTH_UNIT})?
     | (?P<months>{_NUMBER})\s?{_MONTH_UNIT}
     | (?P<weeks>{_NUMBER})\s?{_WEEK_UNIT}
     | (?P<dual>سنتين|سنتان|عامين|3amayn|3amin|شهرين|شهران|chehrayn)
    )(?![^\W_])
    """,
    re.VERBOSE,
)
_DUAL_MONTHS = {"سنتين": 24, "سنتان": 24, "عامين": 24, "3amayn": 24, "3amin": 24}
_GOES_ON = frozenset({"depuis", "since", "desde hace", "hace", "منذ", "ليا", "hadi", "had"})


def _durations(folded: str, today: date) -> list[PeriodMatch]:
    found: list[PeriodMatch] = []
    for match in _DURATION.finditer(folded):
        months = _months_of(match)
        if not months:
            continue
        if " ".join((match["since"] or "").split()) in _GOES_ON:
            now = _month_of(today)
            period = Period(_day_of(now - months + 1), _day_of(now), months, is_current=True)
            found.append(PeriodMatch(Span(*match.span()), period, PeriodForm.SINCE))
        else:
            period = Period(None, None, months)
            found.append(PeriodMatch(Span(*match.span()), period, PeriodForm.DURATION))
    return found


def _months_of(match: re.Match[str]) -> int:
    if match["dual"]:
        return _DUAL_MONTHS.get(match["dual"], 2)
    if match["weeks"]:
        return max(1, round(_number(match["weeks"]) * 12 / 52))
    if match["months"]:
        return round(_number(match["months"]))
    months = _number(match["years"]) * 12 + (6 if match["half"] else 0)
    return round(months + (_number(match["more"]) if match["more"] else 0))


def _number(words: str) -> float:
    return float(_NUMBER_WORDS[words]) if words in _NUMBER_WORDS else float(words.replace(",", "."))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
