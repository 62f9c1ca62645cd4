"""Labels of rows: dates or words at one side of a page that name what stands beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from statistics import median
from typing import Self

from service.documents.reading.pdf.fragments import Fragment, on_same_line
from service.documents.reading.pdf.lines import (
    Line,
    fragments_in,
    groups_of,
    is_next_block,
    lines_of,
    text_of,
    usual_leading,
)
from service.documents.reading.tables import looks_like_date

_MAX_CONFLICT_SHARE = 0.2
_ALIGNED_SHARE = 0.7
_DATED_SHARE = 0.6
_SPARSE_SHARE = 0.5
_SAME_ROWS_SHARE = 0.9
_MAX_CELL_LENGTH = 25
_MAX_DESCRIPTION_LENGTH = 40
_BESIDE_EMS = 0.8
_MAX_DATE_LENGTH = 45
_FULL_LINE_SHARE = 0.8
_CONNECTORS = ("-", "–", "—", "→", "/", " à", " a", " to", " au", " al", "إلى", "الى")


class Stance(Enum):
    """How a line stands to the lines of the other side."""

    ALIGNED = auto()
    ALONE = auto()
    CONFLICTING = auto()


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of one side that belong together.

    Attributes:
        lines: From top to bottom.
        is_aligned: Something of the other side shares the first baseline.
    """

    lines: tuple[Line, ...]
    is_aligned: bool

    @property
    def top(self) -> float:
        """Where the label begins, measured like a baseline."""
        first = self.lines[0][0]
        return first.baseline - 0.5 * first.size


@dataclass(frozen=True, slots=True)
class Band:
    """A row of the page: a label, or none, and what stands beside and below it."""

    label: Label | None
    content: Sequence[Fragment]


def name_rows(side: Sequence[Fragment], other: Sequence[Fragment], *, n_switches: int) -> bool:
    """Return whether one side of a gap names rows of the other, so that rows must stay together.

    Args:
        side: Fragments that may be labels.
        other: Fragments beside them.
        n_switches: How often the content of the page changes sides; columns are mostly written in one go.
    """
    lines, other_lines = lines_of(side), lines_of(other)
    stances = [_stance(line, other_lines) for line in lines]
    aligned = [label for label in labels_of(side, other) if label.is_aligned]
    if not aligned or stances.count(Stance.CONFLICTING) > _MAX_CONFLICT_SHARE * len(lines):
        return False
    dated = sum(_is_date(label) for label in aligned)
    if len(aligned) > 1 and dated >= _DATED_SHARE * len(aligned):
        return True
    if n_switches < len(aligned):
        return False
    is_sparse = len(lines) <= _SPARSE_SHARE * len(other_lines)
    return (is_sparse and _start_groups(aligned, other)) or _is_grid(stances, lines, other_lines)


def bands_of(side: Sequence[Fragment], other: Sequence[Fragment]) -> Iterator[Band]:
    """Yield the rows from top to bottom, each down to the next label."""
    labels = labels_of(side, other)
    starts = [label.top for label in labels]
    first = [fragment for fragment in other if fragment.baseline < starts[0]]
    if first:
        yield Band(None, first)
    for label, start, end in zip(labels, starts, [*starts[1:], float("inf")], strict=True):
        yield Band(label, [fragment for fragment in other if start <= fragment.baseline < end])


def labels_of(side: Sequence[Fragment], other: Sequence[Fragment]) -> list[Label]:
    """Return the lines of one side joined to labels; headings that face nothing stand alone."""
    lines, other_lines = lines_of(side), lines_of(other)
    stances = [_stance(line, other_lines) for line in lines]
    usual = usual_leading(lines)
    wrap = _Wrap.of(side, other)
    labels = [Label((lines[0],), stances[0] is Stance.ALIGNED)]
    for index, (before, line) in enumerate(pairwise(lines), start=1):
        is_apart = Stance.ALONE in stances[index - 1 : index + 1] or is_next_block(before, line, usual=usual)
        if is_apart or not wrap.continues(labels[-1], line):
            labels.append(Label((line,), stances[index] is Stance.ALIGNED))
        else:
            labels[-1] = Label((*labels[-1].lines, line), labels[-1].is_aligned)
    return labels


@dataclass(frozen=True, slots=True)
class _Wrap:
    """Tells a label that was too long for its line from two labels of two rows.

    Attributes:
        widest: Right edge of the side of the labels.
        other_lines: Lines beside them.
        full: Right edge from which on a line beside them is full.
    """

    widest: float
    other_lines: Sequence[Line]
    full: float

    @classmethod
    def of(cls, side: Sequence[Fragment], other: Sequence[Fragment]) -> Self:
        start, end = min(part.left for part in other), max(part.right for part in other)
        return cls(
            widest=max(part.right for part in side),
            other_lines=lines_of(other),
            full=start + _FULL_LINE_SHARE * (end - start),
        )

    def continues(self, label: Label, line: Line) -> bool:
        """Return whether a line belongs to the label above it, and does not name a row of its own."""
        before, text = text_of(label.lines), text_of([line])
        if before.rstrip().endswith(_CONNECTORS):
            return True
        if looks_like_date(before):
            return not looks_like_date(text)
        first_word = len(text.split()[0]) / len(text) * (line[-1].right - line[0].left)
        is_label_full = label.lines[-1][-1].right + first_word > self.widest
        return is_label_full and self._faces_full_line(label.lines[-1])

    def _faces_full_line(self, line: Line) -> bool:
        facing = [other for other in self.other_lines if on_same_line(line[0], other[0])]
        return any(other[-1].right >= self.full for other in facing) and not all(
            map(_is_row_of_cells, facing)
        )


def _is_row_of_cells(line: Line) -> bool:
    return all(len(part.text) <= _MAX_CELL_LENGTH for part in line)


def _is_date(label: Label) -> bool:
    text = text_of(label.lines)
    return len(text) <= _MAX_DATE_LENGTH and looks_like_date(text)


def _stance(line: Line, other_lines: Sequence[Line]) -> Stance:
    others = [other[0] for other in other_lines]
    if any(on_same_line(line[0], other) for other in others):
        return Stance.ALIGNED
    reach = _BESIDE_EMS * line[0].size
    is_beside = any(abs(other.baseline - line[0].baseline) < reach for other in others)
    return Stance.CONFLICTING if is_beside else Stance.ALONE


def _start_groups(labels: Sequence[Label], other: Sequence[Fragment]) -> bool:
    """Return whether labels stand where blocks of the other side begin."""
    starts = [group[0][0] for group in groups_of(other)]
    at_start = sum(any(on_same_line(label.lines[0][0], start) for start in starts) for label in labels)
    return at_start >= _ALIGNED_SHARE * len(labels)


def _is_grid(stances: Sequence[Stance], lines: Sequence[Line], other_lines: Sequence[Line]) -> bool:
    """Return whether short texts face each other on every line."""
    facing = stances.count(Stance.ALIGNED)
    has_same_rows = facing >= _SAME_ROWS_SHARE * max(len(lines), len(other_lines))
    return (
        has_same_rows
        and _usual_length(lines) <= _MAX_CELL_LENGTH
        and _usual_length(other_lines) <= _MAX_DESCRIPTION_LENGTH
    )


def _usual_length(lines: Sequence[Line]) -> float:
    return median(len(text_of([line])) for line in lines)


def label_fragments(label: Label | None) -> list[Fragment]:
    """Return what a label is made of; nothing when there is none."""
    return [] if label is None else fragments_in(label.lines)
