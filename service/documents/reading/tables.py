"""Tables as lines of text: rows stay together, columns of a page layout do not interleave."""

import re
from collections.abc import Sequence

Cell = Sequence[str]
"""Lines of one cell, top to bottom; blank lines separate its blocks."""

_DATE = re.compile(r"(?:19|20)\d\d|[٠-٩]{4}|\d{1,2}\s?/\s?\d{2,4}")
_MAX_LABEL_LINES = 4
_MIN_PROSE_LINES = 3
_MAX_LABEL_LENGTH = 60


def looks_like_date(text: str) -> bool:
    """Return whether the words hold a year or a month of a year."""
    return _DATE.search(text) is not None


def row_lines(cells: Sequence[Cell]) -> list[str]:
    """Return one table row as lines: `date<TAB>first line`, then the other lines.

    A cell that names what stands beside it in several lines, without a date, is a heading and keeps its
    own line.
    """
    filled = [cell for cell in map(_trimmed, cells) if cell]
    if len(filled) > 1 and _is_heading(filled):
        return [*filled[0], *_joined(filled[1:])]
    return _joined(filled)


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return a table as lines: column by column where it only lays out the page, else row by row."""
    trimmed = [[_trimmed(cell) for cell in row] for row in rows]
    if _is_page_layout(trimmed):
        return _column_by_column(trimmed)
    lines: list[str] = []
    for row in trimmed:
        new = row_lines(row)
        if lines and len(new) > 1 and lines[-1]:
            lines.append("")
        lines.extend(new)
        if len(new) > 1:
            lines.append("")
    return lines


def _joined(cells: Sequence[Cell]) -> list[str]:
    """Return the first lines of all cells on one line, and what is left of each below it."""
    if not cells:
        return []
    *labels, content = cells
    if any(len(label) > _MAX_LABEL_LINES for label in labels):
        return [line for cell in cells for line in cell]
    first = "\t".join([*(_on_one_line(label) for label in labels), content[0]])
    return [first, *content[1:]]


def _is_heading(cells: Sequence[Cell]) -> bool:
    label, *others = cells
    is_short = len(label) == 1 and len(label[0]) <= _MAX_LABEL_LENGTH
    return is_short and not looks_like_date(label[0]) and any(len(cell) > 1 for cell in others)


def _is_page_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    """Return whether independent texts stand side by side in at least one row."""
    side_by_side = [row for row in rows if sum(_is_prose(cell) for cell in row) > 1]
    if not side_by_side:
        return False
    first_cells = [next(cell for cell in row if cell) for row in rows if sum(map(bool, row)) > 1]
    dated = sum(looks_like_date(" ".join(cell)) and len(cell) <= _MAX_LABEL_LINES for cell in first_cells)
    return dated * 2 <= len(first_cells) or len(first_cells) < 2


def _column_by_column(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return columns one after the other, between the rows that span the whole width."""
    lines: list[str] = []
    band: list[Sequence[Cell]] = []
    for row in rows:
        if len(row) > 1:
            band.append(row)
        else:
            lines += [*_band_lines(band), *(line for cell in row for line in cell)]
            band = []
    return lines + _band_lines(band)


def _band_lines(band: Sequence[Sequence[Cell]]) -> list[str]:
    lines: list[str] = []
    for column in range(max(map(len, band), default=0)):
        for row in band:
            if column < len(row) and row[column]:
                lines.extend([*row[column], ""])
    return lines


def _is_prose(cell: Cell) -> bool:
    return sum(map(bool, cell)) >= _MIN_PROSE_LINES


def _on_one_line(cell: Cell) -> str:
    return " ".join(line for line in cell if line)


def _trimmed(cell: Cell) -> list[str]:
    lines = [line.strip() for line in cell]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines
