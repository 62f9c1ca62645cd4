"""Turns records of the driver into the frozen row classes of a feature."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import asyncpg

Row = TypeVar("Row")
Record = Mapping[str, Any] | asyncpg.Record


def to_row(row_class: type[Row], record: Record) -> Row:
    """Return a record as an instance of a dataclass whose fields are the columns.

    Enumerations are made from their values and tuples from arrays; all else stays as the driver gave it.
    """
    plain: type = row_class
    values = dict(record)
    for name, convert in _conversions(plain):
        if values[name] is not None:
            values[name] = convert(values[name])
    return row_class(**values)


def to_row_or_none(row_class: type[Row], record: Record | None) -> Row | None:
    """Return `to_row`, or None where the query found nothing."""
    return None if record is None else to_row(row_class, record)


def to_rows(row_class: type[Row], records: Iterable[Record]) -> list[Row]:
    """Return `to_row` of each record, in their order."""
    return [to_row(row_class, record) for record in records]


@lru_cache(maxsize=256)
def _conversions(row_class: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = get_type_hints(row_class)
    found = ((field.name, _conversion(hints[field.name])) for field in fields(row_class))
    return tuple((name, convert) for name, convert in found if convert is not None)


def _conversion(hint: object) -> Callable[[Any], Any] | None:
    kind = _without_none(hint)
    if get_origin(kind) is tuple:
        convert = _conversion(get_args(kind)[0])
        return tuple if convert is None else lambda values: tuple(map(convert, values))
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else None


def _without_none(hint: object) -> object:
    if get_origin(hint) not in {Union, UnionType}:
        return hint
    options = [option for option in get_args(hint) if option is not NoneType]
    return options[0] if len(options) == 1 else None
