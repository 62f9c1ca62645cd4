"""The program Tesseract, where it is installed to read pictures of text."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from service.documents.reading.legacy_doc import PROGRAM_FOLDERS
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason

LANGUAGES: Final = ("fra", "ara", "spa", "eng")
"""What CVs are written in, by Tesseract's names, most frequent first."""

ORIENTATION: Final = "osd"

# With more threads one page takes five times as long on shared cores (measured 2026-11 with 5.3.0).
_ENVIRONMENT: Final = MappingProxyType({"OMP_THREAD_LIMIT": "1"})


@lru_cache(maxsize=1)
def installed_languages() -> frozenset[str]:
    """Return the languages that can be read here, `osd` among them where turned pages are recognised.

    Empty without the program. Asked once in a process: whoever installs it starts the service again.
    """
    program = _path()
    if program is None:
        return frozenset()
    try:
        answer = _run([program, "--list-langs"], given=b"", seconds=10.0)
    except (subprocess.SubprocessError, OSError):
        return frozenset()
    return frozenset(answer.decode().split()) & {*LANGUAGES, ORIENTATION}


def is_installed() -> bool:
    """Return whether pictures of text can be read here."""
    return not installed_languages().isdisjoint(LANGUAGES)


def ask_tesseract(arguments: Sequence[str], *, picture: bytes, seconds: float) -> str:
    """Return what Tesseract prints about a picture, which never reaches the disk.

    Args:
        arguments: After the names of input and output.
        picture: In a format that Leptonica knows.
        seconds: Time given to it.

    Raises:
        DocumentRejected: It failed or took too long.
    """
    program = _path()
    if program is None:
        raise rejected(RejectionReason.SCAN_WITHOUT_TEXT)
    try:
        answer = _run([program, "stdin", "stdout", *arguments], given=picture, seconds=seconds)
    except subprocess.TimeoutExpired as exc:
        raise rejected(RejectionReason.TOO_SLOW) from exc
    except (subprocess.SubprocessError, OSError) as exc:
        raise rejected(RejectionReason.SCAN_WITHOUT_TEXT) from exc
    return answer.decode("utf-8", errors="replace")


def _path() -> str | None:
    return shutil.which("tesseract", path=PROGRAM_FOLDERS)


def _run(command: Sequence[str], *, given: bytes, seconds: float) -> bytes:
    done = subprocess.run(  # noqa: S603 - a fixed program; the picture is only its input
        command, input=given, capture_output=True, check=True, timeout=seconds, env=_ENVIRONMENT
    )
    return done.stdout
