"""The text of a document, as the rest of the service receives it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from matching.types import Span
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason


class MediaType(StrEnum):
    """The kinds of document that are read, by their registered media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    RTF = "application/rtf"
    HTML = "text/html"
    PLAIN = "text/plain"
    DOC = "application/msword"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    GIF = "image/gif"
    BMP = "image/bmp"


class HiddenText(StrEnum):
    """How words were kept from the eyes of a reader; such words are not part of the text.

    A neutral flag: templates leave such text behind without anybody's intention.
    """

    BACKGROUND_COLOUR = "background_colour"
    TINY = "tiny"
    OFF_PAGE = "off_page"
    NOT_PAINTED = "not_painted"
    COVERED = "covered"
    MARKED_HIDDEN = "marked_hidden"
    ZERO_WIDTH = "zero_width"
    TAG_CHARACTERS = "tag_characters"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What a document says, in reading order.

    Attributes:
        text: One line per visual line or paragraph, blank lines between blocks, tabs between the cells of
            a row. Right-to-left text is in logical order.
        pages: Where each page stands in `text`, in order; one span for formats without fixed pages.
        media_type: What the bytes are, whatever the file is called.
        hidden: The kinds of invisible text that were left out, in alphabetical order.
        unread_pages: Numbers, from 1, of pages that are pictures whose words were not recognised.
    """

    text: str
    pages: tuple[Span, ...]
    media_type: MediaType
    hidden: tuple[HiddenText, ...] = ()
    unread_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a parser found: lines page by page, before they are tidied and joined."""

    pages: tuple[str, ...]
    hidden: frozenset[HiddenText] = frozenset()
    unread_pages: tuple[int, ...] = ()


PAGE_BREAK = "\n\n"

_TAG_CHARACTERS = re.compile("[\U000e0000-\U000e007f\U000e0100-\U000e01ef]+")
_ZERO_WIDTH = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
)
# Joiners and marks belong to Arabic typing and soft breaks to long addresses; between two Latin letters
# again and again they only serve to split words for a machine.
_SPLIT_WORD = re.compile("[a-zA-Z][\u200b-\u200d\u2060\ufeff]+(?=[a-zA-Z])")
_MAX_INNOCENT_SPLITS = 5
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_TRAILING_SPACE = re.compile("[ \t\u00a0]+$", re.MULTILINE)
_BLANK_LINES = re.compile("\n{3,}")


def assemble(extraction: Extraction, *, media_type: MediaType, limits: ReadingLimits) -> DocumentText:
    """Return the tidied text of a document.

    Raises:
        DocumentRejected: The text is too long, or there are no words in it.
    """
    if sum(map(len, extraction.pages)) > limits.characters:
        raise rejected(RejectionReason.TOO_MUCH_TEXT)
    pages = [_tidy(page) for page in extraction.pages]
    if not any(has_words(page) for page in pages):
        raise rejected(RejectionReason.NO_TEXT)
    return DocumentText(
        text=PAGE_BREAK.join(pages),
        pages=tuple(_spans(pages)),
        media_type=media_type,
        hidden=tuple(sorted(extraction.hidden | _character_tricks(extraction.pages))),
        unread_pages=extraction.unread_pages,
    )


def has_words(text: str) -> bool:
    """Return whether anybody could read at least one letter or digit in the text."""
    return any(character.isalnum() for character in text)


def _tidy(page: str) -> str:
    visible = _CONTROLS.sub("", _ZERO_WIDTH.sub("", _TAG_CHARACTERS.sub("", _LINE_ENDS.sub("\n", page))))
    trimmed = _TRAILING_SPACE.sub("", visible)
    return _BLANK_LINES.sub("\n\n", unicodedata.normalize("NFC", trimmed)).strip("\n")


def _spans(pages: Iterable[str]) -> Iterable[Span]:
    start = 0
    for page in pages:
        yield Span(start, start + len(page))
        start += len(page) + len(PAGE_BREAK)


def _character_tricks(pages: Iterable[str]) -> frozenset[HiddenText]:
    text = "\n".join(pages)
    found = set()
    if _TAG_CHARACTERS.search(text):
        found.add(HiddenText.TAG_CHARACTERS)
    if sum(1 for _ in _SPLIT_WORD.finditer(text)) > _MAX_INNOCENT_SPLITS:
        found.add(HiddenText.ZERO_WIDTH)
    return frozenset(found)
