"""Jobs without dates: durations such as `2 ans chez X comme caissier`, and bare titles in a list of jobs."""

import re
from collections.abc import Iterator, Sequence

from matching.extraction.document import CvDocument
from matching.extraction.employment_words import employment_words
from matching.extraction.jobs import JobReader
from matching.extraction.periods import PeriodForm, PeriodMatch
from matching.extraction.rows import Row
from matching.extraction.titles import STRONG, TitleFinder
from matching.profile import Experience
from matching.text.sections import SectionKind
from matching.types import Span

_WORK = re.compile(
    r"experience|experiencia|anciennete|metier|expertise|خبره|تجربه|اقدميه|tajriba|\bchez\b|\bcomme\b|\bworked\b|\btrabaj"
    r"|\btravail|\bcentre\s+d'appel|call\s*cent"
)
_CLAIM = re.compile(
    r"\s*(?:d'|de\s+|of\s+)?(?:experience|experiencia|metier|خبره|تجربه|tajriba|d'anciennete|xp)"
)
_CLAIM_BEFORE = re.compile(
    r"(?:experience|experiencia|خبره|تجربه|tajriba)(?:\s+(?:professionnelle|laboral|مهنيه))?\s*(?:de|d'|of|:|لمده|مدتها)?\s*$"
)
_REACH = 40
_AGE = re.compile(r"(?:age|agee?\s+de|j'ai|i\s+am|tengo|3andi|3omri|عمري|عمره?|السن|ne\s+en|aged)\s*:?\s*$")
_NOTICE = re.compile(
    r"(?:preavis|notice|disponib|dispo|available|libre|incorporacion|اشعار|التحاق|dans|en|sous|moins|under)\b"
)
_FOR = re.compile(r"(?<![^\W_])(?:pendant|durant|for|during|durante|por|لمده|مده)\s*$")
_PART_OF_CLAIM = re.compile(r"(?:dont|including|of\s+which|incluyendo|de\s+los\s+cuales|منها|menha)\s*$")
_TOLD = (SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.EXPERIENCE, SectionKind.OTHER)
_LISTED_AT_MOST = 12
_LONGEST_TITLE_ROW = 110


def find_undated_jobs(
    document: CvDocument, rows: Sequence[Row], titles: TitleFinder, reader: JobReader
) -> list[Experience]:
    """The jobs told with durations alone; where there are none, those listed as work without any date."""
    with_duration = list(_with_duration(document, rows, titles, reader))
    return with_duration or list(_listed(rows, titles, reader))


def _with_duration(
    document: CvDocument, rows: Sequence[Row], titles: TitleFinder, reader: JobReader
) -> Iterator[Experience]:
    """One job for each duration; a total (`5 ans d'expérience`) counts only where no part of it is told."""
    told: list[tuple[PeriodMatch, Span]] = []
    for row in rows:
        if row.section not in _TOLD:
            continue
        durations = [found for found in row.periods if found.form is PeriodForm.DURATION]
        for found, clause in _clauses(document, row, durations):
            is_work = (
                row.section is SectionKind.EXPERIENCE
                or _is_claim(document.folded, found)
                or _is_work(document, titles, clause)
            )
            if is_work and not _is_other_time(document, found, clause):
                told.append((found, clause))
    parts = [(found, clause) for found, clause in told if not _is_claim(document.folded, found)]
    for found, clause in parts or told[:1]:
        title = _title_in(document, titles, clause)
        if title is None and not _is_claim(document.folded, found):
            continue
        mention = document.mention(found.period, found.span)
        yield reader.told(title, mention, block=clause, head=clause)


def _is_claim(folded: str, found: PeriodMatch) -> bool:
    """Whether a length sums up what was worked: `5 ans d'expérience`, `تجربه 4 سنوات`."""
    if _CLAIM.match(folded, found.span.end):
        return True
    return _CLAIM_BEFORE.search(folded, max(0, found.span.start - _REACH), found.span.start) is not None


def _clauses(
    document: CvDocument, row: Row, durations: Sequence[PeriodMatch]
) -> Iterator[tuple[PeriodMatch, Span]]:
    """Each duration with the words that go with it: those up to the next, or before it after `pendant`."""
    previous_end = row.span.start
    for number, found in enumerate(durations):
        following = durations[number + 1].span.start if number + 1 < len(durations) else row.span.end
        is_last_of_clause = _FOR.search(document.folded, previous_end, found.span.start) is not None
        start = previous_end if is_last_of_clause or number == 0 else found.span.start
        yield found, Span(start, found.span.end if is_last_of_clause else following)
        previous_end = found.span.end


def _is_other_time(document: CvDocument, found: PeriodMatch, clause: Span) -> bool:
    """Whether the duration is an age, a notice period or a part of a total."""
    before = document.folded[clause.start : found.span.start]
    return bool(_AGE.search(before) or _NOTICE.search(before[-30:]) or _PART_OF_CLAIM.search(before))


def _is_work(document: CvDocument, titles: TitleFinder, clause: Span) -> bool:
    folded = document.folded
    frames = employment_words().frames
    return (
        bool(
            _WORK.search(folded, clause.start, clause.end)
            or any(pattern.search(folded, clause.start, clause.end) for _, pattern in frames)
        )
        and _title_in(document, titles, clause) is not None
    )


def _title_in(document: CvDocument, titles: TitleFinder, clause: Span) -> Span | None:
    """The best title of a clause, or the word for the frame of work: `stage`, `freelance`."""
    pieces = titles.pieces(clause)
    best = max(pieces, key=lambda piece: titles.strength(piece.span), default=None)
    if best is not None and titles.strength(best.span) >= STRONG:
        title = titles.title_in(best.span)
        return title if title.start < title.end else None
    labels = titles.labels_in(clause)
    if labels:
        return titles.title_in(labels[0].span)
    for _, pattern in employment_words().frames:
        if frame := pattern.search(document.folded, clause.start, clause.end):
            return Span(*frame.span())
    return None


def _listed(rows: Sequence[Row], titles: TitleFinder, reader: JobReader) -> Iterator[Experience]:
    """The titles at the beginning of the rows about work, of the level of the first."""
    listed = [row for row in rows if row.section is SectionKind.EXPERIENCE and len(row) <= _LONGEST_TITLE_ROW]
    marks = {row.mark for row in listed}
    first_mark = listed[0].mark if listed else ""
    for row in listed[:_LISTED_AT_MOST]:
        pieces = titles.pieces(row.span)
        if len(marks) > 1 and row.mark != first_mark:
            continue
        for number, piece in enumerate(pieces[:2]):
            if titles.strength(piece.span) >= STRONG:
                title = titles.title_from(pieces[number:])
                yield reader.told(title, None, block=row.span, head=row.span, heading=row.heading)
                break
