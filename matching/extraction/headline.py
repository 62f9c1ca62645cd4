"""The trade people present themselves by, and the trades they say they look for."""

import re
from collections.abc import Iterator, Sequence

from matching.extraction.document import CvDocument, as_written
from matching.extraction.pieces import Separator
from matching.extraction.rows import Row
from matching.extraction.titles import STRONG, TitleFinder
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.text.sections import SectionKind
from matching.types import ConceptId, Mention, Span

_CONTACT = re.compile(r"@|(?:\d[\s.\-/]?){8}|\bwww\.|https?:|\.(?:example|com|ma|fr)\b")
_WANTED_HEADINGS = re.compile(
    r"metier|titre|objet|poste|emploi|objectif|recherche|souhait|cherche|vise|objective|goal|looking|want|aim|busco|objetivo"
    r"|puesto|الهدف|هدفي|الوظيفه|المنصب|ابحث|projet"
)
_WISH = re.compile(
    r"(?:je\s+(?:re)?cherche|je\s+souhaite|je\s+vise|a\s+la\s+recherche|recherche|en\s+quete|candidat(?:e|ure)?\s+(?:au|pour)"
    r"|looking\s+for|seeking|interested\s+in|busco|me\s+gustaria|deseo|quiero|ابحث\s+عن|ارغب\s+في|اود\s+العمل|kan9elleb)"
)
_STUDENT = re.compile(
    r"(?:futur\w*\s+)?(?:eleve|etudiante?|student|estudiante|undergraduate|alumn[oa]|طالبه?|laureat|diplome)"
)
_LONGEST_SENTENCE = 6  # words
_MOST_ROWS = 12
_LONGEST_ROW = 130
_SENTENCE = re.compile(r"(?<![^\W_])(?:je|j'ai|j'|i|my|mon|ma|mes|yo|mi|soy|انا|لدي)(?![^\W_])")


class HeadlineReader:
    """Reads the headline and the wanted trades of one document."""

    def __init__(
        self,
        document: CvDocument,
        rows: Sequence[Row],
        titles: TitleFinder,
        *,
        masked: Sequence[Span],
        taxonomy: Taxonomy,
    ) -> None:
        self._document = document
        self._rows = rows
        self._titles = titles
        self._masked = masked
        self._taxonomy = taxonomy

    def headline(self) -> Mention[str] | None:
        """The title above or beside the name, or after a heading such as `Métier`, if any."""
        for span in self._header_spans():
            title = self._title_in(span)
            if title:
                return self._document.mention(as_written(self._document, title), title, confidence=0.9)
        return None

    def wanted_occupations(self, headline: Mention[str] | None) -> tuple[Mention[ConceptId], ...]:
        """The trades of the headline and of sentences that say what is looked for."""
        wanted: dict[ConceptId, Mention[ConceptId]] = {}
        found = self._taxonomy.match(headline.value, ConceptKind.OCCUPATION) if headline else None
        if headline and found:
            wanted[found[0].id] = Mention(found[0].id, headline.span, confidence=found[1])
        for span in self._wish_spans():
            for label in self._titles.labels_in(span):
                mention = self._document.mention(label.concept, label.span, confidence=label.confidence)
                wanted.setdefault(label.concept, mention)
        return tuple(wanted.values())

    def _header_spans(self) -> Iterator[Span]:
        for row in self._rows:
            if row.section is SectionKind.SUMMARY and _WANTED_HEADINGS.search(row.heading) and len(row) < 80:
                yield row.span
        for row in self._rows[: 2 * _MOST_ROWS]:
            if row.section is SectionKind.SUMMARY and (first := self._first_sentence(row)):
                yield first
        for row in self._rows[:_MOST_ROWS]:
            words = row.span.text_in(self._document.folded)
            is_dated = any(found.is_range for found in row.periods)
            is_title_row = len(row) <= _LONGEST_ROW and not is_dated and not _SENTENCE.search(words)
            if row.section is SectionKind.HEADER and is_title_row:
                yield row.span

    def _first_sentence(self, row: Row) -> Span | None:
        """The few words that begin a summary with what the person is: `Opératrice. Patiente ...`."""
        pieces = self._titles.pieces(row.span)
        is_apart = len(pieces) > 1 and pieces[1].before is Separator.SENTENCE
        is_short = is_apart and len(pieces[0].span.text_in(self._document.text).split()) <= _LONGEST_SENTENCE
        return pieces[0].span if is_short and row.has_gap_before else None

    def _title_in(self, span: Span) -> Span | None:
        pieces = self._titles.pieces(span)
        for number, piece in enumerate(pieces[:4]):
            words = piece.span.text_in(self._document.folded)
            if _CONTACT.search(words) or _STUDENT.match(words) or self._titles.strength(piece.span) < STRONG:
                continue
            if self._is_masked(piece.span):
                continue
            title = self._titles.title_from(pieces[number:])
            if title.start < title.end:
                return title
        return None

    def _is_masked(self, span: Span) -> bool:
        """Whether a piece begins with what tells who the person is; some names are words for trades too."""
        start = self._document.clean.original_span(span).start
        return any(masked.start <= start < masked.end for masked in self._masked)

    def _wish_spans(self) -> Iterator[Span]:
        for row in self._rows:
            if row.section is SectionKind.SUMMARY and _WANTED_HEADINGS.search(row.heading):
                yield row.span
            elif row.section in (SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.OTHER):
                wish = _WISH.search(self._document.folded, row.span.start, row.span.end)
                if wish:
                    yield Span(wish.end(), row.span.end)
