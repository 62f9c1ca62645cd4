"""A picture of a page to its lines of text."""

import re
import time
from typing import Final

from PIL import Image

from service.documents.reading.document_text import Extraction, has_words
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.pdf.document import DOTS_PER_INCH
from service.documents.reading.recognition.picture import as_portable_graymap, levelled, pictures_in
from service.documents.reading.recognition.program import (
    LANGUAGES,
    ORIENTATION,
    ask_tesseract,
    installed_languages,
)
from service.documents.reading.recognition.words import lines_of_table
from service.documents.reading.rejection import rejected
from service.errors import DocumentRejected, RejectionReason

_TURN: Final = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)
_SURENESS: Final = re.compile(r"^Orientation confidence: ([\d.]+)$", re.MULTILINE)
_SCRIPT: Final = re.compile(r"^Script: (\w+)$", re.MULTILINE)
_MIN_SURENESS: Final = 1.0
_LOOKING_SIDE: Final = 1_600
_ONE_BLOCK, _ANY_LAYOUT = "6", "3"
_ARABIC: Final = "Arabic"
_ARABIC_SCALE: Final = 0.7


def read_picture(data: bytes, *, limits: ReadingLimits) -> Extraction:
    """Return the words of a picture file.

    Raises:
        DocumentRejected: Damaged, too large, taking too long, or without words.
    """
    recognition = Recognition(limits)
    pages = tuple(recognition.text(picture) for picture in pictures_in(data, limits=limits))
    if not any(map(has_words, pages)):
        raise rejected(RejectionReason.SCAN_WITHOUT_TEXT)
    return Extraction(pages=pages)


class Recognition:
    """The recognition of one document, whose pages share the time given to it."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._pages_left = limits.recognised_pages
        self._deadline = time.monotonic() + limits.recognition_seconds

    def text(self, picture: Image.Image) -> str:
        """Return the text of a picture of a page, turned upright first; empty where there is none.

        Args:
            picture: Grey, of about 300 dots per inch.

        Raises:
            DocumentRejected: It takes too long, or it is one page too many.
        """
        if self._pages_left == 0:
            raise rejected(RejectionReason.TOO_MANY_PAGES)
        self._pages_left -= 1
        turn, script = _orientation(picture, seconds=self._seconds_left())
        level = levelled(picture.rotate(-turn, expand=True) if turn else picture)
        page = _shrunk(level) if script == _ARABIC else level
        table = ask_tesseract(
            [*_reading(script), "--dpi", str(DOTS_PER_INCH), "tsv"],
            picture=as_portable_graymap(page),
            seconds=self._seconds_left(),
        )
        return "\n".join(lines_of_table(table))

    def _seconds_left(self) -> float:
        return max(0.1, self._deadline - time.monotonic())


def _orientation(picture: Image.Image, *, seconds: float) -> tuple[int, str]:
    """Return the clockwise turn that a page needs, in degrees, and its script; (0, "") when unsure."""
    if ORIENTATION not in installed_languages():
        return 0, ""
    small = picture.copy()
    small.thumbnail((_LOOKING_SIDE, _LOOKING_SIDE))
    arguments = ["--psm", "0", "-l", ORIENTATION, "--dpi", str(DOTS_PER_INCH)]
    try:
        found = ask_tesseract(arguments, picture=as_portable_graymap(small), seconds=seconds)
    except DocumentRejected:  # it gives up on pages with few letters, which may be read all the same
        return 0, ""
    turn, sureness, script = _TURN.search(found), _SURENESS.search(found), _SCRIPT.search(found)
    is_sure = sureness is not None and float(sureness[1]) >= _MIN_SURENESS
    return int(turn[1]) if turn and is_sure else 0, script[1] if script else ""


def _reading(script: str) -> list[str]:
    """Return Tesseract's languages and layout for a script.

    On Arabic pages one block, with French alone beside Arabic, has the fewest wrong letters (6 to 8 % of
    four printed CVs, against 8 to 12 % with English too and 10 to 17 % without; measured 2026-11 with
    5.3.0). Latin pages are read best without Arabic among the languages.
    """
    is_arabic = script == _ARABIC
    wanted = ("ara", "fra") if is_arabic else tuple(code for code in LANGUAGES if code != "ara")
    chosen = [code for code in wanted if code in installed_languages()] or sorted(
        installed_languages() - {ORIENTATION}
    )
    return ["-l", "+".join(chosen), "--psm", _ONE_BLOCK if is_arabic else _ANY_LAYOUT]


def _shrunk(page: Image.Image) -> Image.Image:
    """Return an Arabic page at the size of letters that Tesseract's Arabic model reads best."""
    width, height = (max(1, round(side * _ARABIC_SCALE)) for side in page.size)
    return page.resize((width, height), Image.Resampling.LANCZOS)
