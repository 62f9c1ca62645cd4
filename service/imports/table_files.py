"""The rows of a CSV or XLSX file."""

import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from service.documents.reading.limits import MIB
from service.documents.reading.plain_text import decoded
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason
from service.imports import workbook_process

MAX_TABLE_BYTES = 64 * MIB

_PACKAGES = Path(__file__).parents[2]
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS = 100_000


def csv_rows(spool: IO[bytes], *, max_cell_chars: int) -> Iterator[Sequence[str]]:
    """Yield the rows of a CSV file, in any common encoding, with any common delimiter.

    Raises:
        DocumentRejected: the file is too large, or no CSV.
    """
    data = spool.read(MAX_TABLE_BYTES + 1)
    if len(data) > MAX_TABLE_BYTES:
        raise rejected(RejectionReason.TOO_LARGE)
    text = decoded(data)
    if "\x00" in text[:_SAMPLE_CHARACTERS]:
        raise rejected(RejectionReason.UNSUPPORTED_TYPE)
    # The library's own bound is one for all of this process; ours is checked row by row.
    csv.field_size_limit(max(csv.field_size_limit(), max_cell_chars + 1))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    except csv.Error as exc:
        raise rejected(RejectionReason.BROKEN) from exc


def workbook_rows(spool: IO[bytes]) -> Iterator[Sequence[str]]:
    """Yield the rows of the first sheet of a workbook, read in a process of its own that may die.

    Raises:
        DocumentRejected: the file is too large, or no workbook that can be read.
    """
    with tempfile.TemporaryFile() as file:
        copyfileobj(spool, file)
        if file.tell() > MAX_TABLE_BYTES:
            raise rejected(RejectionReason.TOO_LARGE)
        file.seek(0)
        with _reading(file) as process:
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    yield json.loads(line)
                code = process.wait()
            finally:
                process.kill()
    if code:
        raise rejected(workbook_process.REASONS.get(code, RejectionReason.TOO_MUCH_MEMORY))


def _reading(file: IO[bytes]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "service.imports.workbook_process"],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_PACKAGES), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )


def _delimiter(text: str) -> str:
    """The delimiter that parts the first line into most columns."""
    line = next((line for line in text[:_SAMPLE_CHARACTERS].splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda delimiter: len(next(csv.reader([line], delimiter=delimiter))))
