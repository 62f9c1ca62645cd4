"""From bytes to text in one process, without any bounds on memory or time."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

from service.documents.reading.document_text import DocumentText, Extraction, MediaType, assemble
from service.documents.reading.docx import read_docx
from service.documents.reading.html import read_html
from service.documents.reading.legacy_doc import read_doc
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.media_type import sniff
from service.documents.reading.odt import read_odt
from service.documents.reading.pdf.document import read_pdf
from service.documents.reading.plain_text import read_plain_text
from service.documents.reading.recognition.page import Recognition, read_picture
from service.documents.reading.rejection import rejected
from service.documents.reading.rtf import read_rtf
from service.errors import RejectionReason


def parse(
    data: bytes, *, limits: ReadingLimits, is_named_html: bool = False, recognises: bool = False
) -> DocumentText:
    """Return the text of a document, in this process; `DocumentReader` calls it in a child.

    Args:
        data: The file.
        limits: Bounds on its size, pages and parts.
        is_named_html: Its sender calls it a web page; believed where the content does not tell.
        recognises: Whether the words of pictures are recognised, which takes seconds a page.

    Raises:
        DocumentRejected: With its reason.
    """
    if not data:
        raise rejected(RejectionReason.EMPTY)
    if len(data) > limits.file_bytes:
        raise rejected(RejectionReason.TOO_LARGE)
    media_type = sniff(data, limits=limits, takes_pictures=recognises)
    if is_named_html and media_type is MediaType.PLAIN:
        media_type = MediaType.HTML
    extraction = _extraction(data, media_type, limits=limits, recognises=recognises)
    return assemble(extraction, media_type=media_type, limits=limits)


def _extraction(data: bytes, media_type: MediaType, *, limits: ReadingLimits, recognises: bool) -> Extraction:
    match media_type:
        case MediaType.PDF:
            return read_pdf(data, limits=limits, recognise=Recognition(limits).text if recognises else None)
        case MediaType.RTF:
            return read_rtf(data)
        case MediaType.PLAIN:
            return read_plain_text(data)
        case _:
            return _BOUNDED[media_type](data, limits=limits)


class _BoundedReader(Protocol):
    def __call__(self, data: bytes, *, limits: ReadingLimits) -> Extraction: ...


_BOUNDED: Final[Mapping[MediaType, _BoundedReader]] = MappingProxyType(
    {
        MediaType.DOCX: read_docx,
        MediaType.ODT: read_odt,
        MediaType.HTML: read_html,
        MediaType.DOC: read_doc,
        MediaType.JPEG: read_picture,
        MediaType.PNG: read_picture,
        MediaType.TIFF: read_picture,
        MediaType.WEBP: read_picture,
        MediaType.GIF: read_picture,
        MediaType.BMP: read_picture,
    }
)
