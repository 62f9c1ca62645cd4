"""Pictures of pages made in memory, as scanners and telephones make them."""

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.data.documents.pdf import HEIGHT, WIDTH, Painter, painted

A4_AT_200_DPI = (1654, 2339)
_FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


def page_picture(*columns: Sequence[str], tilt: float = 0.0) -> Image.Image:
    """Return the picture of a page with these columns of lines, turned anticlockwise by `tilt` degrees."""
    picture = Image.new("L", A4_AT_200_DPI, 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(_FONT, 26)
    for number, lines in enumerate(columns):
        for row, line in enumerate(lines):
            draw.text((120 + 560 * number, 160 + 44 * row), line, font=font, fill=20)
    return picture.rotate(tilt, expand=tilt % 180 == 90, fillcolor=255)


def saved(*pictures: Image.Image, kind: str) -> bytes:
    """Return a picture file; several pictures are the pages of a TIFF."""
    buffer = io.BytesIO()
    first, *others = pictures
    if others:
        first.save(buffer, kind, save_all=True, append_images=others, compression="tiff_lzw")
    else:
        first.save(buffer, kind)
    return buffer.getvalue()


def scan(picture: Image.Image) -> Painter:
    """Return what paints a picture over a whole page of a PDF."""

    def paint(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)

    return paint


def scanned(*pictures: Image.Image) -> bytes:
    """Return a PDF whose pages are pictures."""
    return painted(*map(scan, pictures))


def pixel_flood(side: int) -> bytes:
    """Return a small PNG of `side` x `side` white pixels."""
    packer = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * ((side + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, body) for kind, body in ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
