"""A process that writes the rows of a workbook on its standard output, one JSON list each.

Standard input is the file. Memory and processor time are bounded: some workbooks unpack without end.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from service.errors import RejectionReason

REASONS: Final[Mapping[int, RejectionReason]] = MappingProxyType(
    {
        2: RejectionReason.BROKEN,
        3: RejectionReason.ENCRYPTED,
        4: RejectionReason.ZIP_BOMB,
        -24: RejectionReason.TOO_SLOW,
    }
)
"""What an exit code says of the file; -24 is the signal for too much processor time."""

_MEMORY_BYTES = 768 * 1024 * 1024
_CPU_SECONDS = 30
_MAX_UNPACKED_BYTES = 512 * 1024 * 1024
_MAX_ROWS = 200_000
_MAX_COLUMNS = 300


def main() -> int:
    """Write the rows of the first sheet; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415  under the limits

    data = sys.stdin.buffer.read()
    try:
        if _unpacked_bytes(data) > _MAX_UNPACKED_BYTES:
            return 4
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        for row in sheet.to_python(skip_empty_area=False, nrows=_MAX_ROWS):
            sys.stdout.write(json.dumps([_text(cell) for cell in row[:_MAX_COLUMNS]]) + "\n")
    except PasswordError:
        return 3
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError):
        return 2
    return 0


def _unpacked_bytes(data: bytes) -> int:
    """What the parts of a workbook come to; those of before 2007 are not packed."""
    if not data.startswith(b"PK"):
        return len(data)
    return sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())


def _text(cell: object) -> str:
    """A cell as it is shown: whole numbers without a fraction, days without a time."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


if __name__ == "__main__":
    sys.exit(main())
