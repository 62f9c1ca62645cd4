"""Jobs told apart: which dates head one, and which lines belong to its heading and to its description."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.extraction.document import CvDocument
from matching.extraction.employment_words import employment_words
from matching.extraction.periods import PeriodForm, PeriodMatch
from matching.extraction.rows import Row
from matching.extraction.titles import STRONG, TitleFinder, pieces_of, trim
from matching.text.sections import SectionKind
from matching.types import Span


class Place(StrEnum):
    """Where the date stands in its row."""

    ALONE = "alone"
    LEADING = "leading"
    TRAILING = "trailing"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date that heads a job. `row` counts in the rows given; `before` and `after` are the rest of its row."""

    row: int
    period: PeriodMatch
    place: Place
    before: Span
    after: Span


@dataclass(frozen=True, slots=True)
class Block:
    """One job as it stands in the text.

    Attributes:
        anchor: The date that heads it.
        same_row: What stands beside the date: the part nearest to a title first.
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


_RANGES = (PeriodForm.RANGE, PeriodForm.SINCE)
_LEADING_NOISE = re.compile(
    r"[\W_]*(?:(?:\d{1,2}(?:\.\d{1,2})?|[a-h]|[ivx]{1,4})\s*[.)\-/:]\s*)?"
    r"(?:(?:du|de|d'|des|from|entre|between|من|mn|men|le|la|en|in|depuis|since|desde|el|l'|the|dates?|periode|period|fechas?"
    r"|duree|الفتره|المده|annees?|years?|anos?)(?![^\W_])[\s:]*)*[\W_]*"
)
_CONTRACT = re.compile(
    r"(?:cd[id]|interim|temps\s+(?:partiel|plein)|full[- ]time|part[- ]time|jornada\s+\w+|saisonnier|anapec|contrat|contrato"
    r"|temporal|indefinido|permanent|hybride|hybrid|sur\s+site|on-site|a\s+distance|remote|environ|about|مده)"
)
_BESIDE = re.compile(r"[\s]*[:–—|\-,.(\t>→/]|\s*$")
_SEPARATED = re.compile(
    r"(?:[:–—|\-,(\[\t>→./·]|^)\s*(?:en|in|de|du|depuis|since|desde|le|d'|l'|من|منذ|fin|debut)?\s*$"
)
_PRONOUN = re.compile(r"[\s,:]*(?:je|j'|i|nous|we|on|yo|he|ana|انا|m'|mon|ma)(?![^\W_])")
_WORKING = re.compile(
    r"[\s,:]*(?:je|j'|i|i'm|i've|nous|we|yo)\s*(?:(?:suis|am|have|had|been|y|m'|me)\s+)*(?:travaill|concoi|develop|gere|occup|exerc"
    r"|encadr|assur|anim|dirig|vend|work|run|manag|lead|build|sell|teach|trabaj|llevo|en\s+charge|charge|respons|tien|enseign|fai)"
)
_SENTENCE_END = re.compile(r"[^\W\d_]{3,}[.!]$")
_LONGEST_HEAD = 110
_MOST_ROWS_ABOVE = 3
_MOST_ROWS_BELOW = 2


class BlockFinder:
    """Finds the jobs of one document by their dates."""

    def __init__(self, document: CvDocument, rows: Sequence[Row], titles: TitleFinder) -> None:
        self._document = document
        self._text = document.text
        self._folded = document.folded
        self._rows = rows
        self._titles = titles
        self._words = employment_words()

    def blocks(self) -> list[Block]:
        """The jobs in reading order; studies, hobbies and dates inside descriptions are left out."""
        strict = [n for n, row in enumerate(self._rows) if row.section is SectionKind.EXPERIENCE]
        anchors = self._strict_anchors(strict)
        loose_kinds = {SectionKind.HEADER}
        if not anchors:
            loose_kinds |= {SectionKind.SUMMARY, SectionKind.OTHER, SectionKind.AVAILABILITY}
        loose = [n for n, row in enumerate(self._rows) if row.section in loose_kinds]
        anchors = sorted((*anchors, *self._loose_anchors(loose)), key=lambda anchor: anchor.row)
        return self._assembled(anchors)

    # Which dates head a job

    def _strict_anchors(self, numbers: Sequence[int]) -> list[Anchor]:
        anchors: list[Anchor] = []
        level: str | None = None
        for number in numbers:
            anchor = self._candidate(number)
            previous = anchors[-1] if anchors else None
            if anchor is None or not self._heads_job(anchor, previous, level):
                continue
            if level is None and anchor.period.form in _RANGES:
                level = self._rows[number].mark
            anchors.append(anchor)
        return anchors

    def _loose_anchors(self, numbers: Sequence[int]) -> list[Anchor]:
        """Dates that head a job where no heading says so: only beside a title or `je travaille`."""
        anchors: list[Anchor] = []
        for number in numbers:
            anchor = self._candidate(number)
            if anchor is None or anchor.period.form not in _RANGES:
                continue
            is_contained = bool(anchors) and _contains(anchors[-1], anchor) and number - anchors[-1].row < 8
            if not self._is_studies(anchor) and (
                (self._own_strength(anchor) >= STRONG and not (is_contained and self._rows[number].mark))
                or ((self._has_title_beside(number) or self._resembles(anchor, anchors)) and not is_contained)
                or _WORKING.match(self._folded, anchor.period.span.end)
            ):
                anchors.append(anchor)
        return anchors

    def _resembles(self, anchor: Anchor, others: Sequence[Anchor]) -> bool:
        """Whether the row follows a job and is written like it, or begins with a workplace."""
        is_next = bool(others) and anchor.row - others[-1].row <= 3 and anchor.place is others[-1].place
        pieces = pieces_of(self._text, anchor.after)
        is_workplace = (
            anchor.place is Place.LEADING and bool(pieces) and self._titles.is_employer(pieces[0].span)
        )
        return is_next or is_workplace

    def _candidate(self, number: int) -> Anchor | None:
        """The date of the row that most looks like the date of a job: alone, then leading, then trailing."""
        periods = [found for found in self._rows[number].periods if found.form is not PeriodForm.DURATION]
        ranges = [found for found in periods if found.form in _RANGES]
        anchors = [self._anchor(number, found) for found in ranges or periods]
        order = (Place.ALONE, Place.LEADING, Place.TRAILING, Place.MIDDLE)
        return min(anchors, key=lambda anchor: order.index(anchor.place), default=None)

    def _anchor(self, number: int, period: PeriodMatch) -> Anchor:
        row = self._rows[number]
        before = Span(row.span.start, period.span.start)
        after = Span(period.span.end, self._end_of_row_with(number, period.span.end))
        has_before = not _LEADING_NOISE.fullmatch(self._folded, before.start, before.end)
        has_after = self._says_something(after, row)
        place = {
            (False, False): Place.ALONE,
            (False, True): Place.LEADING,
            (True, False): Place.TRAILING,
            (True, True): Place.MIDDLE,
        }[has_before, has_after]
        return Anchor(number, period, place, trim(self._text, before), trim(self._text, after))

    def _end_of_row_with(self, number: int, offset: int) -> int:
        """The end of the row that `offset` is in; a date may begin on one row and end on the next."""
        while self._rows[number].span.end < offset and number + 1 < len(self._rows):
            number += 1
        return max(offset, self._rows[number].span.end)

    def _says_something(self, span: Span, row: Row) -> bool:
        """Whether words remain besides durations and the form of the contract."""
        words = self._folded[span.start : span.end]
        for found in row.periods:
            if found.form is PeriodForm.DURATION and found.span.start >= span.start:
                words = words.replace(self._folded[found.span.start : found.span.end], "")
        return any(map(str.isalnum, _CONTRACT.sub("", words)))

    def _heads_job(self, anchor: Anchor, previous: Anchor | None, level: str | None) -> bool:
        row = self._rows[anchor.row]
        if previous is not None and self._tells_of(previous, anchor):
            return False
        is_inside = previous is not None and _contains(previous, anchor)
        is_below = level is not None and row.mark not in (level, "")
        if (
            previous is not None
            and is_inside
            and not self._is_job_inside(anchor, previous, is_below=is_below)
        ):
            return False
        if anchor.period.form is PeriodForm.SINGLE:
            return self._single_heads_job(anchor, is_below=is_below)
        if is_below and anchor.place is not Place.LEADING and self._own_strength(anchor) < STRONG:
            return False
        if anchor.place in (Place.ALONE, Place.LEADING):
            return True
        is_apart = bool(_SEPARATED.search(self._folded, anchor.before.start, anchor.period.span.start))
        has_role = self._own_strength(anchor) >= STRONG or self._has_frame(anchor)
        if anchor.place is Place.TRAILING:
            return has_role or (is_apart and len(row) <= _LONGEST_HEAD)
        return has_role and (is_apart or bool(_BESIDE.match(self._folded, anchor.period.span.end)))

    def _tells_of(self, previous: Anchor, anchor: Anchor) -> bool:
        """Whether a row right below a date is its title, with `since 2022` said of a later role there."""
        is_next = anchor.row == previous.row + 1 and anchor.period.form is PeriodForm.SINCE
        start, outer = anchor.period.period.start, previous.period.period
        if not is_next or start is None or outer.start is None or outer.end is None:
            return False
        return outer.start <= start <= outer.end and self._own_strength(previous) < STRONG

    def _is_job_inside(self, anchor: Anchor, previous: Anchor, *, is_below: bool) -> bool:
        """Whether a date within the dates of the job before is a role held there, not a detail of it."""
        if self._own_strength(anchor) < STRONG:
            has_gap = self._rows[anchor.row].has_gap_before and anchor.period.form in _RANGES
            return has_gap and not _PRONOUN.match(self._folded, anchor.period.span.end)
        is_titled = self._own_strength(previous) >= STRONG or self._has_title_beside(previous.row)
        return not is_titled or not (is_below or anchor.period.form is PeriodForm.SINGLE)

    def _single_heads_job(self, anchor: Anchor, *, is_below: bool) -> bool:
        """`2018 : volontariat` and `Stage, 2021`, not `meilleur conseiller en 2021`."""
        has_role = self._own_strength(anchor) >= STRONG or self._has_frame(anchor)
        if anchor.place is Place.ALONE:
            return not is_below and self._has_title_beside(anchor.row)
        if anchor.place is Place.LEADING:
            return has_role or (not is_below and bool(_BESIDE.match(self._folded, anchor.period.span.end)))
        is_apart = _SEPARATED.search(self._folded, anchor.before.start, anchor.period.span.start)
        return has_role and not is_below and bool(is_apart)

    def _own_strength(self, anchor: Anchor) -> float:
        """Strength of the best title in the first pieces beside the date."""
        spans = [pieces_of(self._text, span)[:4] for span in (anchor.before, anchor.after)]
        return max((self._titles.strength(piece.span) for pieces in spans for piece in pieces), default=-1.0)

    def _has_title_beside(self, number: int) -> bool:
        """Whether the row above or below the date begins with a title; studies and dated rows do not count."""
        for other in (number - 1, number + 1):
            if (
                not 0 <= other < len(self._rows)
                or self._rows[other].section is not self._rows[number].section
            ):
                continue
            row = self._rows[other]
            if any(found.form is not PeriodForm.DURATION for found in row.periods):
                continue
            pieces = pieces_of(self._text, row.span)[:3]
            if self._words.studies.match(self._folded, row.span.start) or len(row) > _LONGEST_HEAD * 2:
                continue
            if any(self._titles.strength(piece.span) >= STRONG for piece in pieces):
                return True
        return False

    def _has_frame(self, anchor: Anchor) -> bool:
        row = self._rows[anchor.row].span
        end = min(row.end, row.start + _LONGEST_HEAD)
        return any(pattern.search(self._folded, row.start, end) for _, pattern in self._words.frames)

    def _is_studies(self, anchor: Anchor) -> bool:
        row = self._rows[anchor.row].span
        return bool(
            self._words.studies.search(self._folded, row.start, min(row.end, row.start + _LONGEST_HEAD))
        )

    # Which rows belong to each job

    def _assembled(self, anchors: Sequence[Anchor]) -> list[Block]:
        goes_up = self._titles_stand_above(anchors)
        above = [self._above(anchors, position, goes_up=goes_up) for position in range(len(anchors))]
        starts = [min((anchor.row, *rows)) for anchor, rows in zip(anchors, above, strict=True)]
        blocks: list[Block] = []
        for position, anchor in enumerate(anchors):
            end = starts[position + 1] if position + 1 < len(starts) else self._end_of_section(anchor.row)
            end = min(end, self._end_of_section(anchor.row))
            below = self._below(anchor, end)
            blocks.append(self._block(anchor, above[position], below, starts[position], end))
        return blocks

    def _titles_stand_above(self, anchors: Sequence[Anchor]) -> bool:
        """Whether titles stand above their dates, by the strength of the rows above and below bare dates."""
        votes = 0
        for position, anchor in enumerate(anchors):
            if self._own_strength(anchor) < STRONG:
                above = self._above(anchors, position, goes_up=True)
                below = self._below(anchor, self._end_of_section(anchor.row))
                votes += self._has_title(above) - self._has_title(below)
        if votes or not anchors:
            return votes > 0
        return bool(self._above(anchors, 0, goes_up=True))

    def _has_title(self, numbers: Sequence[int]) -> bool:
        return any(
            self._titles.strength(piece.span) >= STRONG
            for number in numbers
            for piece in pieces_of(self._text, self._rows[number].span)[:3]
        )

    def _above(self, anchors: Sequence[Anchor], position: int, *, goes_up: bool) -> list[int]:
        """Rows of the heading above a date, nearest first.

        Without a blank line to part them from the job before, they are taken only where titles stand above.
        """
        anchor = anchors[position]
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
        return found if goes_up and self._own_strength(anchor) < STRONG else []

    def _is_heading_row(self, number: int, anchor: Anchor, found: Sequence[int]) -> bool:
        row, below = self._rows[number], self._rows[found[-1] if found else anchor.row]
        if row.section is not self._rows[anchor.row].section or below.has_gap_before:
            return self._is_lone_employer(number, anchor, found)
        if row.mark and row.mark != self._rows[anchor.row].mark:
            pieces = pieces_of(self._text, row.span)
            is_title = bool(pieces) and self._titles.strength(pieces[0].span) >= STRONG
            return row.has_gap_before and is_title
        words = row.span.text_in(self._text)
        return len(row) <= _LONGEST_HEAD and not _SENTENCE_END.search(words)

    def _is_lone_employer(self, number: int, anchor: Anchor, found: Sequence[int]) -> bool:
        """An employer on a line of its own, above the roles held there."""
        row = self._rows[number]
        if found or row.section is not self._rows[anchor.row].section or row.mark or row.periods:
            return False
        return row.has_gap_before and len(row) <= _LONGEST_HEAD

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
            if is_detail or len(row) > 2 * _LONGEST_HEAD or (row.has_gap_before and number > anchor.row + 1):
                break
            found.append(number)
        return found

    def _is_bulleted_title(self, number: int, anchor: Anchor) -> bool:
        """Whether the first bullet under an employer and its dates is the role held there, not a duty."""
        row = self._rows[number]
        pieces = pieces_of(self._text, row.span)
        is_short = len(row) <= _LONGEST_HEAD // 2 and self._own_strength(anchor) < STRONG
        return is_short and bool(pieces) and self._titles.strength(pieces[0].span) >= STRONG

    def _end_of_section(self, number: int) -> int:
        section = self._rows[number].section
        end = number + 1
        while end < len(self._rows) and self._rows[end].section is section:
            end += 1
        return end

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


def _contains(outer: Anchor, inner: Anchor) -> bool:
    one, other = outer.period.period, inner.period.period
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start <= other.start and other.end <= one.end and one != other
