"""Bytes of unknown encoding to text."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from service.documents.reading.document_text import Extraction
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first of equally good readings wins: Windows before ISO before DOS and Mac.
_SINGLE_BYTE: Final = ("cp1252", "cp1256", "iso8859-6", "iso8859-15", "cp850", "mac-roman")
_SAMPLE_BYTES = 100_000
_MAX_CONTROL_SHARE = 0.02
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WORD = re.compile(r"[^\W\d_]+")
_COMMON_MARKS = frozenset("«»€°’‘“”–—…•·©®œŒ¡¿ªº§،؛؟ـ\xa0½´")
_LETTERS_OF_THE_REGION = frozenset("àâäáãçéèêëíîïñóôöõúùûüÿœæÀÂÄÁÇÉÈÊËÍÎÏÑÓÔÖÚÙÛÜŒÆß")


def read_plain_text(data: bytes) -> Extraction:
    """Return the text of a plain text file.

    Raises:
        DocumentRejected: The bytes are not text.
    """
    text = decoded(data)
    if len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise rejected(RejectionReason.UNSUPPORTED_TYPE)
    return Extraction(pages=tuple(page for page in text.split("\f") if page.strip()) or ("",))


def decoded(data: bytes, *, declared: str | None = None) -> str:
    """Return the text, by its byte order mark, as UTF-8, as declared, or in the likeliest encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if (wide := _wide_encoding(data)) is not None:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as exc:
        if _is_cut_utf8(data, exc):
            return data.decode("utf-8", errors="replace")
    return data.decode(_known(declared) or _likeliest(data), errors="replace")


def _wide_encoding(data: bytes) -> str | None:
    """Return UTF-16 in one of its orders when every other byte of the beginning is nearly always zero."""
    sample = data[:2000]
    odd, even = sample[1::2], sample[::2]
    if len(sample) < 4:
        return None
    if odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _is_cut_utf8(data: bytes, error: UnicodeDecodeError) -> bool:
    """Return whether all but a few damaged bytes are UTF-8 with letters beyond ASCII."""
    if error.start >= len(data) - 3:
        return True
    text = data[:_SAMPLE_BYTES].decode("utf-8", errors="replace")
    n_beyond = sum(character > "\x7f" for character in text)
    return text.count("�") < 0.1 * n_beyond


def _known(declared: str | None) -> str | None:
    """Return the declared encoding as Python names it; single-byte ones only, the others have failed."""
    if declared is None:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    return {"iso8859-1": "cp1252", "ascii": None}.get(name, None if name.startswith("utf") else name)


def _likeliest(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]
    readings = ((encoding, sample.decode(encoding, errors="replace")) for encoding in _SINGLE_BYTE)
    return max(readings, key=lambda reading: _plausibility(reading[1]))[0]


def _plausibility(text: str) -> float:
    """Return how much the letters beyond ASCII look like words of the region, per such letter."""
    points = [point for word in _WORD.findall(text) for point in _word_points(word)]
    points += [
        _mark_points(character) for character in text if character > "\x7f" and not character.isalpha()
    ]
    return sum(points) / len(points) if points else 0.0


def _word_points(word: str) -> Iterator[float]:
    """Yield a verdict for each letter beyond ASCII: words have one script and few capitals inside."""
    beyond = [character for character in word if character > "\x7f"]
    n_arabic = sum("\u0600" <= character <= "\u06ff" for character in beyond)
    if n_arabic:
        is_whole = n_arabic == len(word) and len(word) > 1
        yield from (1.0 if is_whole else -1.0 for _ in beyond)
        return
    for index, character in enumerate(word):
        if character > "\x7f":
            is_odd_capital = character.isupper() and index > 0 and not word[index - 1].isupper()
            yield 1.0 if character in _LETTERS_OF_THE_REGION and not is_odd_capital else -1.0


def _mark_points(character: str) -> float:
    if character in _COMMON_MARKS:
        return 0.5
    if unicodedata.category(character) in {"Mn", "Nd"}:
        return 0.0
    return -1.0
