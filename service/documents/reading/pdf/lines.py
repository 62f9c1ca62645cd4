"""Fragments joined to visual lines, and lines to blocks."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from service.documents.reading.pdf.fragments import Fragment, on_same_line

Line = list[Fragment]
"""Fragments on one baseline, from left to right."""

_BLOCK_GAP = 1.45
_MAX_LEADING_EMS = 1.5


def lines_of(fragments: Iterable[Fragment]) -> list[Line]:
    """Return the visual lines from top to bottom."""
    lines: list[Line] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.baseline):
        if lines and on_same_line(lines[-1][0], fragment):
            lines[-1].append(fragment)
        else:
            lines.append([fragment])
    return [sorted(line, key=lambda fragment: fragment.left) for line in lines]


def groups_of(fragments: Iterable[Fragment]) -> list[list[Line]]:
    """Return the lines of one column in blocks, parted by more than the usual distance of lines."""
    lines = lines_of(fragments)
    if not lines:
        return []
    groups = [[lines[0]]]
    usual = usual_leading(lines)
    for before, line in pairwise(lines):
        if is_next_block(before, line, usual=usual):
            groups.append([])
        groups[-1].append(line)
    return groups


def is_next_block(before: Line, line: Line, *, usual: float) -> bool:
    """Return whether more than the usual distance parts two lines."""
    return line[0].baseline - before[0].baseline > _BLOCK_GAP * usual


def usual_leading(lines: Sequence[Line]) -> float:
    """Return the usual distance of two baselines: between 1 and 1.5 times the height of the letters."""
    size = median(fragment.size for line in lines for fragment in line)
    distances = sorted(second[0].baseline - first[0].baseline for first, second in pairwise(lines))
    lower_half = distances[: len(distances) // 2 + 1]
    return min(max(median(lower_half), size), _MAX_LEADING_EMS * size) if lower_half else size


def fragments_in(lines: Iterable[Line]) -> list[Fragment]:
    """Return the fragments of some lines, in order."""
    return [fragment for line in lines for fragment in line]


def text_of(lines: Iterable[Line]) -> str:
    """Return the words of some lines as they stand on the page, for looking at their shape."""
    return " ".join(fragment.text for fragment in fragments_in(lines))
