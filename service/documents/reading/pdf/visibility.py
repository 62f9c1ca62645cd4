"""Which letters of a PDF page nobody can see.

Size, place and painting mode are read from the page. Whether letters differ from their surroundings is
seen by painting the page twice, with and without them: that also finds text under a picture, clipped away
or in a layer that is switched off.
"""

import ctypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import sub
from typing import Self

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from service.documents.reading.document_text import HiddenText
from service.documents.reading.pdf.glyphs import Box, TextRun, page_box

_MIN_SIZE_POINTS = 4.0
_MIN_DIFFERENCE = 24
_LIGHT = 160
_OPAQUE = 200
_HAIRLINE_POINTS = 3.0
_MAX_IMAGE_PIXELS = 25_000_000
_MAX_SIDE_PIXELS = 1_000
_MAX_CORNERS = 100


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader sees of a page, and what not.

    Attributes:
        seen: Runs, or what is left of them on the page.
        hidden: The others, by the way they are hidden.
    """

    seen: Sequence[TextRun]
    hidden: Mapping[HiddenText, Sequence[TextRun]]


def look_at(page: PdfPage, runs: Iterable[TextRun]) -> Sight:
    """Return which text of a page can be seen."""
    hidden: dict[HiddenText, list[TextRun]] = {}
    painted: list[TextRun] = []
    shown = page_box(page)
    for run in runs:
        on_page, off_page = _parted(run, shown)
        if off_page is not None:
            hidden.setdefault(HiddenText.OFF_PAGE, []).append(off_page)
        if on_page is None:
            continue
        kind = _kind_by_nature(run)
        (painted if kind is None else hidden.setdefault(kind, [])).append(on_page)
    unseen = list(_unseen(page, painted))
    for run in unseen:
        kind = HiddenText.BACKGROUND_COLOUR if _is_pale(run) else HiddenText.COVERED
        hidden.setdefault(kind, []).append(run)
    vanished = set(map(id, unseen))
    return Sight([run for run in painted if id(run) not in vanished], hidden)


def _parted(run: TextRun, shown: Box) -> tuple[TextRun | None, TextRun | None]:
    """Return what a run has on the page, and beside it."""
    box = run.box
    if shown.holds(box.left, box.bottom) and shown.holds(box.right, box.top):
        return run, None
    on_page = [g for g in run.glyphs if shown.holds((g.left + g.right) / 2, (g.bottom + g.top) / 2)]
    off_page = [glyph for glyph in run.glyphs if glyph not in on_page]
    return (
        replace(run, glyphs=on_page) if on_page else None,
        replace(run, glyphs=off_page) if off_page else None,
    )


def _kind_by_nature(run: TextRun) -> HiddenText | None:
    if run.size < _MIN_SIZE_POINTS:
        return HiddenText.TINY
    if pdfium.FPDFTextObj_GetTextRenderMode(run.handle) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return HiddenText.NOT_PAINTED
    return None


def _is_pale(run: TextRun) -> bool:
    """Return whether letters are light, translucent or not simply filled: perhaps not seen on paper."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(run.handle)
    if mode not in {pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE}:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(run.handle, red, green, blue, alpha):
        return True
    return min(red.value, green.value, blue.value) >= _LIGHT or alpha.value < _OPAQUE


def _unseen(page: PdfPage, painted: Sequence[TextRun]) -> Iterator[TextRun]:
    """Yield the runs without which the page looks the same."""
    pale = [run for run in painted if _is_pale(run)]
    dark = [run for run in painted if not _is_pale(run)]
    suspects = [pale, dark if _has_grounds(page) else [run for run in dark if _may_be_cut_off(run)]]
    if not any(suspects) or _has_huge_image(page):
        return
    with_text = _Picture.of(page)
    for group in filter(None, suspects):
        with _switched_off(group):
            without_text = _Picture.of(page)
        yield from (run for run in group if not with_text.differs(without_text, page, run.box))


def _may_be_cut_off(run: TextRun) -> bool:
    """Return whether a run belongs to a layer, which may be switched off, or reaches out of its clipping."""
    if any(_mark_name(run, index) == "OC" for index in range(pdfium.FPDFPageObj_CountMarks(run.handle))):
        return True
    clipping = _clipping(run)
    box = run.box
    return clipping is not None and not clipping.holds((box.left + box.right) / 2, (box.bottom + box.top) / 2)


def _mark_name(run: TextRun, index: int) -> str:
    buffer, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
    mark = pdfium.FPDFPageObj_GetMark(run.handle, index)
    name = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFPageObjMark_GetName(mark, name, len(buffer), length)
    return buffer.raw[: max(0, length.value - 2)].decode("utf-16-le", errors="replace")


def _clipping(run: TextRun) -> Box | None:
    """Return the rectangle around all corners of a run's clipping; None where it has none."""
    clip = pdfium.FPDFPageObj_GetClipPath(run.handle)
    x, y = ctypes.c_float(), ctypes.c_float()
    corners = []
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
        for index in range(min(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, path)), _MAX_CORNERS)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                corners.append((x.value, y.value))
    if not corners:
        return None
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


@contextmanager
def _switched_off(runs: Sequence[TextRun]) -> Iterator[None]:
    for run in runs:
        pdfium.FPDFPageObj_SetIsActive(run.handle, False)
    try:
        yield
    finally:
        for run in runs:
            pdfium.FPDFPageObj_SetIsActive(run.handle, True)


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
            if own != others and max(map(abs, map(sub, own, others))) >= _MIN_DIFFERENCE:
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
