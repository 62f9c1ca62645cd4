"""Reads the named SQL of a feature.

A `queries.sql` is a sequence of blocks:

    -- name: key_by_prefix
    -- The key with this public prefix, together with its organisation.
    -- $1 prefix
    -- row: KeyRow
    SELECT ...

`row` names a class of the feature's `rows.py` whose fields are the columns; a query that answers one bare
value, or nothing, has none. Every block is prepared against the migrated database by
`tests/migrations/test_queries.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

_NAME_LINE = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_ROW_LINE = re.compile(r"^-- row: (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Query:
    """One named statement.

    Attributes:
        name: Unique within its feature.
        purpose: The comment above the statement.
        sql: The statement, led by its name so that server logs and `pg_stat_activity` show it.
        row: Name of the class in `rows.py` that its columns fill; None for a bare value or nothing.
    """

    name: str
    purpose: str
    sql: str
    row: str | None


class Queries:
    """The statements of one feature, by name: `queries["key_by_prefix"]` is its SQL."""

    __slots__ = ("_by_name", "package")

    def __init__(self, package: str, *, text: str) -> None:
        self.package = package
        self._by_name = {query.name: query for query in _parse(package, text)}

    def __getitem__(self, name: str) -> str:
        return self._by_name[name].sql

    def __iter__(self) -> Iterator[Query]:
        return iter(self._by_name.values())


def load_queries(package: str) -> Queries:
    """Return the statements that a package keeps in its `queries.sql`.

    A store reads them once: `QUERIES = load_queries(__package__)`.

    Raises:
        ValueError: a name is given twice, or a block has no statement or no purpose.
    """
    return Queries(package, text=files(package).joinpath("queries.sql").read_text(encoding="utf-8"))


def _parse(package: str, text: str) -> Iterator[Query]:
    seen = set[str]()
    starts = list(_NAME_LINE.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    for match, end in zip(starts, ends, strict=True):
        query = _query(package, match[1], text[match.end() : end])
        if query.name in seen:
            raise ValueError(f"{package}: query {query.name!r} is there twice")
        seen.add(query.name)
        yield query


def _query(package: str, name: str, block: str) -> Query:
    lines = block.strip().splitlines()
    n_comments = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    statement = "\n".join(lines[n_comments:]).strip().rstrip(";")
    row = _ROW_LINE.search(block)
    purpose = " ".join(line[2:].strip() for line in lines[:n_comments] if not _ROW_LINE.match(line))
    if not statement or not purpose:
        raise ValueError(f"{package}: query {name!r} needs a sentence of purpose and a statement")
    return Query(
        name=name,
        purpose=purpose,
        sql=f"/* {package.rpartition('.')[2]}.{name} */\n{statement}",
        row=row[1] if row else None,
    )
