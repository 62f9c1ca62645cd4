"""Jobs told apart: which rows belong to the heading of each and which to its description."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matching.extraction.anchors import LONGEST_HEAD, Anchor, AnchorFinder, Place
from matching.extraction.document import CvDocument
from matching.extraction.periods import PeriodForm
from matching.extraction.pieces import Separator
from matching.extraction.rows import Row
from matching.extraction.titles import STRONG, TitleFinder
from matching.text.sections import SectionKind
from matching.types import Span


@dataclass(frozen=True, slots=True)
class Block:
    """One job as it stands in the text.

    Attributes:
        anchor: The date that heads it.
        same_row: What stands beside the date.
        above: Rows of the heading above the date, nearest first.
        below: Rows of the heading below the date, nearest first.
        span: Heading and description.
        description: Where the duties are described; empty when they are not.
        heading: The heading of its part of the CV, folded.
        section: The kind of that part.
        duration: Months told beside the date, as in `2018, cinq mois`.
    """

    anchor: Anchor
    same_row: tuple[Span, ...]
    above: tuple[Span, ...]
    below: tuple[Span, ...]
    span: Span
    description: Span
    heading: str
    section: SectionKind
    duration: int | None


_SENTENCE_END = re.compile(r"[^\W\d_]{3,}[.!]$")
_MOST_ROWS_ABOVE = 3
_MOST_ROWS_BELOW = 2
_LONGEST_PARAGRAPH = 10  # rows


class BlockFinder:
    """Finds the jobs of one document by their dates."""

    def __init__(self, document: CvDocument, rows: Sequence[Row], titles: TitleFinder) -> None:
        self._text = document.text
        self._rows = rows
        self._titles = titles
        self._finder = AnchorFinder(document, rows, titles)
        self._ends = _section_ends(rows)

    def blocks(self) -> list[Block]:
        """The jobs in reading order; studies, hobbies and dates inside descriptions are left out."""
        return self._assembled(self._finder.anchors())

    def _has_own_title(self, anchor: Anchor) -> bool:
        return self._finder.own_strength(anchor) >= STRONG

    def _assembled(self, anchors: Sequence[Anchor]) -> list[Block]:
        goes_up = self._titles_stand_above(anchors)
        above = [self._above(anchors, position, goes_up=goes_up) for position in range(len(anchors))]
        starts = [min((anchor.row, *rows)) for anchor, rows in zip(anchors, above, strict=True)]
        blocks: list[Block] = []
        for position, anchor in enumerate(anchors):
            end = starts[position + 1] if position + 1 < len(starts) else self._ends[anchor.row]
            end = min(end, self._ends[anchor.row])
            below = self._below(anchor, end)
            blocks.append(self._block(anchor, above[position], below, starts[position], end))
        return blocks

    def _titles_stand_above(self, anchors: Sequence[Anchor]) -> bool:
        """Whether titles stand above their dates, by the strength of the rows above and below bare dates."""
        votes = 0
        for position, anchor in enumerate(anchors):
            if not self._has_own_title(anchor):
                above = self._above(anchors, position, goes_up=True)
                below = self._below(anchor, self._ends[anchor.row])
                votes += self._has_title(above) - self._has_title(below)
        if votes or not anchors:
            return votes > 0
        return bool(self._above(anchors, 0, goes_up=True))

    def _has_title(self, numbers: Sequence[int]) -> bool:
        spans = (self._rows[number].span for number in numbers)
        return any(self._titles.best_strength(span, n_pieces=3) >= STRONG for span in spans)

    def _above(self, anchors: Sequence[Anchor], position: int, *, goes_up: bool) -> list[int]:
        """Rows of the heading above a date, nearest first.

        Without a blank line to part them from the job before, they are taken only where titles stand above.
        """
        anchor = anchors[position]
        if paragraph := self._paragraph_ended_by(anchor):
            return paragraph
        floor = anchors[position - 1].row if position else -1
        found: list[int] = []
        for number in range(anchor.row - 1, floor, -1):
            if len(found) == _MOST_ROWS_ABOVE or not self._is_heading_row(number, anchor, found):
                break
            found.append(number)
            if self._rows[number].has_gap_before:
                return found
        while found and self._continues(found[-1]):
            found.pop()
        return found if goes_up and not self._has_own_title(anchor) else []

    def _paragraph_ended_by(self, anchor: Anchor) -> list[int]:
        """The first rows, last one first, of a paragraph with duties between the title and the date."""
        is_end = anchor.row + 1 == len(self._rows) or self._rows[anchor.row + 1].has_gap_before
        if anchor.place is not Place.ALONE or not is_end:
            return []
        start = anchor.row
        while not self._rows[start].has_gap_before and anchor.row - start < _LONGEST_PARAGRAPH:
            start -= 1
            if self._rows[start].periods:
                return []
        heading = [start + 1, start] if start + 1 < anchor.row else [start]
        is_long = anchor.row - start > _MOST_ROWS_ABOVE - 1
        return heading if is_long and self._rows[start].has_gap_before and self._has_title(heading) else []

    def _is_heading_row(self, number: int, anchor: Anchor, found: Sequence[int]) -> bool:
        row, below = self._rows[number], self._rows[found[-1] if found else anchor.row]
        if self._finder.begins_with_studies(number):
            return False
        if row.section is not self._rows[anchor.row].section or below.has_gap_before:
            return self._is_lone_employer(number, anchor, found)
        if row.mark and row.mark != self._rows[anchor.row].mark:
            return row.has_gap_before and self._titles.best_strength(row.span, n_pieces=1) >= STRONG
        words = row.span.text_in(self._text)
        return len(row) <= LONGEST_HEAD and not _SENTENCE_END.search(words)

    def _is_lone_employer(self, number: int, anchor: Anchor, found: Sequence[int]) -> bool:
        """An employer on a line of its own, above the roles held there."""
        row = self._rows[number]
        if found or row.section is not self._rows[anchor.row].section or row.mark or row.periods:
            return False
        return row.has_gap_before and len(row) <= LONGEST_HEAD

    def _continues(self, number: int) -> bool:
        """Whether a row goes on with the sentence of the row above it."""
        first = self._text[self._rows[number].span.start]
        return first.islower() or first in "(,;"

    def _below(self, anchor: Anchor, end: int) -> list[int]:
        found: list[int] = []
        most = _MOST_ROWS_BELOW + (anchor.place is Place.ALONE)
        for number in range(anchor.row + 1, min(end, anchor.row + 1 + most)):
            row = self._rows[number]
            is_detail = row.mark and row.mark != self._rows[anchor.row].mark
            if is_detail and not found and self._is_bulleted_title(number, anchor):
                return [number]
            if not found and not is_detail and self._begins_with_title(number):
                return [number]
            if is_detail or len(row) > 2 * LONGEST_HEAD or (row.has_gap_before and number > anchor.row + 1):
                break
            found.append(number)
        return found

    def _begins_with_title(self, number: int) -> bool:
        """Whether a long row is a title with what was done: `Ingénieur validation. J'exécutais ...`."""
        row = self._rows[number]
        first = self._titles.pieces(row.span)[:2]
        is_apart = len(first) > 1 and first[1].before in (Separator.SENTENCE, Separator.COLON)
        return len(row) > 2 * LONGEST_HEAD and is_apart and self._titles.strength(first[0].span) >= STRONG

    def _is_bulleted_title(self, number: int, anchor: Anchor) -> bool:
        """Whether the first bullet under an employer and its dates is the role held there, not a duty."""
        row = self._rows[number]
        is_short = len(row) <= LONGEST_HEAD // 2 and not self._has_own_title(anchor)
        return is_short and self._titles.best_strength(row.span, n_pieces=1) >= STRONG

    def _block(
        self, anchor: Anchor, above: Sequence[int], below: Sequence[int], start: int, end: int
    ) -> Block:
        row = self._rows[anchor.row]
        same_row = {
            Place.ALONE: (),
            Place.LEADING: (anchor.after,),
            Place.TRAILING: (anchor.before,),
            Place.MIDDLE: (anchor.before, anchor.after),
        }[anchor.place]
        last = self._rows[end - 1].span
        first_detail = min(anchor.row + 1, end - 1)
        description = (
            Span(self._rows[first_detail].span.start, last.end)
            if first_detail > anchor.row
            else Span(last.end, last.end)
        )
        return Block(
            anchor=anchor,
            same_row=same_row,
            above=tuple(self._rows[number].span for number in above),
            below=tuple(self._rows[number].span for number in below),
            span=Span(min(self._rows[start].span.start, row.span.start), max(last.end, row.span.end)),
            description=description,
            heading=row.heading,
            section=row.section,
            duration=next((f.period.months for f in row.periods if f.form is PeriodForm.DURATION), None),
        )


def _section_ends(rows: Sequence[Row]) -> list[int]:
    """For each row, the number of the first row after it that belongs to a part of another kind."""
    ends = [len(rows)] * len(rows)
    for number in range(len(rows) - 2, -1, -1):
        is_last = rows[number].section is not rows[number + 1].section
        ends[number] = number + 1 if is_last else ends[number + 1]
    return ends
