"""From the bytes of an import to its items: which form they have, and one item after the other."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from service.documents.reading.rejection import rejected
from service.errors import InvalidRequest, RejectionReason
from service.imports.items import Item, ItemFault, RefusedItem
from service.imports.rows import ImportForm, ImportSubject
from service.imports.table_files import csv_rows, workbook_rows
from service.imports.tables import items_of_rows
from service.imports.zip_files import files_of
from service.settings import LimitSettings

LineReader = Callable[[str, bytes], Item | RefusedItem]
"""Makes an item of one JSON object, given a name for it; what is wrong with it becomes its refusal."""

MAX_LINE_BYTES = 4 * 1024 * 1024

_ZIP_MAGIC = b"PK"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
"""Begins workbooks of before 2007, and those that ask for a password."""

_WORKBOOK = "xl/workbook.xml"
_MARK = b"\xef\xbb\xbf"
_SNIFFED_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Source:
    """What someone sends as an import.

    Attributes:
        spool: The bytes, at their beginning, in a file of ours that nobody can name.
        subject: What the items are.
        read_line: Reads an item that is written as JSON.
    """

    spool: IO[bytes]
    subject: ImportSubject
    read_line: LineReader

    def form(self) -> ImportForm:
        """Return the form that the content has, whatever its sender calls it.

        Raises:
            DocumentRejected: there is nothing in it.
        """
        head = self.spool.read(_SNIFFED_BYTES).removeprefix(_MARK).lstrip()
        self.spool.seek(0)
        if not head:
            raise rejected(RejectionReason.EMPTY)
        if head.startswith(_ZIP_MAGIC):
            return ImportForm.XLSX if _is_workbook(self.spool) else ImportForm.ZIP
        if head.startswith(_OLE_MAGIC):
            return ImportForm.XLSX
        return ImportForm.NDJSON if head.startswith((b"{", b"[")) else ImportForm.CSV

    def items(self, form: ImportForm, *, limits: LimitSettings) -> Iterator[Item | RefusedItem]:
        """Yield the items in their order.

        Raises:
            DocumentRejected: the file as a whole cannot be read.
            InvalidRequest: the form does not go with the subject.
        """
        match form:
            case ImportForm.ZIP:
                if self.subject is ImportSubject.OPENINGS:
                    raise InvalidRequest("Openings are imported as NDJSON, CSV or XLSX.", field="subject")
                return files_of(self.spool, limits=limits)
            case ImportForm.NDJSON:
                return self._lines()
            case ImportForm.CSV:
                return self._rows(csv_rows(self.spool, max_cell_chars=limits.max_text_chars), limits)
            case ImportForm.XLSX:
                return self._rows(workbook_rows(self.spool), limits)

    def _rows(self, rows: Iterator[Sequence[str]], limits: LimitSettings) -> Iterator[Item | RefusedItem]:
        return items_of_rows(rows, subject=self.subject, max_text_chars=limits.max_text_chars)

    def _lines(self) -> Iterator[Item | RefusedItem]:
        for number, line in enumerate(_lines_of(self.spool), start=1):
            name = f"line {number}"
            if len(line) > MAX_LINE_BYTES:
                yield RefusedItem(name, RejectionReason.TOO_LARGE)
            elif not line.startswith(b"{"):
                yield RefusedItem(name, ItemFault.NOT_JSON, "One JSON object is expected on each line.")
            else:
                yield self.read_line(name, line)


def _lines_of(spool: IO[bytes]) -> Iterator[bytes]:
    """The lines that hold something; of one that is far too long only its beginning."""
    is_rest = False
    while line := spool.readline(MAX_LINE_BYTES + 1):
        if not is_rest and (text := line.removeprefix(_MARK).strip()):
            yield text if line.endswith(b"\n") or len(line) <= MAX_LINE_BYTES else line
        is_rest = not line.endswith(b"\n")


def _is_workbook(spool: IO[bytes]) -> bool:
    try:
        return _WORKBOOK in zipfile.ZipFile(spool).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    finally:
        spool.seek(0)
