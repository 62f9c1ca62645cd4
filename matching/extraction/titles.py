"""Job titles: which of the pieces of a line is one, and where it ends."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.extraction.document import CvDocument
from matching.extraction.employment_words import EmploymentWords, employment_words
from matching.extraction.mentions import ConceptMentions
from matching.taxonomy.concepts import ConceptKind, LabelMatch
from matching.types import Span


class Separator(StrEnum):
    """What stands before a piece of a line."""

    START = "start"
    DASH = "dash"
    SLASH = "slash"
    COMMA = "comma"
    COLON = "colon"
    SENTENCE = "sentence"
    GAP = "gap"
    AT = "at"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between two separators, in the cleaned text, without quotes and punctuation around them."""

    span: Span
    before: Separator


STRONG = 1.0
"""Strength from which a piece is taken for a job title on its own."""

_TITLE_LENGTH = 14  # words; more is a sentence

_SEPARATOR = re.compile(
    r"(?P<skipped>\([^()\n]*\)|\[[^\]\n]*\]|«[^»\n]*»)"
    r"|(?P<dash>\s+(?:[–—~]+|-+)\s+|\s*—\s*)"
    r"|(?P<slash>\s+/\s+)"
    r"|(?P<gap>\s*[\t\n|·•]+\s*|\s+(?:[=-]*>+|→+)\s+)"
    r"|(?P<colon>\s*:\s+|\s*:(?=[^\W\d_]))"
    r"|(?P<comma>\s*[;،]\s*|,\s+)"
    r"|(?P<sentence>(?<=[^\W\d_]{6})[.!?]\s+(?=[^\W\d_])|(?<=[^\W\d_]{3})[.!?]\s+(?=[^\W\d_a-zà-ÿ])|(?<=\))[.!?]\s+|(?<=\d{4})[.!?]\s+)"
    r"|(?P<at>\s+(?:@\s*|(?i:chez|at|au\s+sein\s+d(?:e\s+la|es|e|u)|لدى|عند)\s+|(?i:au\s+sein\s+de?\s?l?'))(?=\S))"
)
_LONGEST_CONTINUATION = 5  # words
_OPENING = "(«[\"'+@&"
_AROUND = " =<#~_\t\n.,;:!–—-•*|/\"'«»“”()[]>،؛…"


def pieces_of(text: str, span: Span) -> list[Piece]:
    """The pieces that separators cut `span` of `text` into; parentheses and quoted names are not cut."""
    pieces: list[Piece] = []
    start, before = span.start, Separator.START
    for match in _SEPARATOR.finditer(text, span.start, span.end):
        if match["skipped"] is not None:
            continue
        _add_piece(pieces, text, Span(start, match.start()), before)
        start, before = match.end(), Separator(match.lastgroup or "gap")
    _add_piece(pieces, text, Span(start, span.end), before)
    return pieces


def _add_piece(pieces: list[Piece], text: str, span: Span, before: Separator) -> None:
    trimmed = trim(text, span)
    if trimmed.start < trimmed.end:
        pieces.append(Piece(trimmed, before if pieces else Separator.START))


def trim(text: str, span: Span) -> Span:
    """`span` without blanks, quotes and punctuation at its ends; a closing bracket stays with its opening one."""
    start, end = span.start, span.end
    while start < end and not text[start].isalnum() and text[start] not in _OPENING:
        start += 1
    while start < end and text[end - 1] in _AROUND:
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return Span(start, end)


# Where a title ends inside a piece: at the employer, the place or a clause. On folded text.
_END_OF_TITLE = re.compile(
    r"\s(?:chez|au\s+sein|dans\s+(?:un|une|le|la|les|l')|pour\s+(?:un|une|le|la|les|l'|des)|aupres|qui|ou\s+je|depuis"
    r"|a\s+la\s+(?:societe|clinique|banque)|a\s+l'(?:hopital|hotel|ecole|agence)"
    r"|at|for|with|within|in\s+(?:a|an|the)|who|since|where"
    r"|en\s+(?:un|una|el|la)|para|con|desde"
    r"|في|لدي|عند|مع|منذ|من\s+اجل|ب(?:شركه|موسسه|مركز|عماره|محل|مقهي|مطعم|فندق|مصنع|عياده|مدرسه|نفس|جماعه|بنك|وكاله|مكتب"
    r"|متجر|سوق|مخبزه|مقاوله|جمعيه|مستشفي|صيدليه|ورشه|ضيعه|مصحه|ثانويه|معمل|مدينه|وجده|الناظور|بركان)"
    r"|f|fi|f\s?wahd|3nd|m3a|dyal\s+chi)(?![^\W_])"
)
_LEFT_OVER = re.compile(r"\s+(?:de|du|d'|des|from|desde|del|a|en|in|chez|من|في|le|la|the|el|et|and|y)$")
_PLACE_IN_SPANISH = re.compile(r"\sen\s(?=[A-ZÁÉÍÓÚÑ])")
_PLACE_IN_FRENCH = re.compile(
    r"\s(?:[àÀ]\s(?=[A-ZÉÈ])|A\s(?=[A-ZÉÈ]{3,})(?!DOMICILE|DISTANCE|TEMPS|PLEIN|MI-TEMPS))"
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
# What is said in brackets after a title without belonging to it.
_FOREIGN_ASIDE = re.compile(
    r"(?:\b(?:19|20)\d\d\b|\bcd[id]\b|remplace|mi-?\s?temps|interim|temps\s+(?:partiel|plein)|part[- ]time|full[- ]time|jornada|remote"
    r"|a\s+distance|teletravail|freelance|auto-?\s?entrepr|remunere|indemnise|contrat|contrato|client\b|\d+\s+\w+"
    r"|saisonn|seasonal|temporada|promotion|h/f|f/h|m/f|volunteer|benevol|unpaid|\bstage\b|\bpf[ea]\b)"
)
_LEAD_IN = re.compile(
    r"(?:(?:^|.*?\s)(?:comme\s|en\s+tant\s+qu(?:e\s|')|en\s+qualite\s+d(?:e\s|')|as\s+an?\s|as\s|como\s|poste\s+d(?:e\s|')"
    r"|emploi\s+d(?:e\s|')|khdd?am[at]?\s|position\s+of\s|puesto\s+de\s|بصفتي\s|كموظف|بصفه\s|منصب\s)\s*"
    r"|^(?:je\s+suis|j'etais|j'ai\s+ete|i\s+am\s+an?|i\s+was\s+an?|i'm\s+an?|i(?:'ve|\s+have)\s+been\s+an?|soy|fui|trabajo\s+de|trabaje\s+de|he\s+sido|اشتغلت"
    r"|عملت|اعمل|اشتغل|kankhdem|khdemt|kont|knt|ana|(?:ex|ancien|ancienne|former|actuellement|currently|actualmente|حاليا)"
    r"(?:ment)?)[\s-]+(?:une?\s+|an?\s+|una?\s+)?)"
)
_FIRST_DURATION = re.compile(
    r"(?:\d{1,2}|un|une|deux|trois|quatre|cinq)\s+(?:ans?|annees?|mois|years?|months?|anos?|meses)"
    r"(?:\s+(?:et|y|and)\s+(?:demie?|medio|\d+\s+mois))?(?:\s+(?:de|d'|of|comme|en\s+tant\s+que|as))?[\s:]+"
)
_NUMBERING = re.compile(
    r"(?:\d{1,2}\u20e3\s*|\d{1,2}\s*[.)]\s*(?!\d)|\d{1,2}\.\d{1,2}\.?\s+|[A-Ha-h][.)]\s+|[ivx]{1,4}[.)]\s+|#\s*\d*\s*)"
)
_THEN = re.compile(r"(?:,?\s+(?:puis|ensuite|then|later|luego|despues|y\s+luego|ثم)\s+|\s+→\s+|\s+->\s+)")
_BEFORE_HEAD = re.compile(
    r"(?<![^\W_])(?:de|d'|du|des|of|for|chez|at|dans|in|en|a|au|aux|to|with|pour|para|con|في|من)(?![^\W_])"
)
_WORD = re.compile(r"[^\W_](?:[\w'&+#.-]*[\w+#])?")
_FIGURES = re.compile(r"\d{2,}|[%€$]")


class TitleFinder:
    """Tells titles from other words in one document, by the taxonomy and by the nouns titles are built on."""

    def __init__(self, document: CvDocument, *, mentions: ConceptMentions) -> None:
        self._text = document.text
        self._folded = document.folded
        self._language = document.language
        self._words: EmploymentWords = employment_words()
        self._labels: Sequence[LabelMatch] = mentions.of(ConceptKind.OCCUPATION)
        self._label_starts = [label.span.start for label in self._labels]

    def strength(self, piece: Span) -> float:
        """How much `piece` looks like a job title: below 0 an employer or a sentence, from `STRONG` up a title."""
        words = [match.group() for match in _WORD.finditer(self._folded, piece.start, piece.end)]
        if not words:
            return -2.0
        if self._is_workplace(words):
            return -0.5
        strength = self._label_strength(piece) + self._noun_strength(piece)
        strength -= 1.0 * any(word in self._words.employer_marks for word in words)
        strength -= 1.0 * (len(words) > _TITLE_LENGTH) + 0.3 * bool(
            _FIGURES.search(self._folded, piece.start, piece.end)
        )
        return strength

    def labels_in(self, span: Span) -> list[LabelMatch]:
        """The trades the taxonomy finds named within `span`."""
        first = bisect_left(self._label_starts, span.start)
        return [
            label
            for label in self._labels[first:]
            if label.span.end <= span.end and label.span.start < span.end
        ]

    def is_employer(self, piece: Span) -> bool:
        """Whether `piece` begins like a workplace or bears the mark of a company."""
        words = [match.group() for match in _WORD.finditer(self._folded, piece.start, piece.end)]
        return self._is_workplace(words) or any(word in self._words.employer_marks for word in words)

    def title_in(self, piece: Span) -> Span:
        """The title alone: without what leads to it, the employer after it, and earlier roles of `A puis B`."""
        start, end = piece.start, piece.end
        folded = self._folded
        for then in _THEN.finditer(folded, start, end):
            if self.strength(Span(then.end(), end)) >= STRONG:
                start = then.end()
        for pattern in (_NUMBERING, _FIRST_DURATION, _LEAD_IN):
            lead = pattern.match(folded[start:end])
            if lead and lead.end() < end - start:  # an empty title is none
                start += lead.end()
        if folded[start] == "ك" and self._first_word(start + 1, end) in self._words.title_words:
            start += 1  # `كمستشارة`: as an adviser
        end = self._end_of_title(start, end)
        for aside in reversed(list(_ASIDE.finditer(folded, start, end))):
            if aside.end() == end and _FOREIGN_ASIDE.search(aside.group()):
                end = aside.start()
        left_over = _LEFT_OVER.search(folded[start:end].rstrip())
        return trim(self._text, Span(start, start + left_over.start() if left_over else end))

    def _first_word(self, start: int, end: int) -> str:
        match = _WORD.match(self._folded, start, end)
        return match.group() if match else ""

    def title_from(self, pieces: Sequence[Piece]) -> Span:
        """The title that begins with the first piece; later pieces may belong to it (`Lead / Responsable`)."""
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
        words = piece.span.text_in(self._text)
        if len(words.split()) > _LONGEST_CONTINUATION:
            return False
        if piece.before is Separator.DASH and words[0].islower():
            return True
        is_short = len(title.text_in(self._text).split()) <= _LONGEST_CONTINUATION
        return is_short and self.strength(piece.span) >= STRONG

    def _end_of_title(self, start: int, end: int) -> int:
        patterns = [(_END_OF_TITLE, self._folded), (_PLACE_IN_FRENCH, self._text)]
        if self._language == "es":
            patterns.append((_PLACE_IN_SPANISH, self._text))
        opened = self._folded.find("(", start, end)
        workplace = self._words.at_workplace
        for pattern, text in (*patterns, (workplace, self._folded)):
            found = pattern.search(text, start + 1, end)
            if found and not start < opened < found.start():
                end = found.start()
        return end

    def _label_strength(self, piece: Span) -> float:
        """Up to 2 for a trade the taxonomy knows, named near the beginning of the piece."""
        position = bisect_left(self._label_starts, piece.start)
        best = 0.0
        for label in self._labels[position:]:
            if label.span.start >= piece.end:
                break
            n_before = len(_WORD.findall(self._folded, piece.start, label.span.start))
            if n_before <= 3 and label.span.end <= piece.end:
                best = max(best, 2.0 * label.confidence - 0.4 * n_before)
        return best

    def _noun_strength(self, piece: Span) -> float:
        """1.5 for a noun that titles are built on, before any preposition; less after one."""
        phrase = self._words.title_phrases.search(self._folded, piece.start, piece.end)
        if phrase and phrase.start() - piece.start < 12:
            return 1.5
        lead = _LEAD_IN.match(self._folded[piece.start : piece.end])
        start = piece.start + (lead.end() if lead else 0)
        preposition = _BEFORE_HEAD.search(self._folded, start, piece.end)
        head_end = preposition.start() if preposition else piece.end
        for number, match in enumerate(_WORD.finditer(self._folded, start, piece.end)):
            parts = match.group().split("-")
            if any(
                part in self._words.title_words for part in (match.group(), *parts, match.group().lstrip("ك"))
            ):
                if match.start() < head_end and number < 6:
                    return 1.5 - 0.05 * number
                return 0.4
        return 0.0

    def _is_workplace(self, words: Sequence[str]) -> bool:
        if not words:
            return False
        first = words[0].split("'")[-1]
        if first not in self._words.employer_words and words[0] not in self._words.employer_words:
            return False
        names_title_last = len(words) <= 5 and words[-1] in self._words.title_words
        return not (names_title_last and first in self._words.workplaces_before_title)
