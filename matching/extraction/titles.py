"""Which pieces of a line are job titles."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from matching.extraction.document import CvDocument
from matching.extraction.employment_words import employment_words
from matching.extraction.mentions import ConceptMentions
from matching.extraction.pieces import Piece, Separator, pieces_of
from matching.extraction.title_bounds import bare_title, lead_in_end
from matching.taxonomy.concepts import ConceptKind, LabelMatch
from matching.types import Span

STRONG = 1.0
"""Strength from which a piece is taken for a job title on its own."""

_LONGEST_TITLE = 14  # words; more is a sentence
_LONGEST_CONTINUATION = 5  # words
_FURTHEST_NOUN = 6  # words before the noun that makes a title
_FURTHEST_LABEL = 3
_BEFORE_NOUN = re.compile(
    r"(?<![^\W_])(?:de|d'|du|des|of|for|chez|at|dans|in|en|a|au|aux|to|with|pour|para|con|في|من)(?![^\W_])"
)
_THEN = re.compile(r"(?:,?\s+(?:puis|ensuite|then|later|luego|despues|y\s+luego|ثم)\s+|\s+→\s+|\s+->\s+)")
_WORD = re.compile(r"[^\W_](?:[\w'&+#.-]*[\w+#])?")
_COUNT = re.compile(
    r"\d{1,4}\s+(?!(?:ans?|annees?|mois|years?|months?|anos?|meses)(?![^\W_]))[^\W\d_]{3}"
)  # `13 conseillers`
_OF = re.compile(r"\s(?:d'|de\s)$")
_FIGURES = re.compile(r"\d{2,}|[%€$]")


class TitleFinder:
    """Tells titles from other words in one document, by the taxonomy and by the nouns titles are built on."""

    def __init__(self, document: CvDocument, *, mentions: ConceptMentions) -> None:
        self._document = document
        self._folded = document.folded
        self._words = employment_words()
        self._labels: Sequence[LabelMatch] = mentions.of(ConceptKind.OCCUPATION)
        self._towns = [match.span for match in mentions.of(ConceptKind.TOWN)]
        self._label_starts = [label.span.start for label in self._labels]
        self._strengths: dict[Span, float] = {}
        self._pieces: dict[Span, tuple[Piece, ...]] = {}

    def pieces(self, span: Span) -> tuple[Piece, ...]:
        """The pieces of a line, cut once."""
        if span not in self._pieces:
            self._pieces[span] = pieces_of(self._document.text, span)
        return self._pieces[span]

    def strength(self, piece: Span) -> float:
        """How much `piece` looks like a job title: below 0 an employer, from `STRONG` a title."""
        if piece not in self._strengths:
            self._strengths[piece] = self._measured_strength(piece)
        return self._strengths[piece]

    def best_strength(self, span: Span, *, n_pieces: int) -> float:
        """The strength of the best of the first pieces of a line; -1 for an empty one."""
        return max((self.strength(piece.span) for piece in self.pieces(span)[:n_pieces]), default=-1.0)

    def labels_in(self, span: Span) -> list[LabelMatch]:
        """The trades the taxonomy finds named within `span`."""
        first = bisect_left(self._label_starts, span.start)
        last = bisect_left(self._label_starts, span.end, lo=first)
        return [label for label in self._labels[first:last] if label.span.end <= span.end]

    def is_employer(self, piece: Span) -> bool:
        """Whether `piece` begins like a workplace or bears the mark of a company."""
        words = self._words_of(piece)
        return self._is_workplace(words) or any(word in self._words.employer_marks for word in words)

    def title_in(self, piece: Span) -> Span:
        """The title alone: without its surroundings and without the earlier role of `A puis B`."""
        start = piece.start
        for then in _THEN.finditer(self._folded, start, piece.end):
            if self.strength(Span(then.end(), piece.end)) >= STRONG:
                start = then.end()
        title = bare_title(self._document, Span(start, piece.end))
        return Span(title.start, min(title.end, self._town_after(title)))

    def _town_after(self, title: Span) -> int:
        """Where a town that a title is said of begins (`gérant du magasin d'Oujda`), with its preposition."""
        for town in self._towns:
            if title.start < town.start < title.end:
                of = _OF.search(self._folded, title.start + 1, town.start)
                if of and of.end() == town.start:
                    return of.start()
        return title.end

    def is_town(self, piece: Span) -> bool:
        """Whether a piece is nothing but a town."""
        return any(town.start <= piece.start and piece.end <= town.end for town in self._towns)

    def title_from(self, pieces: Sequence[Piece]) -> Span:
        """The title that begins with the first piece; others may belong to it (`Lead / Responsable`)."""
        span = pieces[0].span
        for piece in pieces[1:]:
            if not self._belongs(span, piece):
                break
            span = Span(span.start, piece.span.end)
        return self.title_in(span)

    def _belongs(self, title: Span, piece: Piece) -> bool:
        """Whether a piece goes on with the title: `Chargée d'écoutes – cellule qualité`."""
        if piece.before not in (Separator.DASH, Separator.SLASH) or self.is_employer(piece.span):
            return False
        words = piece.span.text_in(self._document.text)
        if len(words.split()) > _LONGEST_CONTINUATION:
            return False
        if piece.before is Separator.DASH and words[0].islower():
            return True
        is_short = len(title.text_in(self._folded).split()) <= _LONGEST_CONTINUATION
        return is_short and self.strength(piece.span) >= STRONG

    def _measured_strength(self, piece: Span) -> float:
        words = self._words_of(piece)
        if not words:
            return -2.0
        if self._is_workplace(words):
            return -0.5
        strength = self._label_strength(piece) + self._noun_strength(piece)
        strength -= 1.0 * any(word in self._words.employer_marks for word in words)
        strength -= 1.0 * (len(words) > _LONGEST_TITLE)
        strength -= 2.0 * bool(_COUNT.match(self._folded, piece.start))
        return strength - 0.3 * bool(_FIGURES.search(self._folded, piece.start, piece.end))

    def _words_of(self, piece: Span) -> list[str]:
        return _WORD.findall(self._folded, piece.start, piece.end)

    def _label_strength(self, piece: Span) -> float:
        """Up to 2 for a trade the taxonomy knows, named near the beginning of the piece."""
        best = 0.0
        for label in self.labels_in(piece):
            n_before = len(_WORD.findall(self._folded, piece.start, label.span.start))
            if n_before <= _FURTHEST_LABEL:
                best = max(best, 2.0 * label.confidence - 0.4 * n_before)
        return best

    def _noun_strength(self, piece: Span) -> float:
        """1.5 for a noun that titles are built on, before any preposition; less after one."""
        phrase = self._words.title_phrases.search(self._folded, piece.start, piece.end)
        if phrase and phrase.start() - piece.start < 2 * _FURTHEST_NOUN:
            return 1.5
        start = lead_in_end(self._folded, piece)
        preposition = _BEFORE_NOUN.search(self._folded, start, piece.end)
        head_end = preposition.start() if preposition else piece.end
        for number, match in enumerate(_WORD.finditer(self._folded, start, piece.end)):
            if self._is_title_word(match.group()):
                is_head = match.start() < head_end and number < _FURTHEST_NOUN
                return 1.5 - 0.05 * number if is_head else 0.4
        return 0.0

    def _is_title_word(self, word: str) -> bool:
        title_words = self._words.title_words
        return (
            word in title_words
            or word.removeprefix("ك") in title_words
            or ("-" in word and any(part in title_words for part in word.split("-")))
        )

    def _is_workplace(self, words: Sequence[str]) -> bool:
        if not words:
            return False
        first = words[0].split("'")[-1]
        if first not in self._words.employer_words and words[0] not in self._words.employer_words:
            return False
        names_title_last = len(words) <= _LONGEST_CONTINUATION and words[-1] in self._words.title_words
        return not (names_title_last and first in self._words.workplaces_before_title)
