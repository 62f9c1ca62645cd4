import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.availability import find_availability
from matching.extraction.document import read_document
from matching.types import Mention, Origin, Shift

TODAY = date(2026, 11, 1)
PAIRS = tomllib.loads(
    (Path(__file__).parents[2] / "data/pairs/availability.toml").read_text(encoding="utf-8")
)["pair"]


def named(shifts: Iterable[Mention[Shift]]) -> list[str]:
    return sorted(shift.value + ("~" if shift.origin is Origin.INFERRED else "") for shift in shifts)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_start_and_notice_are_read(pair: dict[str, Any]) -> None:
    availability = find_availability(read_document(pair["text"]), today=TODAY)
    start, notice = availability.available_from, availability.notice_days
    assert (start.value if start else None) == pair.get("start")
    assert (notice.value if notice else None) == pair.get("notice")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_shifts_accepted_and_refused_are_told_apart(pair: dict[str, Any]) -> None:
    availability = find_availability(read_document(pair["text"]), today=TODAY)
    assert named(availability.accepted_shifts) == sorted(pair.get("accepted", []))
    assert named(availability.refused_shifts) == sorted(pair.get("refused", []))


def test_a_refusal_outweighs_a_shift_worked_before() -> None:
    text = "EXPERIENCE\n2021 - 2024 : Agent d'accueil, équipe de nuit\nDIVERS\nHoraires : plus de nuit"
    refusing = find_availability(read_document(text.replace("plus de", "pas de")), today=TODAY)
    assert named(refusing.accepted_shifts) == []
    assert named(refusing.refused_shifts) == ["night"]


@pytest.mark.parametrize(("today", "year"), [(date(2026, 11, 1), 2027), (date(2027, 1, 5), 2027)])
def test_a_date_without_a_year_is_the_next_to_come(today: date, year: int) -> None:
    start = find_availability(read_document("Libre le 15 mars"), today=today).available_from
    assert start is not None
    assert start.value == date(year, 3, 15)
