"""PDF to text, page by page."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from service.documents.reading.document_text import Extraction, HiddenText, has_words
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.pdf.fragments import fragments_of
from service.documents.reading.pdf.glyphs import Box, Glyph, TextRun, page_box, text_runs, upright
from service.documents.reading.pdf.layout import page_lines
from service.documents.reading.pdf.visibility import look_at
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason

Recognise = Callable[[Image.Image], str]
"""From the grey picture of a page to its text."""

DOTS_PER_INCH = 300
"""Of the pictures of pages."""

_LAYERS_OF_SCANS = frozenset({HiddenText.NOT_PAINTED, HiddenText.COVERED})
_SCAN_SHARE = 0.5
_POINTS_PER_INCH = 72
_MAX_SIDE_PIXELS = 3_600
_TYPED_INTO = frozenset({raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT})


def read_pdf(data: bytes, *, limits: ReadingLimits, recognise: Recognise | None = None) -> Extraction:
    """Return the visible text of a PDF; of pages that are pictures, what `recognise` reads in them.

    Raises:
        DocumentRejected: Damaged, asking for a password, too long, or pictures of text alone.
    """
    document = _opened(data)
    try:
        if len(document) > limits.pages:
            raise rejected(RejectionReason.TOO_MANY_PAGES)
        return _read(document, limits=limits, recognise=recognise)
    except pdfium.PdfiumError as exc:
        raise rejected(RejectionReason.BROKEN) from exc
    finally:
        document.close()


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        is_encrypted = exc.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        raise rejected(RejectionReason.ENCRYPTED if is_encrypted else RejectionReason.BROKEN) from exc


def _read(document: pdfium.PdfDocument, *, limits: ReadingLimits, recognise: Recognise | None) -> Extraction:
    texts: list[str] = []
    hidden: set[HiddenText] = set()
    unread: list[int] = []
    n_characters = 0
    for number in range(1, len(document) + 1):
        page = _with_filled_fields(document, number - 1)
        text_page = page.get_textpage()
        n_characters += text_page.count_chars()
        if n_characters > limits.characters:
            raise rejected(RejectionReason.TOO_MUCH_TEXT)
        text, kinds = _page_text(page, text_page)
        if not has_words(text) and _shows_something(page):
            text = recognise(_rendered(page)) if recognise else ""
            if not has_words(text):
                unread.append(number)
        texts.append(text)
        hidden |= kinds
        page.close()
    if unread and not any(map(has_words, texts)):
        raise rejected(RejectionReason.SCAN_WITHOUT_TEXT)
    return Extraction(pages=tuple(texts), hidden=frozenset(hidden), unread_pages=tuple(unread))


def _rendered(page: pdfium.PdfPage) -> Image.Image:
    """Return the picture of a page, of bounded size whatever the size of its paper."""
    width, height = page.get_size()
    inches = max(width, height, 1.0) / _POINTS_PER_INCH
    scale = min(DOTS_PER_INCH, _MAX_SIDE_PIXELS / inches) / _POINTS_PER_INCH
    bitmap: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return bitmap.convert("L")


def _with_filled_fields(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """Return a page; what was typed into its form fields or notes on it is part of its content."""
    page = document[index]
    if not any(
        _subtype(page, number) in _TYPED_INTO for number in range(raw.FPDFPage_GetAnnotCount(page.raw))
    ):
        return page
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]


def _subtype(page: pdfium.PdfPage, number: int) -> int:
    annotation = raw.FPDFPage_GetAnnot(page.raw, number)
    try:
        return int(raw.FPDFAnnot_GetSubtype(annotation))
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _page_text(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> tuple[str, set[HiddenText]]:
    sight = look_at(page, text_runs(text_page))
    kinds = {kind for kind, runs in sight.hidden.items() if any(has_words(run.text) for run in runs)}
    text = _text(sight.seen)
    if not has_words(text) and kinds & _LAYERS_OF_SCANS and _is_picture(page):
        return _text([run for kind in _LAYERS_OF_SCANS for run in sight.hidden.get(kind, ())]), kinds
    return text, kinds


def _text(runs: Sequence[TextRun]) -> str:
    groups = ("\n".join(page_lines(fragments_of(group))) for group in _by_direction(runs))
    return "\n\n".join(groups)


def _is_picture(page: pdfium.PdfPage) -> bool:
    """Return whether a picture covers most of the page: what is hidden is then a scan's recognised text."""
    shown = page_box(page)
    images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    boxes = (Box(*image.get_bounds()) for image in images)
    return any(box.area >= _SCAN_SHARE * shown.area for box in boxes)


def _by_direction(runs: Sequence[TextRun]) -> list[list[Glyph]]:
    """Return upright letters, those of the main direction of writing first."""
    groups: dict[int, list[Glyph]] = defaultdict(list)
    for run in runs:
        groups[run.quarter_turns] += upright(run)
    return sorted(groups.values(), key=len, reverse=True)


def _shows_something(page: pdfium.PdfPage) -> bool:
    """Return whether pictures or drawings are painted on the page."""
    return any(item.type != raw.FPDF_PAGEOBJ_TEXT for item in page.get_objects(max_depth=2))
