"""What kind of document some bytes are, judged by their content alone."""

import re

from service.documents.reading.archive import Archive
from service.documents.reading.document_text import MediaType
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason

_HEADER_BYTES = 1024
_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_ZIP_END_BYTES = 22
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANK = b"\xef\xbb\xbf \t\r\n\x00"

_PICTURES = {
    MediaType.JPEG: re.compile(rb"\xff\xd8\xff"),
    MediaType.PNG: re.compile(rb"\x89PNG\r\n"),
    MediaType.GIF: re.compile(rb"GIF8[79]a"),
    MediaType.TIFF: re.compile(rb"II\*\x00|MM\x00\*"),
    MediaType.BMP: re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL),
    MediaType.WEBP: re.compile(rb"RIFF....WEBP", re.DOTALL),
}
_UNREADABLE_PICTURE = re.compile(rb"\x00\x00\x01\x00|....ftyp(?:heic|heix|mif1|avif)", re.DOTALL)
_OTHER_KINDS = re.compile(
    rb"7z\xbc\xaf|Rar!\x1a|\x1f\x8b|BZh\d1AY|\xfd7zXZ|MZ.{0,64}\x00|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe"
    rb"|ID3[\x02-\x04]\x00|OggS\x00|RIFF....[A-Z]|\x1aE\xdf\xa3|....ftyp"
    rb"|SQLite format 3\x00|!<arch>|\x00asm|#!/",
    re.DOTALL,
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h1|style|script|section|main|article)[\s>]",
    re.IGNORECASE,
)
_OTHER_MARKUP = (b"<?xml", b"<svg", b"<!DOCTYPE", b"MIME-Version:")
_XML_OR_COMMENT = re.compile(rb"\A(?:<\?xml[^>]*>|<!--.*?-->|\s)*", re.DOTALL)


def sniff(data: bytes, *, limits: ReadingLimits, takes_pictures: bool = False) -> MediaType:
    """Return the media type of a document.

    Args:
        data: The file.
        limits: Bounds on what is inside an archive.
        takes_pictures: Whether pictures are of use, since their words can be recognised.

    Raises:
        DocumentRejected: The bytes are empty, are of a kind that is not read, or are two kinds at once.
    """
    start = data.lstrip(_BLANK)[:_HEADER_BYTES]
    if not start:
        raise rejected(RejectionReason.EMPTY)
    if picture := _picture(data, takes_pictures=takes_pictures):
        return picture
    if _OTHER_KINDS.match(data):
        raise rejected(RejectionReason.NOT_A_CV_TYPE)
    if data.startswith((_ZIP, _ZIP_END)):
        return _zipped(data, limits=limits)
    if data.startswith(_COMPOUND):
        return _compound(data)
    if _PDF in data[:_HEADER_BYTES]:
        return _pdf(data)
    if start.startswith(b"{\\rtf"):
        return MediaType.RTF
    return _marked_up(_as_ascii(data))


def _marked_up(data: bytes) -> MediaType:
    if _is_html(data):
        return MediaType.HTML
    if data.lstrip(_BLANK).startswith(_OTHER_MARKUP):
        raise rejected(RejectionReason.UNSUPPORTED_TYPE)
    return MediaType.PLAIN


def _picture(data: bytes, *, takes_pictures: bool) -> MediaType | None:
    """Return the kind of a picture, unless other software would open it as something else."""
    found = next((kind for kind, start in _PICTURES.items() if start.match(data)), None)
    if found is None and not _UNREADABLE_PICTURE.match(data):
        return None
    if found is None or not takes_pictures or _PDF in data[:_HEADER_BYTES] or _ends_as_zip(data):
        raise rejected(RejectionReason.SCAN_WITHOUT_TEXT)
    return found


def _pdf(data: bytes) -> MediaType:
    """Return PDF, unless other software would open the same bytes as something else."""
    before = data[: data.index(_PDF)].lstrip(_BLANK)
    if _is_html(before) or before.startswith(b"{\\rtf") or _ends_as_zip(data):
        raise rejected(RejectionReason.FORBIDDEN_CONTENT)
    return MediaType.PDF


def _ends_as_zip(data: bytes) -> bool:
    """Return whether a ZIP directory closes the file exactly, so that it opens as an archive."""
    start = data.rfind(_ZIP_END)
    if start < 0 or len(data) - start < _ZIP_END_BYTES:
        return False
    comment = int.from_bytes(data[start + _ZIP_END_BYTES - 2 : start + _ZIP_END_BYTES], "little")
    return start + _ZIP_END_BYTES + comment == len(data)


def _zipped(data: bytes, *, limits: ReadingLimits) -> MediaType:
    if _PDF in data[:_HEADER_BYTES]:
        raise rejected(RejectionReason.FORBIDDEN_CONTENT)
    archive = Archive(data, limits=limits)
    names = set(archive.names())
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return MediaType.DOCX
    if (archive.read("mimetype") or b"").strip().startswith(b"application/vnd.oasis.opendocument.text"):
        return MediaType.ODT
    raise rejected(RejectionReason.NOT_A_CV_TYPE)


def _compound(data: bytes) -> MediaType:
    """Return DOC for a binary Word document; the same container also wraps encrypted OOXML."""
    if _stream_name("EncryptedPackage") in data:
        raise rejected(RejectionReason.ENCRYPTED)
    if _stream_name("WordDocument") in data:
        return MediaType.DOC
    raise rejected(RejectionReason.NOT_A_CV_TYPE)


def _stream_name(name: str) -> bytes:
    return name.encode("utf-16-le")


def _is_html(data: bytes) -> bool:
    start = _XML_OR_COMMENT.sub(b"", data[: 16 * _HEADER_BYTES], count=1)
    return _HTML.match(start.lstrip(_BLANK)) is not None


def _as_ascii(data: bytes) -> bytes:
    """Return the bytes with the zero halves of UTF-16 letters taken out, enough to see ASCII marks."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data[2 : 32 * _HEADER_BYTES].replace(b"\x00", b"")
    return data
