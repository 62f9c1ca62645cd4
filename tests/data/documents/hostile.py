"""Files that attack whoever opens them, each with the reasons for which it may be refused."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from service.errors import RejectionReason as Reason
from tests.data.documents.office import archive, docx, odt, p, word_part
from tests.data.documents.pdf import Words, assembled, flate_bomb, page_of, painted, raw_pdf, stream

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file, what it tries, and for which reasons it may be refused."""

    name: str
    data: bytes
    reasons: frozenset[Reason]


def hostile_files() -> Iterator[HostileFile]:
    """Yield the files that are made and refused quickly."""
    yield from _files(_nothing, _other_kinds, _archives, _xml, _office, _pdfs, _polyglots, _markup, _texts)


def hostile_bombs() -> Iterator[HostileFile]:
    """Yield the files that take seconds to make or to refuse, one at a time because they are large."""
    yield from _files(_archive_bombs, _pdf_bombs, _searches)


def _files(*makers: "Callable[[], Iterator[Case]]") -> Iterator[HostileFile]:
    for make in makers:
        for name, data, *reasons in make():
            yield HostileFile(name, data, frozenset(reasons))


Case = tuple[str, bytes, *tuple[Reason, ...]]


def _nothing() -> Iterator[Case]:
    yield "no bytes", b"", Reason.EMPTY
    yield "blanks alone", b" \r\n\t" * 100, Reason.EMPTY
    yield "zero bytes alone", bytes(10_000), Reason.EMPTY
    yield "a byte order mark alone", b"\xef\xbb\xbf", Reason.EMPTY
    yield "punctuation alone", b"--- *** ---", Reason.NO_TEXT
    yield "six megabytes", b"texte " * MILLION, Reason.TOO_LARGE
    yield "a document without words", docx(p()), Reason.NO_TEXT
    yield "a page without words", page_of(), Reason.NO_TEXT
    yield "an RTF file without words", rb"{\rtf1}", Reason.NO_TEXT
    yield "a web page of scripts", b"<html><script>alert(1)</script></html>", Reason.NO_TEXT


def _other_kinds() -> Iterator[Case]:
    images = {
        "PNG": b"\x89PNG\r\n\x1a\n" + bytes(50),
        "a PNG of sixty thousand pixels squared": _png_header(60_000, 60_000),
        "JPEG": b"\xff\xd8\xff\xe0" + bytes(50),
        "GIF": b"GIF89a" + bytes(50),
        "TIFF": b"II*\x00" + bytes(50),
        "big-endian TIFF": b"MM\x00*" + bytes(50),
        "BMP": b"BM" + struct.pack("<IHHI", 100, 0, 0, 54) + bytes(50),
        "WebP": b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20),
        "HEIC": b"\x00\x00\x00\x18ftypheic" + bytes(20),
    }
    for name, data in images.items():
        yield name, data, Reason.SCAN_WITHOUT_TEXT
    others = {
        "ELF program": b"\x7fELF\x02\x01\x01" + bytes(50),
        "Windows program": b"MZ\x90\x00\x03" + bytes(80),
        "shell script": b"#!/bin/sh\nrm -rf /\n",
        "Java class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(30),
        "gzip": b"\x1f\x8b\x08" + bytes(30),
        "bzip2": b"BZh91AY&SY" + bytes(30),
        "xz": b"\xfd7zXZ\x00" + bytes(30),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(30),
        "rar": b"Rar!\x1a\x07\x00" + bytes(30),
        "MP3": b"ID3\x03\x00" + bytes(30),
        "Ogg": b"OggS\x00" + bytes(30),
        "MP4": b"\x00\x00\x00\x18ftypmp42" + bytes(30),
        "AVI": b"RIFF\x24\x00\x00\x00AVI LIST" + bytes(20),
        "Matroska": b"\x1aE\xdf\xa3" + bytes(30),
        "SQLite": b"SQLite format 3\x00" + bytes(30),
        "WebAssembly": b"\x00asm\x01\x00\x00\x00" + bytes(10),
        "spreadsheet": archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}),
        "presentation": archive({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}),
        "OpenDocument spreadsheet": archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "e-book": archive({"mimetype": "application/epub+zip"}),
        "archive of archives": archive({"a.zip": archive({"b.zip": archive({"c.txt": "c"})})}),
        "empty archive": archive({}),
        "binary spreadsheet": _compound("Workbook"),
        "binary presentation": _compound("PowerPoint Document"),
    }
    for name, data in others.items():
        yield name, data, Reason.NOT_A_CV_TYPE
    yield "noise", _noise(1).randbytes(20_000), Reason.UNSUPPORTED_TYPE
    yield (
        "noise that calls itself a binary Word document",
        _compound("WordDocument"),
        Reason.UNSUPPORTED_TYPE,
        Reason.BROKEN,
    )
    yield "a drawing in XML", b'<?xml version="1.0"?><svg><text>a</text></svg>', Reason.UNSUPPORTED_TYPE
    yield (
        "an e-mail",
        b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>a</p>",
        Reason.UNSUPPORTED_TYPE,
    )


def _archives() -> Iterator[Case]:
    yield "three million empty paragraphs", docx("<w:p/>" * 3 * MILLION), Reason.ZIP_BOMB
    yield (
        "three thousand files",
        docx(p("a"), more={f"word/media/{n}": "a" for n in range(3000)}),
        Reason.ZIP_BOMB,
    )
    yield "files that share their bytes", _overlapping(), Reason.ZIP_BOMB
    yield "a part longer than it says", _lying_about_size(), Reason.BROKEN, Reason.ZIP_BOMB
    yield "parts in a method that only bombs use", _bzip2(), Reason.UNSUPPORTED_TYPE
    yield "parts under a password", _with_flag(docx(p("a")), 1), Reason.ENCRYPTED
    whole = docx(p("Conseillère clientèle à Oujda"))
    yield "a directory cut off", whole[:-30], Reason.BROKEN
    yield "a file cut in half", whole[: len(whole) // 2], Reason.BROKEN
    yield "a head alone", whole[:40], Reason.BROKEN
    yield "damaged packed bytes", _damaged(whole), Reason.BROKEN
    yield "a head and noise", b"PK\x03\x04" + _noise(2).randbytes(5000), Reason.BROKEN


DOCTYPES = {
    "an external entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an external entity of the network": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]>',
    "an external subset": '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd">',
    "parameter entities": '<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    "a billion laughs": "<!DOCTYPE a [<!ENTITY l0 'lol'>"
    + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>",
    "a quadratic blow-up": f"<!DOCTYPE a [<!ENTITY x '{'a' * 50_000}'>]>",
    "an empty declaration": "<!DOCTYPE a>",
}


def _archive_bombs() -> Iterator[Case]:
    blanks = docx("<w:p><w:r><w:t>" + " " * (60 * MILLION) + "</w:t></w:r></w:p>")
    yield "sixty megabytes of blanks in a part", blanks, Reason.ZIP_BOMB
    yield (
        "blanks in a part that is never read",
        docx(p("a"), more={"word/media/a.bin": bytes(20 * MILLION)}),
        Reason.ZIP_BOMB,
    )
    noise = _noise(5)
    many = "".join(f'<w:p w:id="{noise.getrandbits(80):x}"/>' for _ in range(250_000))
    yield "more paragraphs than any CV", docx(many), Reason.TOO_MUCH_TEXT
    yield "a picture of nine hundred million pixels", _huge_picture(), Reason.SCAN_WITHOUT_TEXT


def endless_search() -> bytes:
    """Return a web page whose rules make whoever looks for their elements search for minutes."""
    rules = "".join(f"{'div ' * 12}.x{n} {{display:none}}" for n in range(450)).encode()
    return b"<html><style>" + rules + b"</style>" + b"<div>" * 240 + b"<p>a</p>" * 40_000


def _searches() -> Iterator[Case]:
    yield "selectors that search without end", endless_search(), Reason.TOO_SLOW


def _xml() -> Iterator[Case]:
    body = word_part("document", f"<w:body>{p('a')}</w:body>")
    content = "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'/>"
    for name, doctype in DOCTYPES.items():
        yield (
            f"{name} in a document",
            docx("", more={"word/document.xml": doctype + body}),
            Reason.FORBIDDEN_CONTENT,
        )
        yield (
            f"{name} in styles",
            docx(p("a"), more={"word/styles.xml": doctype + "<a/>"}),
            Reason.FORBIDDEN_CONTENT,
        )
        yield f"{name} in an ODT", odt("", more={"content.xml": doctype + content}), Reason.FORBIDDEN_CONTENT
    wide = (DOCTYPES["an external entity"] + body).encode("utf-16")
    yield "an external entity in UTF-16", docx("", more={"word/document.xml": wide}), Reason.FORBIDDEN_CONTENT
    header = DOCTYPES["an empty declaration"] + word_part("hdr", p("a"))
    yield (
        "a declaration in a header",
        docx(p("a"), more={"word/header1.xml": header}),
        Reason.FORBIDDEN_CONTENT,
    )
    yield "XML that ends too early", docx("", more={"word/document.xml": body[:-20]}), Reason.BROKEN
    yield (
        "XML in an unknown encoding",
        docx("", more={"word/document.xml": '<?xml version="1.0" encoding="x"?>' + body}),
        Reason.BROKEN,
    )
    yield "no XML at all", docx("", more={"word/document.xml": "Oujda"}), Reason.BROKEN


def _office() -> Iterator[Case]:
    noise = _noise(3)
    long_text = "".join(p(f"{noise.getrandbits(400):x}") for _ in range(2500))
    yield "more words than any CV", docx(long_text), Reason.TOO_MUCH_TEXT
    depth = 20_000
    nested = "<w:tbl><w:tr><w:tc>" * depth + "</w:tc></w:tr></w:tbl>" * depth
    yield "tables in tables", docx(nested), Reason.FORBIDDEN_CONTENT, Reason.ZIP_BOMB
    lists = "<text:list><text:list-item>" * depth + "</text:list-item></text:list>" * depth
    yield "lists in lists", odt(lists), Reason.FORBIDDEN_CONTENT, Reason.ZIP_BOMB
    yield "macros", docx(p("a"), more={"word/vbaProject.bin": b"macro"}), Reason.FORBIDDEN_CONTENT
    yield "an encrypted Word document", _compound("EncryptedPackage"), Reason.ENCRYPTED
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    yield "an encrypted ODT", odt("", more={"META-INF/manifest.xml": manifest}), Reason.ENCRYPTED
    yield (
        "an ODT without content",
        archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        Reason.BROKEN,
    )


def _pdfs() -> Iterator[Case]:
    whole = page_of(Words(50, 60, "Conseillère clientèle à Oujda"))
    yield "a PDF head alone", b"%PDF-1.7\n", Reason.BROKEN
    yield "a PDF head and noise", b"%PDF-1.7\n" + _noise(4).randbytes(50_000), Reason.BROKEN
    yield "a PDF cut after its first lines", whole[:200], Reason.BROKEN
    yield (
        "a PDF without pages",
        assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]),
        Reason.BROKEN,
    )
    yield "a PDF without a catalogue", assembled([b"<<>>"]), Reason.BROKEN
    yield "a PDF under a password", _encrypted(), Reason.ENCRYPTED
    yield (
        "a thousand pages",
        painted(*[lambda canvas: canvas.drawString(50, 700, "a")] * 1000),
        Reason.TOO_MANY_PAGES,
    )
    yield "pages that are their own parent", _looping_pages(), Reason.BROKEN, Reason.TOO_MANY_PAGES
    yield "a million pages announced", _announced_pages(MILLION), Reason.TOO_MANY_PAGES, Reason.BROKEN
    yield "a form that paints itself", _self_painting_form(), Reason.NO_TEXT, Reason.SCAN_WITHOUT_TEXT
    yield "sixty thousand nested arrays", raw_pdf(b"[" * 60_000 + b"]" * 60_000), Reason.NO_TEXT
    yield (
        "a million saved states",
        raw_pdf(zlib.compress(b"q " * MILLION), filters="/Filter/FlateDecode"),
        Reason.NO_TEXT,
        Reason.TOO_SLOW,
    )
    yield (
        "letters without end",
        _letters(400_000),
        Reason.TOO_MUCH_TEXT,
        Reason.TOO_SLOW,
        Reason.TOO_MUCH_MEMORY,
    )
    yield "a cross-reference table that points to itself", _looping_table(), Reason.NO_TEXT, Reason.BROKEN


def _pdf_bombs() -> Iterator[Case]:
    for size in (200, 600):
        yield (
            f"{size} megabytes packed twice",
            flate_bomb(size * MILLION),
            Reason.TOO_MUCH_MEMORY,
            Reason.NO_TEXT,
        )
    packed = zlib.compress(zlib.compress(zlib.compress(b" " * 300 * MILLION, 9), 9), 9)
    filters = "/Filter[/FlateDecode/FlateDecode/FlateDecode]"
    yield "packed three times", raw_pdf(packed, filters=filters), Reason.TOO_MUCH_MEMORY, Reason.NO_TEXT
    operators = zlib.compress(b"1 0 0 1 0 0 cm\n" * (4 * MILLION), 9)
    yield (
        "sixty megabytes of operators",
        raw_pdf(operators, filters="/Filter/FlateDecode"),
        Reason.TOO_SLOW,
        Reason.NO_TEXT,
    )
    rectangles = zlib.compress(b"0 0 9 9 re f\n" * (3 * MILLION), 9)
    yield (
        "three million rectangles",
        raw_pdf(rectangles, filters="/Filter/FlateDecode"),
        Reason.TOO_MUCH_MEMORY,
        Reason.TOO_SLOW,
    )


def _polyglots() -> Iterator[Case]:
    pdf, word = page_of(Words(50, 60, "Oujda")), docx(p("Oujda"))
    yield "a PDF that opens as an archive", pdf + word, Reason.FORBIDDEN_CONTENT
    yield (
        "an archive that opens as a PDF",
        archive({"%PDF-1.7": "", "word/document.xml": "<a/>"}),
        Reason.FORBIDDEN_CONTENT,
    )
    yield "a web page that opens as a PDF", b"<html><script>x</script>" + pdf, Reason.FORBIDDEN_CONTENT
    yield "an RTF file that opens as a PDF", rb"{\rtf1 " + pdf, Reason.FORBIDDEN_CONTENT
    yield "a picture that opens as a PDF", b"GIF89a" + pdf, Reason.SCAN_WITHOUT_TEXT
    yield "a program that opens as a PDF", b"MZ\x00" + pdf, Reason.NOT_A_CV_TYPE
    yield "a picture that opens as an archive", b"\xff\xd8\xff\xe0" + word, Reason.SCAN_WITHOUT_TEXT


def _markup() -> Iterator[Case]:
    yield "a million open elements", b"<html>" + b"<div>" * 800_000 + b"a", Reason.TOO_MUCH_TEXT
    yield "elements in elements", b"<html>" + b"<div>" * 20_000 + b"a", Reason.FORBIDDEN_CONTENT
    yield "a web page with more words than any CV", b"<html><p>" + b"mot " * 100_000, Reason.TOO_MUCH_TEXT
    yield "an RTF file of open groups", rb"{\rtf1 " + b"{" * 4 * MILLION, Reason.FORBIDDEN_CONTENT
    yield (
        "an RTF file with more words than any CV",
        rb"{\rtf1 " + b"mot " * 100_000 + b"}",
        Reason.TOO_MUCH_TEXT,
    )
    yield "an RTF file whose picture has no end", rb"{\rtf1\pict\bin999999999 Oujda}", Reason.NO_TEXT


def _texts() -> Iterator[Case]:
    yield "one word of four megabytes", b"a" * 4 * MILLION, Reason.TOO_MUCH_TEXT
    yield "marks on one letter", ("a" + "\u0301" * MILLION).encode(), Reason.TOO_MUCH_TEXT
    yield "control characters", b"Oujda" + bytes(range(1, 9)) * 1000, Reason.UNSUPPORTED_TYPE


def _noise(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - noise that is the same in every run


def _png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))


def _compound(stream_name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + stream_name.encode("utf-16-le") + bytes(1000)


def _overlapping() -> bytes:
    """Return an archive in which many directory entries name the same packed bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", "<a>" + "a" * 10_000 + "</a>")
        kernel = file.filelist[0]
        for number in range(500):
            entry = zipfile.ZipInfo(f"word/{number}.xml")
            for name in ("compress_type", "compress_size", "file_size", "CRC", "header_offset"):
                setattr(entry, name, getattr(kernel, name))
            file.filelist.append(entry)
    return buffer.getvalue()


def _lying_about_size() -> bytes:
    """Return a document whose directory says that its part is shorter than it is."""
    whole = docx("<w:p><w:r><w:t>" + "a" * MILLION + "</w:t></w:r></w:p>")
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        size = file.getinfo("word/document.xml").file_size
    return whole.replace(struct.pack("<I", size), struct.pack("<I", 100))


def _bzip2() -> bytes:
    return archive({"word/document.xml": "<a/>" * 1000}, compression=zipfile.ZIP_BZIP2)


def _with_flag(data: bytes, flag: int) -> bytes:
    """Return an archive whose directory entries carry a flag."""
    changed = bytearray(data)
    position = data.find(b"PK\x01\x02")
    while position >= 0:
        changed[position + 8] |= flag
        position = data.find(b"PK\x01\x02", position + 4)
    return bytes(changed)


def _damaged(data: bytes) -> bytes:
    start = data.index(b"word/document.xml") + 40
    return data[:start] + bytes(reversed(data[start : start + 60])) + data[start + 60 :]


def _encrypted() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret", strength=128))
    canvas.drawString(50, 700, "Oujda")
    canvas.save()
    return buffer.getvalue()


def _looping_pages() -> bytes:
    return assembled(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>"]
    )


def _announced_pages(count: int) -> bytes:
    pages = f"<</Type/Pages/Kids[3 0 R]/Count {count}>>".encode()
    return assembled(
        [b"<</Type/Catalog/Pages 2 0 R>>", pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]
    )


def _self_painting_form() -> bytes:
    form = b"/F Do"
    entries = "/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</F 5 0 R>>>>"
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
            stream(form),
            stream(form, entries=entries),
        ]
    )


def _letters(count: int) -> bytes:
    line = b"(" + b"a" * 1000 + b") Tj "
    content = b"BT /F1 10 Tf 50 700 Td " + line * (count // 1000) + b"ET"
    return raw_pdf(zlib.compress(content, 9), filters="/Filter/FlateDecode")


def _huge_picture() -> bytes:
    row = zlib.compressobj(9)
    packed = b"".join(row.compress(bytes(MILLION)) for _ in range(112)) + row.flush()
    entries = (
        "/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 1/ColorSpace/DeviceGray"
        "/Filter/FlateDecode"
    )
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
            stream(b"9 0 0 9 0 0 cm /I Do"),
            stream(packed, entries=entries),
        ]
    )


def _looping_table() -> bytes:
    data = assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        ]
    )
    table = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", f"/Root 1 0 R/Prev {table}".encode())
