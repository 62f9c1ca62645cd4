"""Letters joined to fragments: pieces of a line with no wide gap inside."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from service.documents.reading.pdf.glyphs import Glyph

SPLIT_GAP_EMS = 0.8
"""A gap from which on two pieces of a line may belong to different columns."""

_SPACE_EMS = 0.18
_TRACKED_EMS = 0.08
_MIN_TRACKED_GAPS = 3
_SAME_LINE_EMS = 0.2
_OVERPRINT_EMS = 0.15
_MAX_BULLET_GAP_EMS = 4.0
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
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if line and not on_same_line(line[0], glyph):
            yield sorted(line, key=lambda glyph: (glyph.left, glyph.order))
            line = []
        line.append(glyph)
    if line:
        yield sorted(line, key=lambda glyph: (glyph.left, glyph.order))


def _split(line: Sequence[Glyph]) -> Iterator[Fragment]:
    """Yield the fragments of one line."""
    ink = _inked(line)
    start = 0
    for end in range(1, len(ink) + 1):
        if end == len(ink) or _gap(ink[end - 1].glyph, ink[end].glyph) > SPLIT_GAP_EMS:
            yield _fragment(ink[start:end])
            start = end


class _Ink(NamedTuple):
    """A letter, and whether a space was typed before it."""

    glyph: Glyph
    after_space: bool


def _inked(line: Iterable[Glyph]) -> list[_Ink]:
    """Return the inked letters, each once: bold is sometimes made by painting twice."""
    ink: list[_Ink] = []
    after_space = False
    for glyph in line:
        if glyph.text.isspace():
            after_space = True
            continue
        before = ink[-1].glyph if ink else None
        if before and before.text == glyph.text and glyph.left - before.left < _OVERPRINT_EMS * glyph.size:
            continue
        ink.append(_Ink(glyph, after_space))
        after_space = False
    return ink


def _fragment(ink: Sequence[_Ink]) -> Fragment:
    glyphs = [letter.glyph for letter in ink]
    gaps = [_gap(before, glyph) for before, glyph in pairwise(glyphs)]
    threshold = _SPACE_EMS + _tracking(gaps)
    units = [glyphs[0].text]
    for letter, gap in zip(ink[1:], gaps, strict=True):
        if letter.after_space or gap > threshold:
            units.append(" ")
        units.append(letter.glyph.text)
    largest = max(glyphs, key=lambda glyph: glyph.size)
    return Fragment(
        units=tuple(units),
        left=glyphs[0].left,
        right=max(glyph.right for glyph in glyphs),
        baseline=largest.baseline,
        size=largest.size,
        order=glyphs[0].order,
    )


def _tracking(gaps: Sequence[float]) -> float:
    """Return the even extra space between the letters of a spaced-out title, in ems; 0 in normal text."""
    if len(gaps) < _MIN_TRACKED_GAPS:
        return 0.0
    ordered = sorted(gaps)
    return ordered[len(ordered) // 2] if ordered[len(ordered) // 4] > _TRACKED_EMS else 0.0


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
