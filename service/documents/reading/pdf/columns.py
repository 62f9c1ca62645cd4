"""Where a page falls into columns, or into the cells of rows.

A recursive cut (after Nagy & Seth 1984, "Hierarchical representation of optically scanned documents")
along vertical white gaps, over as many lines as a gap stays open. Whether a gap parts two columns or the
cells of rows is judged by what stands on its sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from service.documents.reading.pdf.fragments import Fragment
from service.documents.reading.pdf.labels import name_rows
from service.documents.reading.pdf.lines import Line, fragments_in, lines_of

_MIN_LINES = 3
_MIN_GUTTER_EMS = 0.9
_MAX_CANDIDATES = 60
_EDGE_STEP = 3.0
_REAL_COLUMNS_SHARE = 0.6
_SIMILAR_LINES = 0.85
_FEW_SWITCHES = 0.15


@dataclass(frozen=True, slots=True)
class Cut:
    """A vertical gap through consecutive lines.

    Attributes:
        above: Fragments before the first of these lines.
        left: What stands left of the gap.
        right: What stands right of it.
        below: Fragments after the last of these lines.
        gutter: Width of the gap in points.
        n_switches: How often the content of the page changes from one side to the other.
        gap: The strip that all these lines leave white.
    """

    above: Sequence[Fragment]
    left: Sequence[Fragment]
    right: Sequence[Fragment]
    below: Sequence[Fragment]
    gutter: float
    n_switches: int
    gap: "_Gap"

    @property
    def n_lines(self) -> int:
        """Lines that have something on either side."""
        return len(lines_of([*self.left, *self.right]))

    @property
    def sides_in_one_go(self) -> bool:
        """Whether the content of the page holds one side after the other, as most programs write columns."""
        return self.n_switches <= _FEW_SWITCHES * self.n_lines

    @property
    def left_names_rows(self) -> bool:
        """Whether the left side is a margin of dates or words that belong to lines on the right."""
        return name_rows(self.left, self.right, n_switches=self.n_switches)

    @property
    def right_names_rows(self) -> bool:
        """Whether the right side is such a margin."""
        return name_rows(self.right, self.left, n_switches=self.n_switches)


def find_cut(fragments: Sequence[Fragment]) -> Cut | None:
    """Return the gap that orders these fragments best; None where they form one column.

    Among gaps of nearly the same length the sides of the best were each written in one go.
    """
    lines = lines_of(fragments)
    if len(lines) < _MIN_LINES:
        return None
    cuts = [cut for gap in _gaps(fragments) if (cut := _cut_at(gap, lines)) is not None]
    longest = max((cut.n_lines for cut in cuts), default=0)
    long_cuts = [cut for cut in cuts if cut.n_lines >= _SIMILAR_LINES * longest]
    best = max(long_cuts, key=lambda cut: (cut.sides_in_one_go, cut.n_lines, cut.gutter), default=None)
    return None if best is None else _extended(best, lines)


class _Gap(NamedTuple):
    """A vertical strip that may be white, from the left to the right of the page."""

    start: float
    end: float


def _gaps(fragments: Sequence[Fragment]) -> list[_Gap]:
    """Return strips before or after which several fragments begin or end, most frequent first."""
    width = _MIN_GUTTER_EMS * median(fragment.size for fragment in fragments)
    lefts = _clusters(sorted(fragment.left for fragment in fragments))
    rights = _clusters(sorted((fragment.right for fragment in fragments), reverse=True))
    found = [(len(cluster), _Gap(cluster[0] - width, cluster[0])) for cluster in lefts]
    found += [(len(cluster), _Gap(cluster[0], cluster[0] + width)) for cluster in rights]
    return [gap for count, gap in sorted(found, reverse=True)[:_MAX_CANDIDATES] if count > 1]


def _clusters(edges: Sequence[float]) -> list[list[float]]:
    """Return sorted edges in clusters of those that are meant to be the same."""
    clusters: list[list[float]] = []
    for edge in edges:
        if clusters and abs(edge - clusters[-1][0]) <= _EDGE_STEP:
            clusters[-1].append(edge)
        else:
            clusters.append([edge])
    return clusters


def _cut_at(gap: _Gap, lines: Sequence[Line]) -> Cut | None:
    """Return the cut along a gap, over the lines where both sides go on."""
    start, end = _both_sided(gap, lines, *_longest_open(gap, lines))
    cut = _cut(gap, lines, start, end)
    return cut if min(len(lines_of(cut.left)), len(lines_of(cut.right))) >= _MIN_LINES else None


def _cut(gap: _Gap, lines: Sequence[Line], start: int, end: int) -> Cut:
    inside = fragments_in(lines[start:end])
    left = [fragment for fragment in inside if fragment.right <= gap.start]
    right = [fragment for fragment in inside if fragment.right > gap.start]
    right_edge = max((fragment.right for fragment in left), default=gap.start)
    gutter = min((fragment.left for fragment in right), default=gap.end) - right_edge
    above, below = fragments_in(lines[:start]), fragments_in(lines[end:])
    return Cut(above, left, right, below, gutter=gutter, n_switches=_switches(left, right), gap=gap)


def _extended(cut: Cut, lines: Sequence[Line]) -> Cut:
    """Return the cut with the lines beside which the other column is over, where these are few."""
    start, end = _longest_open(cut.gap, lines)
    is_mostly_both = cut.n_lines >= _REAL_COLUMNS_SHARE * (end - start)
    if not is_mostly_both or cut.left_names_rows or cut.right_names_rows:
        return cut
    return _cut(cut.gap, lines, start, end)


def _longest_open(gap: _Gap, lines: Sequence[Line]) -> tuple[int, int]:
    """Return the longest run of lines that leave the gap white, as (first, one after the last)."""
    crossed = [any(part.left < gap.end and part.right > gap.start for part in line) for line in lines]
    best, position = (0, 0), 0
    for is_crossed, run in groupby(crossed):
        length = sum(1 for _ in run)
        if not is_crossed and length > best[1] - best[0]:
            best = (position, position + length)
        position += length
    return best


def _both_sided(gap: _Gap, lines: Sequence[Line], start: int, end: int) -> tuple[int, int]:
    """Return the part of a run of lines that has begun and not ended on both sides."""
    on_left = [i for i in range(start, end) if lines[i][0].right <= gap.start]
    on_right = [i for i in range(start, end) if lines[i][-1].right > gap.start]
    if not on_left or not on_right:
        return start, start
    first, last = max(on_left[0], on_right[0]), min(on_left[-1], on_right[-1])
    return first, max(first, last + 1)


def _switches(left: Sequence[Fragment], right: Sequence[Fragment]) -> int:
    sides = sorted([(fragment.order, 0) for fragment in left] + [(fragment.order, 1) for fragment in right])
    return sum(first[1] != second[1] for first, second in pairwise(sides))
