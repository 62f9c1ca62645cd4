"""Recognised words with their places, as the lines of a page in reading order."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Final, NamedTuple

from service.documents.reading.pdf.fragments import fragments_of
from service.documents.reading.pdf.glyphs import Glyph
from service.documents.reading.pdf.layout import page_lines

_MIN_CONFIDENCE: Final = 20.0
_EM_OF_HEIGHT: Final = 1.05
"""Letters that go up and letters that go down together nearly fill the em."""


class Word(NamedTuple):
    """One recognised word, in pixels from the top left."""

    text: str
    line: tuple[str, str, str]
    left: int
    top: int
    width: int
    height: int


def lines_of_table(table: str) -> list[str]:
    """Return the lines of a page from Tesseract's table of words; blank lines part its blocks.

    Columns are told apart as in a PDF, since Tesseract itself reads across them.
    """
    return page_lines(fragments_of(_glyphs(words_of_table(table))))


def words_of_table(table: str) -> Iterator[Word]:
    """Yield the words of the table that Tesseract is more or less sure of."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in rows:
        text = (row["text"] or "").strip()
        if text and float(row["conf"]) >= _MIN_CONFIDENCE:
            line = (row["block_num"], row["par_num"], row["line_num"])
            yield Word(text, line, *(int(row[key]) for key in ("left", "top", "width", "height")))


def _glyphs(words: Iterable[Word]) -> Iterator[Glyph]:
    lines: dict[tuple[str, str, str], list[Word]] = defaultdict(list)
    for word in words:
        lines[word.line].append(word)
    for number, line in enumerate(lines.values()):
        yield from _glyphs_of_line(line, order=number)


def _glyphs_of_line(line: Sequence[Word], *, order: int) -> Iterator[Glyph]:
    """Yield the words of one line on one baseline, which the middles of words show best.

    The bottom of a word depends on whether it has a letter that goes below the line.
    """
    size = _EM_OF_HEIGHT * max(word.height for word in line)
    baseline = median(word.top + word.height / 2 for word in line) + size / 4
    for word in line:
        yield Glyph(word.text, word.left, word.left + word.width, baseline, size, order)
