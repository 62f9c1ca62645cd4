"""Rows of a table as candidates or openings: one row, one item, whatever its columns are called."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from matching.text.folding import fold
from service.candidates.receiving import Submission
from service.errors import RejectionReason
from service.imports.items import CandidateItem, Item, ItemFault, OpeningItem, RefusedItem
from service.imports.rows import ImportSubject
from service.openings.job_posting import MAX_TITLE_CHARS
from service.openings.reading import OpeningDraft

_MAX_EXTERNAL_ID_CHARS = 200
_MAX_HEADCOUNT = 100_000
_BLANKS = re.compile(r"[\s_]+")
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")

_IDENTITY = ("name", "first_name", "last_name", "headline", "town", "phone", "email", "text", "external_id")

Row = Mapping[str, str]
"""Values by the names of `columns.toml`; other columns by their own header, with a colon before it."""


def items_of_rows(
    rows: Iterator[Sequence[str]], *, subject: ImportSubject, max_text_chars: int
) -> Iterator[Item | RefusedItem]:
    """Yield an item for each row below the header; rows with nothing in them are none.

    Args:
        rows: Cells; the first row that holds something names the columns.
        subject: What the rows are.
        max_text_chars: Longest text of one row.
    """
    header: list[str] | None = None
    for number, cells in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [_meaning(cell, subject) for cell in cells]
            continue
        row = _row(header, cells)
        name = f"row {number}"
        if sum(map(len, row.values())) > max_text_chars:
            yield RefusedItem(name, RejectionReason.TOO_MUCH_TEXT)
        elif len(row.get("external_id", "")) > _MAX_EXTERNAL_ID_CHARS:
            yield RefusedItem(name, ItemFault.INVALID, "The external id is longer than 200 characters.")
        else:
            yield _candidate(name, row) if subject is ImportSubject.CANDIDATES else _opening(name, row)


def _row(header: Sequence[str], cells: Sequence[str]) -> Row:
    """What a row states; of two columns with the same meaning the first that holds something counts."""
    row: dict[str, str] = {}
    for meaning, cell in zip(header, cells, strict=False):
        if value := _UNREADABLE.sub(" ", cell).strip():
            row.setdefault(meaning, value)
    return row


def _candidate(name: str, row: Row) -> Item | RefusedItem:
    text = "\n".join(filter(None, _lines(row))).strip()
    external_id = row.get("external_id")
    if not text:
        return RefusedItem(external_id or name, ItemFault.NO_TEXT)
    return CandidateItem(external_id or name, Submission.of_text(text + "\n"), external_id)


def _lines(row: Row) -> Iterator[str]:
    """A CV as people write it: who, what, where and how to be reached, then all the rest under its header."""
    full_name = row.get("name", "")
    parts = [row.get("first_name", ""), row.get("last_name", "")]
    # "Nom" is the family name where a column of first names stands beside it.
    yield " ".join(filter(None, [*parts[:1], full_name, *parts[1:]] if any(parts) else [full_name]))
    yield row.get("headline", "")
    yield " - ".join(filter(None, (row.get(key) for key in ("town", "phone", "email"))))
    if "text" in row:
        yield row["text"]
    for header, value in row.items():
        if header not in _IDENTITY:
            yield _labelled(header, value)


def _labelled(header: str, value: str) -> str:
    heading = header.removeprefix(":")
    return f"\n{heading}\n{value}" if "\n" in value else f"{heading} : {value}"


def _opening(name: str, row: Row) -> Item | RefusedItem:
    title = " ".join(row.get("title", "").split())[:MAX_TITLE_CHARS]
    external_id = row.get("external_id")
    if not title:
        return RefusedItem(external_id or name, ItemFault.NO_TITLE)
    others = [_labelled(header, value) for header, value in row.items() if header.startswith(":")]
    draft = OpeningDraft(
        title=title,
        text="\n".join([row.get("text", ""), *others]).strip(),
        headcount=_count(row.get("headcount", "")),
        external_id=external_id,
    )
    return OpeningItem(external_id or name, draft)


def _count(text: str) -> int | None:
    """The number of people to be hired; None where the cell holds none, which leaves it to the text."""
    number = text.removesuffix(".0")
    return (
        int(number) if number.isascii() and number.isdigit() and 0 < int(number) <= _MAX_HEADCOUNT else None
    )


def _meaning(header: str, subject: ImportSubject) -> str:
    plain = " ".join(_BLANKS.sub(" ", fold(header)).split()).strip(" :*")
    written = " ".join(_UNREADABLE.sub(" ", header).split()).strip(" :*")
    return _meanings(subject).get(plain) or f":{written}"


@cache
def _meanings(subject: ImportSubject) -> Mapping[str, str]:
    text = (files(__package__) / "data" / "columns.toml").read_text(encoding="utf-8")
    columns = tomllib.loads(text)[subject.value]
    return {fold(header): meaning for meaning, headers in columns.items() for header in headers}
