"""The letters of a PDF page with their places, as PDFium gives them."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

_UNMAPPED = frozenset({0, 0xFFFD, 0xFFFE, 0xFFFF})
_SPACE = 0x20
_BREAKS = _UNMAPPED | frozenset(map(ord, " \t\r\n\xa0\u2002\u2003\u2007\u2009\u202f\u3000"))
_LINE_END_HYPHEN = 2
_FIRST_RIGHT_TO_LEFT = 0x0590
_LAM = "ل"
_ALEFS = frozenset("اأإآٱ")


class Glyph(NamedTuple):
    """Painted letters, in points from the top left of upright text.

    A named tuple because a page holds thousands.

    Attributes:
        text: What it stands for: a letter, a ligature, or a word on a page without right-to-left letters.
        left: Its origin; the ink of some letters begins before it.
        right: Where its advance and its ink end.
        baseline: Distance of the baseline from the top; grows downwards.
        size: Height of the em.
        order: Place in the content of the page.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    order: int


class Box(NamedTuple):
    """A rectangle in page coordinates: points from the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Surface in square points; 0 for a rectangle turned inside out."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies inside."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class RawGlyph(NamedTuple):
    """A letter or word where it stands in the page, with its origin, before text is turned upright."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float
    order: int


@dataclass(frozen=True, slots=True)
class TextRun:
    """A text object of the page: letters painted in one go.

    Attributes:
        handle: PDFium's pointer to it.
        size: Height of the em in points, after all scaling.
        quarter_turns: Direction of writing, counter-clockwise from left to right, in right angles.
        glyphs: Its letters and spaces in content order.
    """

    handle: object
    size: float
    quarter_turns: int
    glyphs: Sequence[RawGlyph]

    @property
    def text(self) -> str:
        """The letters in content order."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def box(self) -> Box:
        """The rectangle around all letters."""
        _, lefts, bottoms, rights, tops, *_ = zip(*self.glyphs, strict=True)
        return Box(min(lefts), min(bottoms), max(rights), max(tops))


def text_runs(text_page: PdfTextPage) -> list[TextRun]:
    """Return the runs of a page in content order; spaces that PDFium made up are left out."""
    page = _TextPage(text_page)
    members: dict[int, list[RawGlyph]] = {}
    handles: dict[int, object] = {}
    for address, handle, glyph in page.letters() if page.is_right_to_left else page.words():
        handles.setdefault(address, handle)
        members.setdefault(address, []).append(glyph)
    return [page.run(handles[address], glyphs) for address, glyphs in members.items()]


def upright(run: TextRun) -> list[Glyph]:
    """Return the letters turned so that their line runs from left to right and lines go down the page."""
    size = run.size
    match run.quarter_turns:
        case 0:
            return [Glyph(g.text, g.x, g.right, -g.y, size, g.order) for g in run.glyphs]
        case 1:
            return [Glyph(g.text, g.y, g.top, g.x, size, g.order) for g in run.glyphs]
        case 2:
            return [Glyph(g.text, -g.x, -g.left, g.y, size, g.order) for g in run.glyphs]
        case _:
            return [Glyph(g.text, -g.y, -g.bottom, -g.x, size, g.order) for g in run.glyphs]


def page_box(page: PdfPage) -> Box:
    """Return the part of the page that is shown."""
    return Box(*page.get_bbox())


_Placed = tuple[int, object, RawGlyph]
"""The address of a run, its handle, and a letter or word of it."""


class _TextPage:
    """PDFium's letters of a page, asked for as seldom as possible: a question takes half a microsecond."""

    def __init__(self, text_page: PdfTextPage) -> None:
        self._raw = text_page.raw
        self._codes = [
            pdfium.FPDFText_GetUnicode(self._raw, index)
            for index in range(pdfium.FPDFText_CountChars(self._raw))
        ]
        self._box = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    @property
    def is_right_to_left(self) -> bool:
        """Whether the place of every letter is needed, because reading order is not painting order."""
        return any(_is_right_to_left(code) for code in set(self._codes))

    def letters(self) -> Iterator[_Placed]:
        """Yield every letter and typed space."""
        for index, code in enumerate(self._codes):
            if code not in _UNMAPPED and (glyph := self._glyph(index, index + 1)) is not None:
                yield glyph

    def words(self) -> Iterator[_Placed]:
        """Yield words, or the parts of a word in different runs, and typed spaces."""
        start = 0
        for index, code in enumerate([*self._codes, _SPACE]):
            if code in _BREAKS:
                yield from self._word(start, index)
                if index < len(self._codes) and not pdfium.FPDFText_IsGenerated(self._raw, index):
                    yield from self._word(index, index + 1)
                start = index + 1

    def run(self, handle: object, glyphs: Sequence[RawGlyph]) -> TextRun:
        """Return a text object with its letters."""
        matrix = pdfium.FS_MATRIX()
        index = glyphs[0].order
        pdfium.FPDFText_GetMatrix(self._raw, index, matrix)
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or math.hypot(matrix.c, matrix.d)
        return TextRun(
            handle=handle,
            size=pdfium.FPDFText_GetFontSize(self._raw, index) * scale,
            quarter_turns=round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4,
            glyphs=_with_joined_pieces(glyphs),
        )

    def _word(self, start: int, end: int) -> Iterator[_Placed]:
        while start < end:
            address = self._address(start)
            is_whole = address == self._address(end - 1)
            stop = end if is_whole else next(i for i in range(start, end) if self._address(i) != address)
            if (glyph := self._glyph(start, stop)) is not None:
                yield glyph
            start = stop

    def _glyph(self, start: int, end: int) -> _Placed | None:
        """Return letters of one run as one; None where PDFium made them up."""
        handle = pdfium.FPDFText_GetTextObject(self._raw, start)
        if not handle:
            return None
        pdfium.FPDFText_GetCharOrigin(self._raw, start, self._x, self._y)
        left, bottom, right, top = self._edges(start)
        if end - start > 1:
            last = self._edges(end - 1)
            left, bottom = min(left, last[0]), min(bottom, last[1])
            right, top = max(right, last[2]), max(top, last[3])
        elif self._codes[start] == _SPACE and right <= left and top <= bottom:
            return None
        text = "".join(map(_character, self._codes[start:end]))
        glyph = RawGlyph(text, left, bottom, right, top, self._x.value, self._y.value, start)
        return ctypes.addressof(handle.contents), handle, glyph

    def _edges(self, index: int) -> tuple[float, float, float, float]:
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, box)
        return box.left, box.bottom, box.right, box.top

    def _address(self, index: int) -> int:
        handle = pdfium.FPDFText_GetTextObject(self._raw, index)
        return ctypes.addressof(handle.contents) if handle else 0


def _character(code: int) -> str:
    if code == _LINE_END_HYPHEN:
        return "-"
    return "" if code in _UNMAPPED else chr(code)


def _is_right_to_left(code: int) -> bool:
    return code > _FIRST_RIGHT_TO_LEFT and unicodedata.bidirectional(chr(code)) in {"R", "AL", "AN"}


def _with_joined_pieces(glyphs: Sequence[RawGlyph]) -> list[RawGlyph]:
    """Join the characters of one painted shape, and combining marks with the letter below them."""
    joined = [glyphs[0]]
    for before, glyph in pairwise(glyphs):
        is_same_shape = before.x == glyph.x and before.y == glyph.y and before.right == glyph.right
        if is_same_shape or (len(glyph.text) == 1 and unicodedata.combining(glyph.text)):
            joined[-1] = joined[-1]._replace(text=_ligature(joined[-1].text + glyph.text))
        else:
            joined.append(glyph)
    return joined


def _ligature(text: str) -> str:
    """Return the letters of an Arabic ligature in reading order: lam comes before its alef."""
    if len(text) == 2 and text[1] == _LAM and text[0] in _ALEFS:
        return text[::-1]
    return text
