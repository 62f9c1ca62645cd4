from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NewType

import pytest

from service.database.rows import to_row, to_row_or_none, to_rows

Name = NewType("Name", str)


class Kind(StrEnum):
    AGENCY = "agency"
    PARTNER = "partner"


class Level(IntEnum):
    LOW = 1


@dataclass(frozen=True, slots=True)
class Row:
    name: Name
    kind: Kind
    level: Level | None
    kinds: tuple[Kind, ...]
    notes: tuple[str, ...] | None
    data: dict[str, object]


_RECORD = {
    "name": "x",
    "kind": "agency",
    "level": 1,
    "kinds": ["agency", "partner"],
    "notes": ["a"],
    "data": {"a": 1},
}


def test_a_record_becomes_a_row_with_enumerations_and_tuples() -> None:
    row = to_row(Row, _RECORD)

    assert row == Row(Name("x"), Kind.AGENCY, Level.LOW, (Kind.AGENCY, Kind.PARTNER), ("a",), {"a": 1})
    assert isinstance(row.kind, Kind)
    assert isinstance(row.level, Level)


def test_null_stays_none() -> None:
    row = to_row(Row, _RECORD | {"level": None, "notes": None})

    assert (row.level, row.notes) == (None, None)


def test_nothing_found_is_none_and_several_keep_their_order() -> None:
    assert to_row_or_none(Row, None) is None
    assert [row.name for row in to_rows(Row, [_RECORD, _RECORD | {"name": "y"}])] == ["x", "y"]


def test_a_value_outside_an_enumeration_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nobody"):
        to_row(Row, _RECORD | {"kind": "nobody"})


def test_a_column_without_a_field_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="extra"):
        to_row(Row, _RECORD | {"extra": 1})
