import tomllib
from datetime import date
from pathlib import Path

import pytest

from matching.extraction.periods import PeriodForm, PeriodMatch, find_periods
from matching.extraction.reckoning import months_covered
from matching.profile import Period

TODAY = date(2026, 11, 15)
PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/dates.toml").read_text(encoding="utf-8"))[
    "pair"
]


def written(found: PeriodMatch) -> str:
    period = found.period
    assert period.start
    assert period.end
    form = "%Y" if period.is_year_only else "%Y-%m"
    now = " now" if period.is_current else ""
    return f"{period.start.strftime(form)}..{period.end.strftime(form)} {period.months}{now}"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"])
def test_a_period_is_read_in_every_form_people_write(pair: dict[str, str]) -> None:
    dated = [
        found for found in find_periods(pair["text"], today=TODAY) if found.form is not PeriodForm.DURATION
    ]

    assert (written(dated[0]) if dated else "none") == pair["period"]


def test_a_period_may_begin_on_one_line_and_end_on_the_next() -> None:
    (found,) = find_periods("09/2021 -\n03/2023 Agent", today=TODAY)

    assert found.period.months == 19


def test_two_dates_with_a_mere_and_between_them_are_two() -> None:
    assert len(find_periods("diplômes en 2019 et 2021", today=TODAY)) == 2


def test_the_span_covers_the_words_of_the_period() -> None:
    text = "Serveuse, été 2020, puis depuis mars 2021 : caissière"

    words = [found.span.text_in(text) for found in find_periods(text, today=TODAY)]

    assert words == ["été 2020", "depuis mars 2021"]


def test_months_that_two_jobs_share_count_once() -> None:
    long_job = Period(date(2020, 1, 1), date(2020, 12, 1), 12)
    inner_job = Period(date(2020, 6, 1), date(2020, 8, 1), 3)
    later_job = Period(date(2020, 12, 1), date(2021, 2, 1), 3)

    assert months_covered([inner_job, later_job, long_job]) == 14


def test_years_without_months_that_follow_each_other_neither_overlap_nor_leave_a_gap() -> None:
    periods = [found.period for found in find_periods("2015-2017\n2017-2020", today=TODAY)]

    assert months_covered(periods) == 60


def test_durations_without_dates_are_added_to_what_is_dated() -> None:
    duration = Period(None, None, 24)
    dated = Period(date(2020, 1, 1), date(2020, 12, 1), 12)

    assert months_covered([duration, duration]) == 48
    assert months_covered([duration, dated]) == 36
