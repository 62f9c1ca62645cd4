"""Tables for spreadsheet programs, in which no cell is taken for a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import IO, Final, cast
from xml.sax.saxutils import escape

XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Also behind blanks and invisible characters, which programs drop before they look; and the wide forms that
# East Asian editions take for the narrow ones.
_FORMULA = re.compile(
    r"[\s\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠﹢﹣]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MAX_CELL_CHARACTERS = 32_000


def safe_cell(value: object) -> str:
    """Return a value as a cell that is shown and never calculated; None becomes an empty cell.

    A text that could be taken for a formula gets an apostrophe before it (OWASP, "CSV Injection").

    >>> safe_cell("=1+1"), safe_cell("Oujda"), safe_cell(None)
    ("'=1+1", 'Oujda', '')
    """
    text = "" if value is None else _CONTROLS.sub(" ", str(value))[:_MAX_CELL_CHARACTERS]
    is_odd = bool(_FORMULA.match(text)) or text[:1] in {"\t", "\r", "\n"}
    return f"'{text}" if is_odd else text


def csv_line(cells: Sequence[object]) -> str:
    """Return a line of a CSV file whose cells are safe."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()


class WorkbookWriter:
    """Writes a workbook of one sheet while its rows come in; every cell is a text.

    Take what `start`, `add` and `end` return, in this order: together these are the file.
    """

    def __init__(self) -> None:
        self._out = _Outlet()
        self._archive = zipfile.ZipFile(cast("IO[bytes]", self._out), "w", zipfile.ZIP_DEFLATED)
        self._sheet: IO[bytes] | None = None

    def start(self) -> bytes:
        """Return the beginning of the file."""
        for name, content in _PARTS.items():
            self._archive.writestr(name, content)
        self._sheet = self._archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        return self._out.taken()

    def add(self, cells: Sequence[object]) -> bytes:
        """Return what one more row adds to the file."""
        assert self._sheet is not None
        written = "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{escape(safe_cell(cell))}</t></is></c>'
            for cell in cells
        )
        self._sheet.write(f"<row>{written}</row>".encode())
        return self._out.taken()

    def end(self) -> bytes:
        """Return the end of the file."""
        assert self._sheet is not None
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._archive.close()
        return self._out.taken()


class _Outlet:
    """Holds what was written until it is taken; there is no way back to it."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        data = bytes(self._written)
        self._written.clear()
        return data


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OPEN_XML = "http://schemas.openxmlformats.org"
_MAIN = f"{_OPEN_XML}/spreadsheetml/2006/main"
_PACKAGE = f"{_OPEN_XML}/package/2006"
_OFFICE = f"{_OPEN_XML}/officeDocument/2006/relationships"
_SHEET = "worksheets/sheet1.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="{_SHEET}"/></Relationships>',
    }
)
