"""Dates that head a job, told from dates of studies and dates inside a description."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.extraction.document import CvDocument
from matching.extraction.employment_words import employment_words
from matching.extraction.periods import PeriodForm, PeriodMatch
from matching.extraction.pieces import trim
from matching.extraction.rows import Row, heading_ranges
from matching.extraction.titles import STRONG, TitleFinder
from matching.text.headings import heading_kind
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
    """A date that heads a job. `row` counts in the rows given; `before` and `after` the rest of its row."""

    row: int
    period: PeriodMatch
    place: Place
    before: Span
    after: Span

    def contains(self, other: "Anchor") -> bool:
        """Whether the other date lies within this one, without being the same."""
        outer, inner = self.period.period, other.period.period
        if outer.start is None or outer.end is None or inner.start is None or inner.end is None:
            return False
        return outer.start <= inner.start and inner.end <= outer.end and outer != inner


LONGEST_HEAD = 110
"""Characters of a row above which it is a sentence rather than a heading."""

_LEADING_NOISE = re.compile(
    r"[\W_]*(?:(?:\d{1,2}(?:\.\d{1,2})?|[a-h]|[ivx]{1,4})\s*[.)\-/:]\s*)?"
    r"(?:(?:du|de|d'|des|from|entre|between|من|mn|men|le|la|en|in|depuis|since|desde|el|l'|the|dates?|periode"
    r"|period|fechas?|duree|الفتره|المده|annees?|years?|anos?|سنه|عام|شهر)(?![^\W_])[\s:]*)*[\W_]*"
)
_CONTRACT = re.compile(
    r"(?:cd[id]|interim|temps\s+(?:partiel|plein)|full[- ]time|part[- ]time|jornada\s+\w+|saisonnier|anapec"
    r"|contrat|contrato|temporal|indefinido|permanent|hybride|hybrid|sur\s+site|on-site|a\s+distance|remote"
    r"|environ|about|مده)"
)
_BESIDE = re.compile(r"\s*[:–—|\-,.(\t>→/]|\s*$")
_APART = re.compile(
    r"(?:[:–—|\-,(\[\t>→./·]|^)\s*(?:en|in|de|du|depuis|since|desde|le|d'|l'|من|منذ|fin|debut)?\s*$"
)
_PRONOUN = re.compile(r"[\s,:]*(?:je|j'|i|nous|we|on|yo|he|ana|انا|m'|mon|ma)(?![^\W_])")
_WORKING = re.compile(
    r"[\s,:]*(?:estuve\s+en|trabaj[eo]|trabajando|llevo|اشتغلت|عملت|اعمل|اشتغل)(?![^\W_])|[\s,:]*(?:je|j'|i|i'm|i've|nous|we|yo)\s*(?:(?:suis|am|have|had|been|y|m'|me)\s+)*"
    r"(?:travaill|concoi|develop|gere|occup|exerc|encadr|assur|anim|dirig|vend|work|run|manag|lead|build|sell"
    r"|teach|estuve|estoy|etais\s+chez|was\s+at|trabaj|llevo|en\s+charge|charge|respons|tien|enseign|fai)"
)
_DOING = re.compile(r"(?:je\s|j'|i\s|i'm\s|i've\s|yo\s|llevo\s)[^.;:\n]{2,40}")
_FOR_EMPLOYER = re.compile(r"\s*(?:,\s*)?(?:pour|chez|a|au|at|for|with|para|en|dans|in|con)(?![^\W_])")
_LIVING = re.compile(
    r"(?<![^\W_])(?:vivo|vivi|vivia|j'habite|habite|je\s+vis|j'ai\s+vecu|i\s+lived?|i'm\s+based|resid[eo]|instalad[oa]|installee?"
    r"|marie|casad[oa]|married|permis|permiso|carnet|licence)(?![^\W_])|اسكن|عشت|(?:ا|ن)قطن"
)
# Diplomas that sound like jobs.
_DIPLOMA_TITLE = re.compile(
    r"(?:technicien(?:ne)?s?\s+(?:specialise|superieur)|ingenieure?s?\s+d'etat|state\s+engineer|engineer's"
    r"|tecnic[oa]\s+(?:superior|especiali)|تقني\s+متخصص|مهندس\s+دوله|infirmi\w+\s+diplome)"
)
_PLACES = (Place.ALONE, Place.LEADING, Place.TRAILING, Place.MIDDLE)
_NEAR = 3  # rows between one job and the next that is written like it
_LONGEST_DESCRIPTION = 8  # rows


class AnchorFinder:
    """Finds the dates that head the jobs of one document."""

    def __init__(self, document: CvDocument, rows: Sequence[Row], titles: TitleFinder) -> None:
        self._text = document.text
        self._folded = document.folded
        self._rows = rows
        self._titles = titles
        self._words = employment_words()

    def anchors(self) -> list[Anchor]:
        """The dates in reading order: those of the parts about work, and others beside a title."""
        strict = self._strict(
            [n for n, row in enumerate(self._rows) if row.section is SectionKind.EXPERIENCE]
        )
        kinds = {SectionKind.HEADER}
        if not strict:
            kinds |= {SectionKind.SUMMARY, SectionKind.OTHER, SectionKind.AVAILABILITY}
        loose = self._loose([n for n, row in enumerate(self._rows) if row.section in kinds])
        found = {anchor.row: anchor for anchor in (*self._in_headings(), *loose, *strict)}
        return sorted(found.values(), key=lambda anchor: anchor.row)

    def own_strength(self, anchor: Anchor) -> float:
        """Strength of the best title in the first pieces beside the date."""
        return max(self._titles.best_strength(span, n_pieces=4) for span in (anchor.before, anchor.after))

    def begins_with_studies(self, number: int) -> bool:
        """Whether a row begins with a diploma or a school: it is no heading of a job."""
        span = self._rows[number].span
        return self._words.studies.match(self._folded, span.start) is not None and (
            self._titles.best_strength(span, n_pieces=1) < STRONG
        )

    def _strict(self, numbers: Sequence[int]) -> list[Anchor]:
        anchors: list[Anchor] = []
        level: str | None = None
        for number in numbers:
            anchor = self._candidate(number)
            previous = anchors[-1] if anchors else None
            if anchor is None or not self._heads_job(anchor, previous, level):
                continue
            if level is None and anchor.period.is_range:
                level = self._rows[number].mark
            anchors.append(anchor)
        return anchors

    def _in_headings(self) -> list[Anchor]:
        """Dates in headings of work, in whatever part of the CV they were taken for a line."""
        kinds = {SectionKind.SUMMARY, SectionKind.OTHER, SectionKind.AVAILABILITY, SectionKind.HEADER}
        numbers = [n for n, row in enumerate(self._rows) if row.section in kinds and row.dated]
        anchors = (self._candidate(number) for number in numbers)
        return [anchor for anchor in anchors if anchor and self._follows_heading(anchor)]

    def _loose(self, numbers: Sequence[int]) -> list[Anchor]:
        """Dates that head a job where no heading says so."""
        anchors: list[Anchor] = []
        for number in numbers:
            anchor = self._candidate(number)
            if anchor and self._is_told_length(anchor) and self._is_work(anchor, anchors):
                anchors.append(anchor)
        return anchors

    def _is_told_length(self, anchor: Anchor) -> bool:
        """Whether a range is told, or a year at the start of a row that names a title and its months."""
        if anchor.period.is_range:
            return True
        lengths = any(found.form is PeriodForm.DURATION for found in self._rows[anchor.row].periods)
        return lengths and anchor.place is Place.LEADING and self.own_strength(anchor) >= STRONG

    def _is_work(self, anchor: Anchor, others: Sequence[Anchor]) -> bool:
        """Whether a title, a workplace, `je travaille` or a job written alike stands beside the date."""
        row = self._rows[anchor.row]
        if self._tells_studies(anchor) or self._is_aside(anchor):
            return False
        is_told = _WORKING.match(self._folded, anchor.period.span.end) or self._is_told_of_oneself(anchor)
        if is_told or self._follows_heading(anchor):
            return True
        last = others[-1] if others else None
        is_detail = (
            last is not None and last.contains(anchor) and anchor.row - last.row < _LONGEST_DESCRIPTION
        )
        if self.own_strength(anchor) >= STRONG:
            return not (is_detail and row.mark)
        begins_with_employer = anchor.place is not Place.LEADING and self._titles.is_employer(anchor.before)
        if begins_with_employer and not is_detail:
            return len(row) <= LONGEST_HEAD
        if is_detail or (anchor.period.form is PeriodForm.SINCE and anchor.place is Place.TRAILING):
            return False
        return self._has_title_beside(anchor.row) or self._resembles(anchor, last)

    def _is_aside(self, anchor: Anchor) -> bool:
        """Whether the row tells where the person lives, or a length of time deep in a sentence."""
        row = self._rows[anchor.row].span
        if _LIVING.search(self._folded, row.start, anchor.period.span.start):
            return True
        is_length = anchor.period.form is PeriodForm.SINCE and not any(
            map(str.isdecimal, anchor.period.span.text_in(self._folded)[-4:])
        )
        is_deep = anchor.place in (Place.MIDDLE, Place.TRAILING) and row.end - row.start > LONGEST_HEAD
        return is_length and is_deep

    def _is_told_of_oneself(self, anchor: Anchor) -> bool:
        """Whether the row says what the person has been doing since a date: `Je gère depuis 2021 pour X`."""
        is_since = anchor.period.form is PeriodForm.SINCE and anchor.place is Place.MIDDLE
        start = self._rows[anchor.row].span.start
        doing = _DOING.fullmatch(self._folded, start, anchor.period.span.start)
        return (
            is_since
            and doing is not None
            and _FOR_EMPLOYER.match(self._folded, anchor.period.span.end) is not None
        )

    def _follows_heading(self, anchor: Anchor) -> bool:
        """Whether the date stands in a heading of work: `Emploi actuel, depuis mai 2025`."""
        words = anchor.before.text_in(self._text).strip(" ,:(–-")
        return anchor.period.is_range and heading_kind(words) is SectionKind.EXPERIENCE

    def _tells_studies(self, anchor: Anchor) -> bool:
        """Whether the row is about studies: no job title stands before the first word of studies in it."""
        row = self._rows[anchor.row].span
        head_end = min(row.end, row.start + LONGEST_HEAD)
        study = self._words.studies.search(self._folded, row.start, head_end)
        if study is None:
            return False
        first = (*self._titles.pieces(anchor.before)[:1], *self._titles.pieces(anchor.after)[:1])
        return not any(
            piece.span.start < study.start()
            and self._titles.strength(piece.span) >= STRONG
            and not _DIPLOMA_TITLE.match(self._folded, piece.span.start)
            for piece in first
        )

    def _resembles(self, anchor: Anchor, last: Anchor | None) -> bool:
        """Whether the row follows a job and is written like it, or begins with a workplace."""
        if last is not None and anchor.row - last.row <= _NEAR and anchor.place is last.place:
            return True
        pieces = self._titles.pieces(anchor.after)
        return anchor.place is Place.LEADING and bool(pieces) and self._titles.is_employer(pieces[0].span)

    def _candidate(self, number: int) -> Anchor | None:
        """The date of the row that most looks like the date of a job: alone, then leading, then trailing."""
        periods = [found for found in self._rows[number].dated if found.form is not PeriodForm.DURATION]
        ranges = heading_ranges(periods)
        anchors = [self._anchor(number, found) for found in ranges or periods]
        return min(anchors, key=lambda anchor: _PLACES.index(anchor.place), default=None)

    def _anchor(self, number: int, period: PeriodMatch) -> Anchor:
        row = self._rows[number]
        before = Span(row.span.start, period.span.start)
        after = Span(period.span.end, self._end_of_row_with(number, period.span.end))
        has_before = not _LEADING_NOISE.fullmatch(self._folded, before.start, before.end)
        has_after = self._says_something(after, row)
        place = _PLACES[2 * has_before + has_after]
        return Anchor(number, period, place, trim(self._text, before), trim(self._text, after))

    def _end_of_row_with(self, number: int, offset: int) -> int:
        """The end of the row that `offset` is in; a date may begin on one row and end on the next."""
        while self._rows[number].span.end < offset and number + 1 < len(self._rows):
            number += 1
        return max(offset, self._rows[number].span.end)

    def _says_something(self, span: Span, row: Row) -> bool:
        """Whether words remain besides durations and the form of the contract."""
        words = self._folded[span.start : span.end]
        for found in row.dated:
            if found.form is PeriodForm.DURATION and found.span.start >= span.start:
                words = words.replace(found.span.text_in(self._folded), "")
        return any(map(str.isalnum, _CONTRACT.sub("", words)))

    def _heads_job(self, anchor: Anchor, previous: Anchor | None, level: str | None) -> bool:
        """Whether a date in a part about work heads a job; `level` is the bullet of the first job's row."""
        row = self._rows[anchor.row]
        is_below = level is not None and row.mark not in (level, "")
        if previous is not None and self._is_detail_of(previous, anchor, is_below=is_below):
            return False
        if anchor.period.form is PeriodForm.SINGLE:
            return self._single_heads_job(anchor, is_below=is_below)
        if anchor.place in (Place.ALONE, Place.LEADING):
            return not is_below or anchor.place is Place.LEADING or self.own_strength(anchor) >= STRONG
        return (not is_below or self.own_strength(anchor) >= STRONG) and self._late_date_heads_job(anchor)

    def _late_date_heads_job(self, anchor: Anchor) -> bool:
        """Whether a row that does not begin with its date is the heading of a job, not a sentence."""
        is_apart = bool(_APART.search(self._folded, anchor.before.start, anchor.period.span.start))
        has_role = self.own_strength(anchor) >= STRONG or self._has_frame(anchor)
        if anchor.place is Place.TRAILING:
            return has_role or (is_apart and len(self._rows[anchor.row]) <= LONGEST_HEAD)
        return has_role and (is_apart or bool(_BESIDE.match(self._folded, anchor.period.span.end)))

    def _single_heads_job(self, anchor: Anchor, *, is_below: bool) -> bool:
        """`2018 : volontariat` and `Stage, 2021`, not `meilleur conseiller en 2021`."""
        has_role = self.own_strength(anchor) >= STRONG or self._has_frame(anchor)
        if anchor.place is Place.LEADING:
            return has_role or (not is_below and bool(_BESIDE.match(self._folded, anchor.period.span.end)))
        if is_below:
            return False
        if anchor.place is Place.ALONE:
            return self._has_title_beside(anchor.row)
        return has_role and bool(_APART.search(self._folded, anchor.before.start, anchor.period.span.start))

    def _is_detail_of(self, previous: Anchor, anchor: Anchor, *, is_below: bool) -> bool:
        """Whether a date belongs to the job before: its title line or its duties."""
        if self._is_in_title_line(previous, anchor):
            return True
        if not previous.contains(anchor):
            return False
        if anchor.period.form is PeriodForm.SINCE and not self._begins_with_title(anchor):
            return True
        if self.own_strength(anchor) < STRONG:
            begins_anew = self._rows[anchor.row].has_gap_before and anchor.period.is_range
            return not begins_anew or bool(_PRONOUN.match(self._folded, anchor.period.span.end))
        is_titled = self.own_strength(previous) >= STRONG or self._has_title_beside(previous.row)
        is_remark = anchor.period.form is PeriodForm.SINGLE or anchor.place is Place.MIDDLE
        return is_titled and (is_below or is_remark)

    def _begins_with_title(self, anchor: Anchor) -> bool:
        spans = (anchor.before, anchor.after)
        return any(self._titles.best_strength(span, n_pieces=1) >= STRONG for span in spans)

    def _is_in_title_line(self, previous: Anchor, anchor: Anchor) -> bool:
        """Whether a row right below a date is its title, with `since 2022` said of a later role there."""
        start, outer = anchor.period.period.start, previous.period.period
        is_next = anchor.row == previous.row + 1 and anchor.period.form is PeriodForm.SINCE
        if not is_next or start is None or outer.start is None or outer.end is None:
            return False
        return outer.start <= start <= outer.end and self.own_strength(previous) < STRONG

    def _has_title_beside(self, number: int) -> bool:
        """Whether the row above or below the date has a title; studies and dated rows do not count."""
        return any(
            self._is_title_row(other, number)
            for other in (number - 1, number + 1)
            if 0 <= other < len(self._rows)
        )

    def _is_title_row(self, other: int, number: int) -> bool:
        row = self._rows[other]
        is_dated = any(found.form is not PeriodForm.DURATION for found in row.periods)
        if row.section is not self._rows[number].section or is_dated or len(row) > LONGEST_HEAD * 2:
            return False
        if self._words.studies.match(self._folded, row.span.start):
            return False
        return self._titles.best_strength(row.span, n_pieces=3) >= STRONG

    def _has_frame(self, anchor: Anchor) -> bool:
        row = self._rows[anchor.row].span
        end = min(row.end, row.start + LONGEST_HEAD)
        return any(pattern.search(self._folded, row.start, end) for _, pattern in self._words.frames)
