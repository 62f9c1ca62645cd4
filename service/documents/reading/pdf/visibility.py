"""Which letters of a PDF page nobody can see.

Size, place and painting mode are read from the page. Whether letters differ from their surroundings is
seen by painting the page twice, with and without them: that also finds text under a picture, clipped away
or in a layer that is switched off.
"""

import ctypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from service.documents.reading.document_text import HiddenText
from service.documents.reading.pdf.glyphs import Box, RawGlyph, TextRun, page_box

_MIN_SIZE_POINTS = 4.0
_MIN_DIFFERENCE = 24
_LIGHT = 160
_OPAQUE = 200
_HAIRLINE_POINTS = 3.0
_MAX_IMAGE_PIXELS = 25_000_000
_MAX_SIDE_PIXELS = 1_000


def hidden_glyphs(page: PdfPage, glyphs: Iterable[RawGlyph]) -> Mapping[int, HiddenText]:
    """Return the `order` of each letter that cannot be seen, with the way it is hidden."""
    shown = page_box(page)
    hidden: dict[int, HiddenText] = {}
    painted: list[_Painted] = []
    for run, members in _by_run(glyphs):
        off_page = {glyph.order for glyph in members if not shown.holds_centre_of(glyph.box)}
        hidden.update(dict.fromkeys(off_page, HiddenText.OFF_PAGE))
        on_page = [glyph for glyph in members if glyph.order not in off_page]
        kind = _kind_of_run(run)
        if kind is not None:
            hidden.update((glyph.order, kind) for glyph in on_page)
        elif on_page:
            painted.append(_Painted.of(run, on_page))
    for unseen in _unseen(page, painted):
        kind = HiddenText.BACKGROUND_COLOUR if unseen.is_light else HiddenText.COVERED
        hidden.update((glyph.order, kind) for glyph in unseen.glyphs)
    return hidden


@dataclass(frozen=True, slots=True)
class _Painted:
    """Letters of one run that are painted somewhere on the page."""

    run: TextRun
    glyphs: Sequence[RawGlyph]
    box: Box
    is_light: bool

    @classmethod
    def of(cls, run: TextRun, glyphs: Sequence[RawGlyph]) -> Self:
        box = glyphs[0].box
        for glyph in glyphs[1:]:
            box = box.joined(glyph.box)
        return cls(run, glyphs, box, _is_light(run))


def _by_run(glyphs: Iterable[RawGlyph]) -> Iterable[tuple[TextRun, list[RawGlyph]]]:
    runs: dict[int, tuple[TextRun, list[RawGlyph]]] = {}
    for glyph in glyphs:
        runs.setdefault(glyph.run.address, (glyph.run, []))[1].append(glyph)
    return runs.values()


def _kind_of_run(run: TextRun) -> HiddenText | None:
    if run.size < _MIN_SIZE_POINTS:
        return HiddenText.TINY
    if pdfium.FPDFTextObj_GetTextRenderMode(run.handle) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return HiddenText.NOT_PAINTED
    return None


def _is_light(run: TextRun) -> bool:
    """Return whether letters are pale, translucent or not simply filled: perhaps not seen on paper."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(run.handle)
    if mode not in {pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE}:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(run.handle, red, green, blue, alpha):
        return True
    return min(red.value, green.value, blue.value) >= _LIGHT or alpha.value < _OPAQUE


def _unseen(page: PdfPage, painted: Sequence[_Painted]) -> Iterator[_Painted]:
    """Yield the runs without which the page looks the same."""
    light = [text for text in painted if text.is_light]
    dark = [text for text in painted if not text.is_light] if _has_grounds(page) else []
    suspects = [group for group in (light, dark) if group]
    if not suspects or _has_huge_image(page):
        return
    with_text = _Picture.of(page)
    for group in suspects:
        with _switched_off(group):
            without_text = _Picture.of(page)
        yield from (text for text in group if not with_text.differs(without_text, page, text.box))


@contextmanager
def _switched_off(texts: Iterable[_Painted]) -> Iterator[None]:
    texts = list(texts)
    for text in texts:
        pdfium.FPDFPageObj_SetIsActive(text.run.handle, False)
    try:
        yield
    finally:
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text.run.handle, True)


def _has_grounds(page: PdfPage) -> bool:
    """Return whether anything but text and thin lines is painted: dark text may then vanish too."""
    return any(
        item.type != pdfium.FPDF_PAGEOBJ_PATH or _is_area(Box(*item.get_bounds()))
        for item in page.get_objects(max_depth=5)
        if item.type != pdfium.FPDF_PAGEOBJ_TEXT
    )


def _is_area(box: Box) -> bool:
    return min(box.right - box.left, box.top - box.bottom) > _HAIRLINE_POINTS


def _has_huge_image(page: PdfPage) -> bool:
    """Return whether painting the page would unpack a picture beyond reason; its text is then trusted."""
    images = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=5)
    return any(
        width * height > _MAX_IMAGE_PIXELS for width, height in (image.get_px_size() for image in images)
    )


@dataclass(frozen=True, slots=True)
class _Picture:
    """A page painted small: three bytes a pixel, lines from the top."""

    pixels: bytes
    width: int
    height: int
    stride: int

    @classmethod
    def of(cls, page: PdfPage) -> Self:
        scale = min(1.0, _MAX_SIDE_PIXELS / max(*page.get_size(), 1.0))
        bitmap = page.render(scale=scale, draw_annots=False, may_draw_forms=False)
        try:
            return cls(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
        finally:
            bitmap.close()

    def differs(self, other: "_Picture", page: PdfPage, box: Box) -> bool:
        """Return whether a reader sees a difference inside `box`, given in page coordinates."""
        left, top, right, bottom = self._pixel_box(page, box)
        for line in range(top, bottom):
            here = slice(line * self.stride + 3 * left, line * self.stride + 3 * right)
            own, others = self.pixels[here], other.pixels[here]
            if own != others and max(abs(a - b) for a, b in zip(own, others, strict=True)) >= _MIN_DIFFERENCE:
                return True
        return False

    def _pixel_box(self, page: PdfPage, box: Box) -> tuple[int, int, int, int]:
        x, y = ctypes.c_int(), ctypes.c_int()
        corners = []
        for corner in ((box.left, box.top), (box.right, box.bottom)):
            pdfium.FPDF_PageToDevice(page.raw, 0, 0, self.width, self.height, 0, *corner, x, y)
            corners.append((x.value, y.value))
        (x0, y0), (x1, y1) = corners
        left, right = max(0, min(x0, x1) - 1), min(self.width, max(x0, x1) + 1)
        top, bottom = max(0, min(y0, y1) - 1), min(self.height, max(y0, y1) + 1)
        return left, top, right, bottom
