"""The letters of a PDF page with their places, as PDFium gives them."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

_UNMAPPED = frozenset({0, 0xFFFD, 0xFFFE, 0xFFFF})
_LAM = "ل"
_ALEFS = frozenset("اأإآٱ")


class Glyph(NamedTuple):
    """One painted letter, or ligature, in points from the top left of upright text.

    A named tuple because a page holds thousands.

    Attributes:
        text: What it stands for; several characters for a ligature.
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

    def joined(self, other: "Box") -> "Box":
        """Return the smallest rectangle around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )

    def holds_centre_of(self, other: "Box") -> bool:
        """Return whether the middle of the other rectangle lies inside this one."""
        x, y = (other.left + other.right) / 2, (other.bottom + other.top) / 2
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True, slots=True)
class TextRun:
    """A text object of the page: letters painted in one go.

    Attributes:
        handle: PDFium's pointer to it.
        address: The pointer as a number, its identity.
        size: Height of the em in points, after all scaling.
        angle: Direction of writing in degrees, counter-clockwise from left-to-right.
    """

    handle: object
    address: int
    size: float
    angle: float


class RawGlyph(NamedTuple):
    """One letter as it stands in the page, before text is turned upright."""

    text: str
    box: Box
    x: float
    y: float
    run: TextRun
    order: int


def raw_glyphs(text_page: PdfTextPage) -> list[RawGlyph]:
    """Return the letters and spaces of a page in content order; generated spaces are left out."""
    return _with_joined_pieces(_characters(text_page))


def upright(glyph: RawGlyph) -> Glyph:
    """Return the letter turned so that its line runs from left to right and lines go down the page."""
    _, bottom, right, top = glyph.box
    match round(glyph.run.angle / 90) % 4:
        case 0:
            return Glyph(glyph.text, glyph.x, right, -glyph.y, glyph.run.size, glyph.order)
        case 1:
            return Glyph(glyph.text, glyph.y, top, glyph.x, glyph.run.size, glyph.order)
        case 2:
            return Glyph(glyph.text, -glyph.x, -glyph.box.left, glyph.y, glyph.run.size, glyph.order)
        case _:
            return Glyph(glyph.text, -glyph.y, -bottom, -glyph.x, glyph.run.size, glyph.order)


def page_box(page: PdfPage) -> Box:
    """Return the part of the page that is shown."""
    return Box(*page.get_bbox())


def _characters(text_page: PdfTextPage) -> Iterator[RawGlyph]:
    rectangle, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    runs: dict[int, TextRun] = {}
    raw = text_page.raw
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        handle = pdfium.FPDFText_GetTextObject(raw, index)
        if code in _UNMAPPED or not handle:
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, rectangle)
        box = Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        character = chr(code)
        if character.isspace() and box.right - box.left <= 0 and box.top - box.bottom <= 0:
            continue
        address = ctypes.addressof(handle.contents)
        if address not in runs:
            runs[address] = _run(raw, index, handle, address)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        yield RawGlyph(character, box, x.value, y.value, runs[address], index)


def _run(raw: object, index: int, handle: object, address: int) -> TextRun:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or math.hypot(matrix.c, matrix.d)
    return TextRun(
        handle=handle,
        address=address,
        size=pdfium.FPDFText_GetFontSize(raw, index) * scale,
        angle=math.degrees(math.atan2(matrix.b, matrix.a)),
    )


def _with_joined_pieces(glyphs: Iterator[RawGlyph]) -> list[RawGlyph]:
    """Join the characters of one painted shape, and combining marks with the letter below them."""
    joined: list[RawGlyph] = []
    for glyph in glyphs:
        before = joined[-1] if joined else None
        if before is not None and (_same_shape(before, glyph) or unicodedata.combining(glyph.text)):
            joined[-1] = before._replace(text=_ligature(before.text + glyph.text))
        else:
            joined.append(glyph)
    return joined


def _same_shape(first: RawGlyph, second: RawGlyph) -> bool:
    return first.box == second.box and first.x == second.x and first.run is second.run


def _ligature(text: str) -> str:
    """Return the letters of an Arabic ligature in reading order: lam comes before its alef."""
    if len(text) == 2 and text[1] == _LAM and text[0] in _ALEFS:
        return text[::-1]
    return text
