"""Letters joined to fragments: pieces of a line with no wide gap inside."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from service.documents.reading.pdf.glyphs import Glyph

SPLIT_GAP_EMS = 0.8
"""A gap from which on two pieces of a line may belong to different columns."""

_SPACE_EMS = 0.18
_TRACKED_EMS = 0.08
_MIN_TRACKED_GAPS = 3
_MOSTLY = 0.6
_SAME_LINE_EMS = 0.2
_OVERPRINT_EMS = 0.15
_MAX_BULLET_GAP_EMS = 4.0
# Places of a glyph's values, for sorting thousands of them.
_LEFT, _RIGHT, _BASELINE, _SIZE, _ORDER = (
    Glyph._fields.index(name) for name in ("left", "right", "baseline", "size", "order")
)
_LIST_MARK = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z])[.)]|[oO§]")


class Fragment(NamedTuple):
    """Part of a visual line; `units` holds its letters and single spaces from left to right."""

    units: tuple[str, ...]
    left: float
    right: float
    baseline: float
    size: float
    order: int

    @property
    def text(self) -> str:
        """The letters as they stand on the page, from left to right."""
        return "".join(self.units)


def on_same_line(first: Glyph | Fragment, second: Glyph | Fragment) -> bool:
    """Return whether two pieces share a baseline; raised and lowered letters stay with their line."""
    return abs(first.baseline - second.baseline) <= _SAME_LINE_EMS * (first.size + second.size)


def fragments_of(glyphs: Iterable[Glyph]) -> list[Fragment]:
    """Return the fragments of a page, line by line from the top and from left to right."""
    return [fragment for line in _lines(glyphs) for fragment in _with_list_marks(_split(line))]


def _lines(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=itemgetter(_BASELINE)):
        if line and not on_same_line(line[0], glyph):
            yield sorted(line, key=itemgetter(_LEFT, _ORDER))
            line = []
        line.append(glyph)
    if line:
        yield sorted(line, key=itemgetter(_LEFT, _ORDER))


def _split(line: Sequence[Glyph]) -> Iterator[Fragment]:
    """Yield the fragments of one line."""
    ink, spaced = _inked(line)
    if not ink:
        return
    gaps = [_gap(before, glyph) for before, glyph in pairwise(ink)]
    starts = [0, *(index for index, gap in enumerate(gaps, start=1) if gap > SPLIT_GAP_EMS), len(ink)]
    for start, end in pairwise(starts):
        yield _fragment(ink[start:end], spaced[start:end], gaps[start : end - 1])


def _inked(line: Iterable[Glyph]) -> tuple[list[Glyph], list[bool]]:
    """Return the letters, each once, and whether a space was typed before each.

    Bold is sometimes made by painting a letter twice.
    """
    ink: list[Glyph] = []
    spaced: list[bool] = []
    after_space = False
    for glyph in line:
        if glyph.text.isspace():
            after_space = True
        elif not (ink and ink[-1].text == glyph.text and _is_overprint(ink[-1], glyph)):
            ink.append(glyph)
            spaced.append(after_space)
            after_space = False
    return ink, spaced


def _is_overprint(before: Glyph, glyph: Glyph) -> bool:
    return glyph.left - before.left < _OVERPRINT_EMS * glyph.size


def _fragment(ink: Sequence[Glyph], spaced: Sequence[bool], gaps: Sequence[float]) -> Fragment:
    threshold = _SPACE_EMS + _tracking(ink, gaps)
    units = [ink[0].text]
    for glyph, is_spaced, gap in zip(ink[1:], spaced[1:], gaps, strict=True):
        if is_spaced or gap > threshold:
            units.append(" ")
        units.append(glyph.text)
    largest = max(ink, key=itemgetter(_SIZE))
    return Fragment(
        units=tuple(units),
        left=ink[0].left,
        right=max(map(itemgetter(_RIGHT), ink)),
        baseline=largest.baseline,
        size=largest.size,
        order=ink[0].order,
    )


def _tracking(ink: Sequence[Glyph], gaps: Sequence[float]) -> float:
    """Return the even extra space between the letters of a spaced-out title, in ems; 0 in normal text."""
    between_letters = sorted(
        gap
        for (before, glyph), gap in zip(pairwise(ink), gaps, strict=True)
        if len(before.text) == len(glyph.text) == 1
    )
    if len(between_letters) < max(_MIN_TRACKED_GAPS, _MOSTLY * len(gaps)):
        return 0.0
    is_tracked = between_letters[len(between_letters) // 4] > _TRACKED_EMS
    return between_letters[len(between_letters) // 2] if is_tracked else 0.0


def _gap(before: Glyph, glyph: Glyph) -> float:
    return (glyph.left - before.right) / max(before.size, glyph.size, 1.0)


def _with_list_marks(fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    """Yield the fragments with bullets and list numbers joined to what they introduce."""
    waiting: Fragment | None = None
    for fragment in fragments:
        if waiting is not None and _introduces(waiting, fragment):
            yield waiting._replace(units=(*waiting.units, " ", *fragment.units), right=fragment.right)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = fragment
    if waiting is not None:
        yield waiting


def _introduces(mark: Fragment, fragment: Fragment) -> bool:
    is_near = fragment.left - mark.right < _MAX_BULLET_GAP_EMS * fragment.size
    return is_near and (_is_bullet(mark.text) or _LIST_MARK.fullmatch(mark.text) is not None)


def _is_bullet(text: str) -> bool:
    return len(text) == 1 and unicodedata.category(text) in {"Po", "Pd", "So", "Sm", "Co"}
