"""Pictures of pages, made fit for recognition: grey, of bounded size, upright and level."""

import io
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from service.documents.reading.limits import ReadingLimits
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason

_MAX_PIXELS: Final = 12_000_000
"""Some more than A4 at 300 dpi, beyond which recognition only grows slower."""

_MIN_LONG_SIDE: Final = 1_800
_LEVELLING_SIDE: Final = 700
_MAX_TILT_DEGREES: Final = 8.0
_NEGLIGIBLE_DEGREES: Final = 0.2
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP")


def pictures_in(data: bytes, *, limits: ReadingLimits) -> Iterator[Image.Image]:
    """Yield the pages of a picture file, grey and turned as its camera says.

    Raises:
        DocumentRejected: Damaged, of another format, or of too many pixels or pages.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as file:
            if getattr(file, "n_frames", 1) > limits.recognised_pages and file.format == "TIFF":
                raise rejected(RejectionReason.TOO_MANY_PAGES)
            for frame in ImageSequence.Iterator(file):
                yield _grey(frame, limits=limits)
                if file.format != "TIFF":
                    return
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as exc:
        raise rejected(RejectionReason.BROKEN) from exc


def _grey(frame: Image.Image, *, limits: ReadingLimits) -> Image.Image:
    if frame.width * frame.height > limits.picture_pixels:
        raise rejected(RejectionReason.TOO_MUCH_MEMORY)
    target = _fitting(frame.size)
    frame.draft("L", target)  # a JPEG is decoded at the size wanted; other formats ignore it
    upright = ImageOps.exif_transpose(frame)
    if upright.mode in {"RGBA", "LA", "PA", "P"}:
        upright = _on_white(upright)
    return upright.convert("L").resize(_fitting(upright.size), Image.Resampling.LANCZOS)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture as it looks on paper: what is transparent would else turn black."""
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer)


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size at which a page is read: bounded above, and letters of a small one enlarged."""
    width, height = size
    shrink = math.sqrt(_MAX_PIXELS / max(1, width * height))
    enlarge = _MIN_LONG_SIDE / max(1, width, height)
    scale = min(shrink, max(1.0, enlarge))
    return max(1, round(width * scale)), max(1, round(height * scale))


def levelled(picture: Image.Image) -> Image.Image:
    """Return the picture turned so that its lines are level; contrast is stretched on the way."""
    # Ink may be less than a hundredth of a page: only the bright end is cut off, where paper is unevenly lit.
    clear = ImageOps.autocontrast(picture, cutoff=(0, 10))
    tilt = tilt_degrees(clear)
    if abs(tilt) < _NEGLIGIBLE_DEGREES:
        return clear
    return clear.rotate(tilt, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def tilt_degrees(picture: Image.Image) -> float:
    """Return by how much a page must be turned, anticlockwise, for its lines to be level.

    The rows of a level page are either full of ink or white, so the angle is right at which the ink of
    the rows differs most (after Postl 1986, "Detection of linear oblique structures and skew scan in
    digitized documents").
    """
    small = picture.copy()
    small.thumbnail((_LEVELLING_SIDE, _LEVELLING_SIDE))
    ink = ImageOps.invert(small)
    steps = int(_MAX_TILT_DEGREES)
    coarse = max(range(-steps, steps + 1), key=lambda angle: _contrast_of_rows(ink, angle))
    return max((coarse + quarter / 4 for quarter in range(-3, 4)), key=lambda a: _contrast_of_rows(ink, a))


def _contrast_of_rows(ink: Image.Image, angle: float) -> int:
    turned = ink.rotate(angle, resample=Image.Resampling.BILINEAR)
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((below - above) ** 2 for above, below in pairwise(rows))


def as_portable_graymap(picture: Image.Image) -> bytes:
    """Return the picture in the plainest format there is, which costs no time to write or read."""
    return b"P5 %d %d 255\n" % picture.size + picture.tobytes()
