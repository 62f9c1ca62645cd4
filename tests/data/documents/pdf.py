"""PDF files made in memory: with reportlab where Latin letters do, else written by hand."""

import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595, 842

Painter = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place, in points from the top left of the page."""

    x: float
    y: float
    text: str
    size: float = 10

    def paint(self, canvas: Canvas) -> None:
        canvas.setFont("Helvetica", self.size)
        canvas.drawString(self.x, HEIGHT - self.y, self.text)


def painted(*pages: Painter) -> bytes:
    """Return a PDF with one page for each painter."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    for paint in pages:
        paint(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def page_of(*words: Words) -> bytes:
    """Return a PDF with one page that holds these words, painted in this order."""

    def paint(canvas: Canvas) -> None:
        for item in words:
            item.paint(canvas)

    return painted(paint)


def column(x: float, y: float, lines: Sequence[str], *, size: float = 10, leading: float = 13) -> list[Words]:
    """Return lines one below the other."""
    return [Words(x, y + leading * index, line, size) for index, line in enumerate(lines)]


def by_rows(*columns: Sequence[Words]) -> list[Words]:
    """Return the same words in the order of a printer's head: row by row from the left."""
    return sorted((word for words in columns for word in words), key=lambda word: (word.y, word.x))


def glyph_pdf(lines: Sequence[tuple[float, float, str]], *, size: float = 12) -> bytes:
    """Return a PDF whose letters stand exactly as given, from left to right, in any script.

    Every letter is half an em wide and no font is embedded, so that only the place of the letters and
    their table of meanings tell the text.

    Args:
        lines: x, y from the top, and letters in the order in which they stand on the page.
        size: Height of the letters.
    """
    codes = {letter: code for code, letter in enumerate(sorted({c for *_, text in lines for c in text}), 1)}
    content = "".join(
        f"BT /F1 {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm <{''.join(f'{codes[c]:04x}' for c in text)}> Tj ET\n"
        for x, y, text in lines
    )
    return raw_pdf(content.encode(), to_unicode=_meanings(codes))


def width_of(text: str, *, size: float = 12) -> float:
    """Return how wide `glyph_pdf` paints some letters."""
    return len(text) * size / 2


def raw_pdf(content: bytes, *, to_unicode: bytes = b"", filters: str = "", page_entries: str = "") -> bytes:
    """Return a one-page PDF around a content stream."""
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>"
        if to_unicode
        else "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents 4 0 R"
        f"/Resources<</Font<</F1 5 0 R>>>>{page_entries}>>".encode(),
        stream(content, entries=filters),
        font.encode(),
        (
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/DW 500/FontDescriptor 8 0 R"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        ),
        stream(to_unicode),
        (
            b"<</Type/FontDescriptor/FontName/Any/Flags 4/Ascent 800/Descent -200/CapHeight 700/ItalicAngle 0"
            b"/StemV 80/FontBBox[0 -200 1000 800]>>"
        ),
    ]
    return assembled(objects)


def stream(data: bytes, *, entries: str = "") -> bytes:
    """Return a stream object."""
    return f"<</Length {len(data)}{entries}>>stream\n".encode() + data + b"\nendstream"


def assembled(objects: Sequence[bytes], *, trailer: str = "") -> bytes:
    """Return a PDF file of numbered objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF".encode()
    return bytes(out)


def flate_bomb(n_bytes: int) -> bytes:
    """Return a small PDF whose page content unpacks twice, to so many bytes of blanks."""
    once = zlib.compressobj(9)
    packed = b"".join(once.compress(b" " * 1_000_000) for _ in range(n_bytes // 1_000_000)) + once.flush()
    return raw_pdf(zlib.compress(packed, 9), filters="/Filter[/FlateDecode/FlateDecode]")


def _meanings(codes: dict[str, int]) -> bytes:
    pairs = "\n".join(f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Any def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
