"""The lines of a CV in which work may be told, each with the periods it names."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matching.extraction.document import CvDocument, Line
from matching.extraction.periods import PeriodForm, PeriodMatch
from matching.text.sections import Section, SectionKind
from matching.types import Span

_MOST_PERIODS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One line, or one of several jobs told on one line. Spans are in the cleaned text.

    Attributes:
        span: The words, without bullet and without a heading on the same line.
        section: The kind of part it stands in.
        heading: The heading of that part, folded; empty when it has none.
        mark: The bullet before it as written; empty when there is none.
        has_gap_before: Whether a blank line or a heading parts it from the row before.
        periods: The periods that begin in it.
    """

    span: Span
    section: SectionKind
    heading: str
    mark: str
    has_gap_before: bool
    periods: tuple[PeriodMatch, ...]

    @property
    def dated(self) -> tuple[PeriodMatch, ...]:
        """The first periods: a row with more is no heading, however long it goes on."""
        return self.periods[:_MOST_PERIODS]

    def __len__(self) -> int:
        return self.span.end - self.span.start


def rows_of(document: CvDocument, periods: Sequence[PeriodMatch]) -> list[Row]:
    """The lines of the whole document as rows, without the headings."""
    rows: list[Row] = []
    starts = [found.span.start for found in periods]
    after_heading = True
    for line, section in _with_section(document):
        start = line.span.start
        if section.heading and line.span.start <= section.heading.start < line.span.end:
            after_heading = True
            start = max(start, section.body.start)
            if start >= line.span.end:
                continue
        span = Span(start, line.span.end)
        inside = periods[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        heading = section.heading.text_in(document.folded) if section.heading else ""
        has_gap = after_heading or line.blank_lines_before > 0
        mark = _mark(document, line) if start == line.span.start else ""
        row = Row(span, section.kind, heading, mark, has_gap, tuple(inside))
        rows.extend(_split(document.text, row))
        after_heading = False
    return rows


def _with_section(document: CvDocument) -> Iterator[tuple[Line, Section]]:
    """Each line with the last part that begins on it or before it."""
    position = 0
    for line in document.lines:
        while position + 1 < len(document.sections) and document.sections[position + 1].start < line.span.end:
            position += 1
        yield line, document.sections[position]


def _mark(document: CvDocument, line: Line) -> str:
    if not line.is_bulleted:
        return ""
    bullet = document.text.rfind("•", 0, line.span.start)
    return document.clean.original_span(Span(bullet, bullet + 1)).text_in(document.original).strip() or "•"


_BOUNDARY = re.compile(
    r"(?:[.;,|]|\s-|\s–|\bpuis|\bthen|\by luego|\bثم|•)\s*(?:du|de|d'|from|entre|depuis|de|من|mn)?\s*$",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[)\]]?\s*(?:[.;,|]|\s[–-])\s+|[)\]]\s+(?=\S)")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.;]\s+|(?<=\))[.;]\s+|(?<=\d)[.;]\s+")


def _split(text: str, row: Row) -> Iterator[Row]:
    """The row, or one row for each job where a line tells several with their dates."""
    ranges = heading_ranges(row.periods)
    cuts = _cuts(text, row, ranges) if len(ranges) > 1 else []
    bounds = [row.span.start, *cuts, row.span.end]
    starts = [found.span.start for found in row.periods]
    for number, (start, end) in enumerate(pairwise(bounds)):
        inside = row.periods[bisect_left(starts, start) : bisect_left(starts, end)]
        yield Row(
            Span(start, end), row.section, row.heading, row.mark, row.has_gap_before or number > 0, inside
        )


def heading_ranges(periods: Sequence[PeriodMatch]) -> list[PeriodMatch]:
    """The ranges that may each head a job: not `depuis 2023` said within the time of a job before it."""
    kept: list[PeriodMatch] = []
    for found in periods:
        if found.is_range and not (found.form is PeriodForm.SINCE and any(_began_in(found, k) for k in kept)):
            kept.append(found)
    return kept


def _began_in(found: PeriodMatch, job: PeriodMatch) -> bool:
    start, first, last = found.period.start, job.period.start, job.period.end
    return start is not None and first is not None and last is not None and first <= start <= last


def _cuts(text: str, row: Row, ranges: Sequence[PeriodMatch]) -> list[int]:
    """Where one job ends and the next begins: before each date when the row begins so, else after each."""
    if ranges[0].span.start - row.span.start < 4:
        starts = [found.span.start for found in ranges[1:]]
        return [start for start in starts if _BOUNDARY.search(text, max(row.span.start, start - 24), start)]
    cuts: list[int] = []
    for found, following in pairwise(ranges):
        between = found.span.end, following.span.start
        end = _CLAUSE_END.match(text, *between) or next(_SENTENCE_END.finditer(text, *between), None)
        if end and any(map(str.isalpha, text[end.end() : following.span.start])):
            cuts.append(end.end())
    return cuts
