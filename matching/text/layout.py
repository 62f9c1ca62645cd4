"""Columns printed side by side, put one after the other."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matching.text.headings import heading_kind
from matching.text.traced import TracedText
from matching.types import Span


@dataclass(frozen=True, slots=True)
class _Row:
    """One printed line: its offset in the text and its words."""

    start: int
    words: str

    def left(self, column: int) -> Span:
        cut = min(column, len(self.words))
        return Span(self.start, self.start + len(self.words[:cut].rstrip()))

    def right(self, column: int) -> Span:
        cut = min(column, len(self.words))
        return Span(self.start + cut, self.start + len(self.words))

    def is_cut_by(self, column: int) -> bool:
        """Whether words run across the column's edge."""
        return bool(self.words[column - 1 : column].strip() and self.words[column : column + 1].strip())


_CELL = re.compile(r"\S+(?: \S+)*")
_LEAST_COLUMN = 12
_LEAST_ROWS = 6
_LEAST_SHARED_ROWS = 3
_MOST_CUT_SHARE = 0.15
_MOST_DATED_SHARE = 0.35
_INDENT = 3  # a list in the right column may begin this much further in
_MOST_TITLE_ROWS = 6
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{2,4}\b|:\s*$")


def untangled(traced: TracedText) -> TracedText:
    """The text with two columns that were read across put one after the other; others as they are.

    Columns are told from a margin of dates or labels by their headings: both columns have some.
    """
    rows = _rows(traced.text)
    column = _column(rows)
    if column is None:
        return traced
    inside = [number for number, row in enumerate(rows) if _starts_at(row, column)]
    first, last = inside[0], _end_of_columns(rows, inside[-1], column)
    region = rows[first : last + 1]
    if not _are_columns(region, column):
        return traced
    before = [Span(row.start, row.start + len(row.words)) for row in rows[:first]]
    after = [Span(row.start, row.start + len(row.words)) for row in rows[last + 1 :]]
    lines = [*before, *_one_after_the_other(traced.text, region, column), *after]
    return traced.rearranged([piece for line in lines for piece in (line, "\n")])


def _rows(text: str) -> list[_Row]:
    rows: list[_Row] = []
    start = 0
    for words in text.split("\n"):
        rows.append(_Row(start, words))
        start += len(words) + 1
    return rows


def _column(rows: Sequence[_Row]) -> int | None:
    """The offset at which most right-hand cells begin, where enough rows have one."""
    starts: Counter[int] = Counter()
    for row in rows:
        for cell in _CELL.finditer(row.words):
            if cell.start() >= _LEAST_COLUMN and row.words[cell.start() - 2 : cell.start()].isspace():
                starts[cell.start()] += 1
    if not starts:
        return None
    column, count = max(starts.items(), key=lambda item: (item[1], -item[0]))
    return column if count >= _LEAST_ROWS else None


def _starts_at(row: _Row, column: int) -> bool:
    return row.words[column - 2 : column].isspace() and bool(row.words[column : column + _INDENT].strip())


def _end_of_columns(rows: Sequence[_Row], last: int, column: int) -> int:
    """The last row of the left column, which may go on below the right one."""
    while last + 1 < len(rows) and rows[last + 1].words.strip() and len(rows[last + 1].words) < column:
        last += 1
    return last


def _are_columns(region: Sequence[_Row], column: int) -> bool:
    shared = [row for row in region if row.words[:column].strip() and row.words[column:].strip()]
    n_cut = sum(row.is_cut_by(column) for row in region)
    if len(shared) < _LEAST_SHARED_ROWS or n_cut > _MOST_CUT_SHARE * len(region):
        return False
    n_dated = sum(bool(_DATED.search(row.words[:column])) for row in shared)
    if n_dated > _MOST_DATED_SHARE * len(shared):
        return False
    return all(
        any(heading_kind(words.strip(" :.•-")) for words in words_of_column)
        for words_of_column in (
            [row.words[:column] for row in region],
            [row.words[column:] for row in region],
        )
    )


def _one_after_the_other(text: str, region: Sequence[_Row], column: int) -> list[Span]:
    """Left column, then right; what stands above the first heading of either comes first of all."""
    left = [
        Span(row.start, row.start + len(row.words)) if row.is_cut_by(column) else row.left(column)
        for row in region
    ]
    right = [row.right(column) for row in region if not row.is_cut_by(column)]
    left_titles, right_titles = _n_title_rows(text, left), _n_title_rows(text, right)
    return [*left[:left_titles], *right[:right_titles], *left[left_titles:], *right[right_titles:]]


def _n_title_rows(text: str, lines: Sequence[Span]) -> int:
    for number, line in enumerate(lines[:_MOST_TITLE_ROWS]):
        if heading_kind(line.text_in(text).strip(" :.•-")):
            return number
    return 0
