"""A plan as a workbook: coverage with its chart, then a sheet per opening. No cell is ever calculated."""

import io
import re
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from service.spreadsheets import safe_cell
from service.staffing.exports.sheet import PlanSheet

_FILLED, _EMPTY, _HEADING = "#1B7F79", "#D9822B", "#E8EEF0"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_MAX_NAME = 31
_WIDTHS = (14, 7, 38, 22, 9, 16, 10)


def as_workbook(sheet: PlanSheet) -> bytes:
    """Return the bytes of an XLSX file."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        # A fixed date: the same plan gives the same file.
        book.set_properties({"created": sheet.record.created_at.replace(tzinfo=None)})
        _Book(book, sheet).write()
    return buffer.getvalue()


class _Book:
    """The sheets of one workbook in the making."""

    def __init__(self, book: Workbook, sheet: PlanSheet) -> None:
        self._book, self._sheet = book, sheet
        self._heading: Format = book.add_format({"bold": True, "bg_color": _HEADING, "text_wrap": True})
        self._bold: Format = book.add_format({"bold": True})
        self._names: set[str] = set()

    def write(self) -> None:
        """Write all sheets."""
        self._coverage()
        for opening, _ in self._sheet.openings():
            page = self._page(opening.title)
            rows = [self._sheet.cells(row) for row in self._sheet.placed(opening.id)]
            self._table(page, 0, self._sheet.columns(), rows)
            for column, width in enumerate(_WIDTHS):
                page.set_column(column, column, width)
            page.freeze_panes(1, 0)

    def _coverage(self) -> None:
        page = self._page(self._sheet.speech.label("coverage"))
        page.set_column(0, 0, 44)
        rows = self._sheet.coverage_cells()
        end = self._table(page, 0, self._sheet.coverage_columns(), rows)
        self._chart(page, n_openings=len(rows) - 1)
        for heading, sentences in self._sheet.remarks():
            _write(page, end + 1, 0, heading, self._bold)
            for offset, sentence in enumerate(sentences, start=2):
                _write(page, end + offset, 0, sentence)
            end += len(sentences) + 2
        _write(page, end + 1, 0, self._sheet.speech.ending(self._sheet.result.ending, self._sheet.result.gap))

    def _chart(self, page: Worksheet, *, n_openings: int) -> None:
        if not n_openings:
            return
        chart = self._book.add_chart({"type": "bar", "subtype": "stacked"})
        for column, colour in ((2, _FILLED), (3, _EMPTY)):
            chart.add_series(
                {
                    "name": [page.get_name(), 0, column],
                    "categories": [page.get_name(), 1, 0, n_openings, 0],
                    "values": [page.get_name(), 1, column, n_openings, column],
                    "fill": {"color": colour},
                }
            )
        chart.set_y_axis({"reverse": True})
        chart.set_size({"width": 640, "height": 140 + 24 * n_openings})
        page.insert_chart(1, 9, chart)

    def _page(self, title: str) -> Worksheet:
        page = self._book.add_worksheet(self._free_name(title))
        if self._sheet.is_right_to_left:
            page.right_to_left()
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page

    def _free_name(self, title: str) -> str:
        """A name that spreadsheet programs take, and that no other sheet has."""
        plain = _FORBIDDEN.sub(" ", title).strip()[:_MAX_NAME] or "-"
        name, number = plain, 1
        while name.casefold() in self._names or name.casefold() == "history":
            number += 1
            suffix = f" ({number})"
            name = plain[: _MAX_NAME - len(suffix)] + suffix
        self._names.add(name.casefold())
        return name

    def _table(
        self, page: Worksheet, start: int, columns: Sequence[str], rows: Sequence[Sequence[str | float | int]]
    ) -> int:
        """Write a table and return the first row behind it."""
        for column, name in enumerate(columns):
            _write(page, start, column, name, self._heading)
        for offset, cells in enumerate(rows, start=start + 1):
            for column, cell in enumerate(cells):
                _write(page, offset, column, cell)
        return start + 1 + len(rows)


def _write(page: Worksheet, row: int, column: int, cell: str | float, form: Format | None = None) -> None:
    if isinstance(cell, str):
        page.write_string(row, column, safe_cell(cell), form)
    else:
        page.write_number(row, column, cell, form)
