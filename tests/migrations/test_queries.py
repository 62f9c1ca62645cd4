"""Prepares every named query of every feature on the migrated database.

A query in a new `service/<feature>/queries.sql` is covered from its first line on.
"""

import dataclasses
import importlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import asyncpg
import numpy as np
import pytest

from service.database.queries import Queries, Query, load_queries

_SERVICE = Path(__file__).parents[2] / "service"

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int2": (int,),
    "int4": (int,),
    "int8": (int,),
    "float4": (float,),
    "float8": (float,),
    "numeric": (Decimal,),
    "text": (str,),
    "varchar": (str,),
    "name": (str,),
    "uuid": (UUID,),
    "bytea": (bytes,),
    "date": (date,),
    "timestamptz": (datetime,),
    "json": (dict, list, str, int, float, bool),
    "jsonb": (dict, list, str, int, float, bool),
    "halfvec": (np.ndarray,),
    "tsvector": (str,),
}


def _all_queries() -> Iterator[tuple[Queries, Query]]:
    for path in sorted(_SERVICE.rglob("queries.sql")):
        package = ".".join(path.parent.relative_to(_SERVICE.parent).parts)
        queries = load_queries(package)
        yield from ((queries, query) for query in queries)


_ALL = list(_all_queries())


def _row_class(package: str, name: str) -> type:
    for module in ("rows", "inspection"):
        try:
            found = getattr(importlib.import_module(f"{package}.{module}"), name, None)
        except ModuleNotFoundError:
            continue
        if isinstance(found, type):
            return found
    raise AssertionError(f"{package}.rows has no {name}")


def _accepted_types(hint: object) -> set[type]:
    """The plain types that a field's annotation accepts."""
    if get_origin(hint) in {Union, UnionType}:
        return set().union(*(_accepted_types(option) for option in get_args(hint)))
    if isinstance(supertype := getattr(hint, "__supertype__", None), type):
        return {supertype}
    kind = get_origin(hint) or hint
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {base for base in (str, int) if issubclass(kind, base)}
    return {kind} if isinstance(kind, type) else set()


def _fits(hint: object, attribute: asyncpg.Attribute) -> bool:
    accepted = _accepted_types(hint) - {NoneType}
    if attribute.type.kind == "array":
        return bool(accepted & {tuple, list})
    if attribute.type.kind == "composite" or hint is Any:
        return True
    name = attribute.type.name
    return bool(accepted & set(_PYTHON_TYPES.get(name, (str,))))


@pytest.mark.parametrize(
    ("queries", "query"), _ALL, ids=[f"{queries.package}.{query.name}" for queries, query in _ALL]
)
async def test_a_query_fits_the_migrated_database_and_its_row_class(
    owner_of_template: "asyncpg.Connection[asyncpg.Record]", queries: Queries, query: Query
) -> None:
    statement = await owner_of_template.prepare(query.sql)
    columns = {attribute.name: attribute for attribute in statement.get_attributes()}

    if query.row is None:
        assert len(columns) <= 1, f"{query.name} answers several columns: name their class with `-- row:`"
        return
    row_class = _row_class(queries.package, query.row)
    hints = get_type_hints(row_class)
    fields = [field.name for field in dataclasses.fields(row_class)]
    assert sorted(columns) == sorted(fields)
    misfits = {name: columns[name].type.name for name in fields if not _fits(hints[name], columns[name])}
    assert not misfits, f"{query.row} has fields of other types than the columns {misfits}"


def test_every_feature_with_a_store_has_its_queries_covered() -> None:
    covered = {queries.package for queries, _ in _ALL}
    stores = {".".join(path.parent.relative_to(_SERVICE.parent).parts) for path in _SERVICE.rglob("store.py")}

    assert stores <= covered
