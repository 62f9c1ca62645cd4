"""The fragments of a page as lines of text, in reading order."""

from collections.abc import Sequence
from itertools import pairwise

from service.documents.reading.pdf.columns import Cut, find_cut
from service.documents.reading.pdf.direction import reading_order, right_to_left_share
from service.documents.reading.pdf.fragments import Fragment
from service.documents.reading.pdf.labels import Band, bands_of, label_fragments
from service.documents.reading.pdf.lines import Line, is_next_block, lines_of, usual_leading
from service.documents.reading.tables import row_lines

_MAX_DEPTH = 20
_MAX_FRAGMENTS = 5_000
_TAB_GAP_EMS = 2.0


def page_lines(fragments: Sequence[Fragment]) -> list[str]:
    """Return the lines of one page; blank lines part its blocks, tabs the cells of a row."""
    return _Reading(right_to_left=_is_right_to_left(fragments)).lines(fragments, depth=0)


class _Reading:
    """Reads regions of one page, whose direction decides which column comes first."""

    def __init__(self, *, right_to_left: bool) -> None:
        self._right_to_left = right_to_left

    def lines(self, fragments: Sequence[Fragment], *, depth: int) -> list[str]:
        can_cut = depth < _MAX_DEPTH and len(fragments) <= _MAX_FRAGMENTS
        cut = find_cut(fragments) if can_cut else None
        if cut is None:
            return self._one_column(fragments)
        above, below = self.lines(cut.above, depth=depth + 1), self.lines(cut.below, depth=depth + 1)
        return [*above, "", *self._between(cut, depth=depth + 1), "", *below]

    def _between(self, cut: Cut, *, depth: int) -> list[str]:
        first, second = (cut.right, cut.left) if self._right_to_left else (cut.left, cut.right)
        left_labels, right_labels = cut.left_names_rows, cut.right_names_rows
        labels_first, labels_last = (
            (right_labels, left_labels) if self._right_to_left else (left_labels, right_labels)
        )
        if labels_first:
            return self._rows(first, second, labels_first=True, depth=depth)
        if labels_last:
            return self._rows(second, first, labels_first=False, depth=depth)
        return [*self.lines(first, depth=depth), "", *self.lines(second, depth=depth)]

    def _rows(
        self, side: Sequence[Fragment], other: Sequence[Fragment], *, labels_first: bool, depth: int
    ) -> list[str]:
        lines: list[str] = []
        for band in bands_of(side, other):
            new = self._row(band, labels_first=labels_first, depth=depth)
            lines += ["", *new, ""] if len(new) > 1 else new
        return lines

    def _row(self, band: Band, *, labels_first: bool, depth: int) -> list[str]:
        content = self.lines(band.content, depth=depth)
        label = [line for line in self._one_column(label_fragments(band.label)) if line]
        if band.label is None or not band.label.is_aligned:
            return [*label, *content]
        if labels_first:
            return row_lines([[" ".join(label)], content])
        return [f"{content[0]}\t{' '.join(label)}", *content[1:]] if content else label

    def _one_column(self, fragments: Sequence[Fragment]) -> list[str]:
        lines = lines_of(fragments)
        if not lines:
            return []
        usual = usual_leading(lines)
        is_right_to_left = _is_right_to_left(fragments)
        texts = [_line(lines[0], among_right_to_left=is_right_to_left)]
        for before, line in pairwise(lines):
            blank = [""] if is_next_block(before, line, usual=usual) else []
            texts += [*blank, _line(line, among_right_to_left=is_right_to_left)]
        return texts


def _line(line: Line, *, among_right_to_left: bool) -> str:
    cells = [list(line[0].units)]
    for before, fragment in pairwise(line):
        if fragment.left - before.right > _TAB_GAP_EMS * fragment.size:
            cells.append(list(fragment.units))
        else:
            cells[-1] += [" ", *fragment.units]
    texts = [reading_order(cell, among_right_to_left=among_right_to_left) for cell in cells]
    return "\t".join(reversed(texts) if among_right_to_left else texts)


def _is_right_to_left(fragments: Sequence[Fragment]) -> bool:
    return right_to_left_share("".join(fragment.text for fragment in fragments)) > 0.5
