"""Jobs told in sentences: `J'ai travaillé comme serveur de 2018 à 2020, puis comme livreur`."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from matching.extraction.document import CvDocument
from matching.extraction.jobs import JobReader
from matching.extraction.periods import PeriodForm, PeriodMatch
from matching.extraction.pieces import trim
from matching.extraction.rows import Row
from matching.extraction.titles import STRONG, TitleFinder
from matching.profile import Experience
from matching.text.sections import SectionKind
from matching.types import Span

# What leads to a title in a sentence, on folded text.
_LEAD = re.compile(
    r"(?<![^\W_])(?:comme|en\s+tant\s+qu(?:e|')|en\s+qualite\s+d(?:e|')|au\s+poste\s+d(?:e|')|j'etais|j'ai\s+ete|je\s+suis"
    r"|as\s+an?|as|i\s+was\s+an?|i\s+am\s+an?|i'm\s+an?|i(?:'ve|\s+have)\s+been(?:\s+an?)?"
    r"|como|trabaj(?:ado|e|o)\s+de|he\s+sido|fui|soy|estuve\s+de|doy|imparto"
    r"|(?:و|ثم\s+)?(?:اشتغلت|عملت|اعمل|اشتغل|خدمت)(?:\s+(?:حاليا|سابقا))?(?:\s+ك|\s+بصفتي|\s+في\s+منصب)?|بصفتي|كنت"
    r"|khdemt|kankhdem|khdd?am[at]?|kont|knt)(?![^\W_])\s*(?:une?\s+|an?\s+|una?\s+)?"
)
_SENTENCE_END = re.compile(r"(?<=[^\W_]{3})[.!?](?=\s|$)|\n\s*\n|\n•")
_PROSE = (SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.OTHER, SectionKind.EXPERIENCE)
_LONGEST_TITLE = 70
_NO_WORDS = 3  # characters in which no title fits
_FULL_LINE = 60  # characters from which a line may have been broken by its width
_STOP = re.compile(r"[,.;:،(\n]")
_STOP_IN_FULL_LINE = re.compile(r"[,.;:،(]")


def find_jobs_in_prose(
    document: CvDocument, rows: Sequence[Row], titles: TitleFinder, reader: JobReader
) -> list[Experience]:
    """The jobs that sentences tell with their dates; sentences may run over several lines."""
    jobs: list[Experience] = []
    without_date: list[Experience] = []
    for passage, periods in _passages(rows):
        folded = document.folded
        leads = [
            match for match in _LEAD.finditer(folded, passage.start, passage.end) if match.group().strip()
        ]
        bounds = [*(match.start() for match in leads), passage.end]
        free = _Unused(periods)
        for lead, (start, end) in zip(leads, pairwise(bounds), strict=True):
            found = _period_of(folded, free, Span(start, end)) or _length_in(periods, Span(start, end))
            if found is None:
                continue
            stop = found.span.start if found.span.start >= lead.end() else end
            is_date_first = 0 <= stop - lead.end() <= _NO_WORDS  # أعمل منذ 2021 مساعدة
            title = _title(
                document, titles, *((found.span.end, end) if is_date_first else (lead.end(), stop))
            )
            if title is None:
                continue
            free.use(found)
            mention = document.mention(found.period, found.span)
            whole = Span(min(start, found.span.start), max(title.end, found.span.end))
            job = reader.told(title, mention, block=whole, head=Span(start, title.end))
            (jobs if found.period.start else without_date).append(job)
    return [*jobs, *without_date] if jobs else []


def _passages(rows: Sequence[Row]) -> Iterator[tuple[Span, list[PeriodMatch]]]:
    """Paragraphs with the periods in them: rows of one part of the CV without a gap or a bullet between."""
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and not rows[end].has_gap_before and not rows[end].mark:
            end += 1
        if rows[start].section in _PROSE:
            periods = [found for row in rows[start:end] for found in row.periods]
            if periods:
                yield Span(rows[start].span.start, rows[end - 1].span.end), periods
        start = end


def _title(document: CvDocument, titles: TitleFinder, start: int, end: int) -> Span | None:
    """The title that begins at `start`: up to a comma, a full stop or the end of a line that is not full."""
    line_start = document.text.rfind("\n", 0, start) + 1
    is_full = document.text.find("\n", start) - line_start >= _FULL_LINE
    stops = _STOP_IN_FULL_LINE if is_full else _STOP
    stop = stops.search(document.text, start, min(end, start + _LONGEST_TITLE))
    span = trim(document.text, Span(start, stop.start() if stop else min(end, start + _LONGEST_TITLE)))
    if span.start >= span.end or titles.strength(span) < STRONG:
        return None
    title = titles.title_in(span)
    return title if title.start < title.end else None


class _Unused:
    """The dates of one passage that no title has taken yet."""

    def __init__(self, periods: Sequence[PeriodMatch]) -> None:
        told = [found for found in periods if found.form is not PeriodForm.DURATION]
        self._periods = [found for found in told if found.form is not PeriodForm.SINGLE] or told
        self._starts = [found.span.start for found in self._periods]
        self._used: set[Span] = set()

    def use(self, found: PeriodMatch) -> None:
        self._used.add(found.span)

    def within(self, clause: Span) -> PeriodMatch | None:
        """The first date that begins in `clause`."""
        return self._at(bisect_left(self._starts, clause.start), clause)

    def before(self, offset: int) -> PeriodMatch | None:
        """The last date that begins before `offset`."""
        position = bisect_left(self._starts, offset) - 1
        return self._at(position, Span(0, offset)) if position >= 0 else None

    def _at(self, position: int, clause: Span) -> PeriodMatch | None:
        if position >= len(self._periods):
            return None
        found = self._periods[position]
        is_free = found.span not in self._used and clause.start <= found.span.start < clause.end
        return found if is_free else None


def _length_in(periods: Sequence[PeriodMatch], clause: Span) -> PeriodMatch | None:
    """The length told in a clause without a date: `avant, j'ai été serveur pendant huit mois`."""
    lengths = (found for found in periods if found.form is PeriodForm.DURATION)
    return next((found for found in lengths if clause.start <= found.span.start < clause.end), None)


def _period_of(folded: str, free: _Unused, clause: Span) -> PeriodMatch | None:
    """The date told with a title: the first after it in its clause, else the last before in its sentence."""
    found = free.within(clause)
    if found is not None:
        return found
    before = free.before(clause.start)
    if before is None or _SENTENCE_END.search(folded, before.span.end, clause.start):
        return None
    return before
