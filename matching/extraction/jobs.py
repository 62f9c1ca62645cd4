"""Title, employer, dates and frame of one job, read from its block."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matching.extraction.anchors import Place
from matching.extraction.blocks import Block
from matching.extraction.document import CvDocument, as_written
from matching.extraction.employment_words import EmploymentWords, employment_words
from matching.extraction.periods import PeriodForm
from matching.extraction.pieces import Piece, Separator, trim
from matching.extraction.titles import STRONG, TitleFinder
from matching.profile import EngagementKind, Experience, Period
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId, Mention, Span


@dataclass(frozen=True, slots=True)
class _Candidate:
    piece: Piece
    following: tuple[Piece, ...]
    strength: float
    rank: float
    is_beside_date: bool


_LONGEST_HEAD = 200  # characters
_SENTENCE = re.compile(r"(?:je|j'|i|i'm|nous|we|yo|ana|انا)(?![^\W_])|j'")
_MID_SENTENCE = re.compile(
    r"(?:en|de|du|des|par|pour|avec|sur|dans|a|au|in|of|for|with|on|at|con|para|por|del|from|et|and|y)(?![^\W_])"
)
_SAID_TITLE = 0.6  # `je travaille chez Orange comme vendeuse` says which words are the title
_LABELLED = 2.0  # a line `Poste : ...` says itself that it is the title


class JobReader:
    """Reads the jobs of one document."""

    def __init__(self, document: CvDocument, titles: TitleFinder, taxonomy: Taxonomy) -> None:
        self._document = document
        self._titles = titles
        self._taxonomy = taxonomy
        self._words: EmploymentWords = employment_words()

    def read(self, block: Block) -> Experience | None:
        """The job a block tells of; None for studies and for time without work."""
        candidates = self._candidates(block)
        best = max(candidates, key=lambda candidate: candidate.rank, default=None)
        title = self._title_span(best, block) if best else None
        kind = self._kind(block, title, candidates)
        if kind is None:
            return None
        mention = self._title_mention(title, best.strength) if title and best else None
        return Experience(
            span=self._document.clean.original_span(block.span),
            title=mention,
            occupation=self._occupation(mention),
            employer=self._employer(candidates, title),
            period=self._document.mention(self._period(block), block.anchor.period.span),
            kind=kind,
            description=self._description(block, title),
        )

    def told(
        self,
        title: Span | None,
        period: Mention[Period] | None,
        *,
        block: Span,
        head: Span,
        heading: str = "",
    ) -> Experience:
        """A job told in a sentence; `head` are the words that say in what frame it was done."""
        mention = self._title_mention(title, 2 * STRONG) if title else None
        return Experience(
            span=self._document.clean.original_span(block),
            title=mention,
            occupation=self._occupation(mention),
            employer=None,
            period=period,
            kind=self._frame(head, title, heading) or EngagementKind.JOB,
        )

    def _candidates(self, block: Block) -> list[_Candidate]:
        candidates: list[_Candidate] = []
        sources = [(span, 0.6, True) for span in block.same_row]
        sources += [(span, 0.1 - 0.05 * n, False) for n, span in enumerate(block.above)]
        sources += [(span, -0.05 * n, False) for n, span in enumerate(block.below)]
        for whole, base, is_beside in sources:
            label = self._words.title_label.match(self._document.folded, whole.start, whole.end)
            span = Span(label.end(), whole.end) if label else whole
            bonus = base + (_LABELLED if label else 0.0)
            pieces = [piece for piece in self._titles.pieces(span) if not self._is_date(piece, block)]
            n_sentences = 0
            for number, piece in enumerate(pieces[:8]):
                n_sentences += piece.before is Separator.SENTENCE
                if n_sentences > 1 or (not is_beside and number > 3):
                    break
                strength = self._strength(piece)
                said = _SAID_TITLE * (piece.before is Separator.AS and strength >= STRONG)
                rank = strength + bonus + said - 0.15 * number - 0.25 * n_sentences
                candidates.append(_Candidate(piece, tuple(pieces[number + 1 :]), strength, rank, is_beside))
        return candidates

    def _strength(self, piece: Piece) -> float:
        """Strength of a piece as a title; a place of work (`chez un notaire`) and `je travaille` are none."""
        if piece.before is Separator.AT:
            return -1.0
        strength = self._titles.strength(piece.span)
        is_sentence = strength < STRONG and _SENTENCE.match(self._document.folded, piece.span.start)
        return -1.0 if is_sentence else strength

    def _is_date(self, piece: Piece, block: Block) -> bool:
        span = block.anchor.period.span
        return span.start <= piece.span.start and piece.span.end <= span.end

    def _title_span(self, best: _Candidate, block: Block) -> Span | None:
        if best.strength < STRONG:
            if self._is_duty(best, block):
                return None
            is_plausible = best.is_beside_date and best.strength > -0.5 and self._is_short(best.piece.span)
            if not is_plausible or not best.following or best.piece.before is Separator.COLON:
                return None
            if self._is_no_title(best.piece.span):
                return None
        title = self._titles.title_from((best.piece, *best.following))
        words = title.text_in(self._document.folded)
        return title if words and not self._is_only_frame(words) else None

    def _is_no_title(self, span: Span) -> bool:
        """Whether words that name no trade begin like the middle of a sentence, or are a town."""
        is_within = _MID_SENTENCE.match(self._document.folded, span.start) is not None
        return is_within or self._titles.is_town(span) or self._document.text[span.start].islower()

    def _is_duty(self, best: _Candidate, block: Block) -> bool:
        """Whether the words are what is done at an employer: `Atelier Nour depuis 2006 : grilles`."""
        start = best.piece.span.start
        is_behind = block.anchor.place is Place.MIDDLE and start >= block.anchor.period.span.end
        return is_behind and ":" in self._document.text[block.anchor.period.span.end : start]

    def _is_only_frame(self, words: str) -> bool:
        """Whether nothing remains of a title without the words for the frame of work: `freelance`."""
        for kind, pattern in self._words.frames:
            if kind is EngagementKind.FREELANCE:
                words = pattern.sub("", words)
        return not any(map(str.isalpha, words))

    def _is_short(self, span: Span) -> bool:
        return len(span.text_in(self._document.text).split()) <= 6

    def _kind(
        self, block: Block, title: Span | None, candidates: Sequence[_Candidate]
    ) -> EngagementKind | None:
        """The frame of work; None for a gap and for studies."""
        folded = self._document.folded
        head = self._head(block)
        title_start = title.start if title else head.end
        is_titled = title is not None and any(c.strength >= STRONG for c in candidates)
        gap = self._words.gaps.search(folded, head.start, head.end)
        if gap and (not is_titled or gap.start() <= title_start):
            return None
        frame = self._frame(head, title, block.heading)
        if frame:
            return frame
        if not is_titled and self._words.studies.search(folded, head.start, min(head.end, head.start + 60)):
            return None
        if title and self._words.studies.match(folded, title.start, title.end):
            return None
        return EngagementKind.JOB

    def _frame(self, head: Span, title: Span | None, heading: str) -> EngagementKind | None:
        """The frame of work that the words name, or the heading of their part of the CV."""
        folded = self._document.folded
        for kind, pattern in self._words.frames:
            if kind is EngagementKind.TEACHING:
                if title and pattern.search(folded, title.start, title.end):
                    return kind
            elif pattern.search(folded, head.start, head.end) or pattern.search(heading):
                return kind
        return None

    def _head(self, block: Block) -> Span:
        """The words that say what the job was: beside the date, or the rows of the heading."""
        spans = [*block.same_row, *block.above] or list(block.below[:1])
        start = min((span.start for span in spans), default=block.span.start)
        end = max((span.end for span in spans), default=block.span.start)
        pieces = self._titles.pieces(Span(start, end))
        semicolon = self._document.text.find(";", start, end)
        stops = [piece.span.start for piece in pieces[1:] if piece.before is Separator.SENTENCE]
        stops += [semicolon] if semicolon > start else []
        return Span(start, min(end, start + _LONGEST_HEAD, *stops))

    def _title_mention(self, title: Span, strength: float) -> Mention[str]:
        confidence = min(1.0, max(0.3, strength / 2))
        original = self._document.clean.original_span(title)
        return Mention(as_written(self._document, title), original, confidence=confidence)

    def _occupation(self, title: Mention[str] | None) -> Mention[ConceptId] | None:
        found = self._taxonomy.match(title.value, ConceptKind.OCCUPATION) if title else None
        if found is None or title is None:
            return None
        return Mention(found[0].id, title.span, confidence=min(found[1], title.confidence))

    def _employer(self, candidates: Sequence[_Candidate], title: Span | None) -> Mention[str] | None:
        best: tuple[float, Span] | None = None
        for number, candidate in enumerate(candidates):
            span = candidate.piece.span
            if title and span.start < title.end and title.start < span.end:
                continue
            n_words = len(span.text_in(self._document.text).split())
            if candidate.strength >= STRONG or n_words > 9:
                continue
            score = 1.0 * self._titles.is_employer(span) + 0.5 * candidate.is_beside_date - 0.05 * number
            if best is None or score > best[0]:
                best = score, span
        if best is None or best[0] < 0:
            return None
        span = trim(self._document.text, best[1])
        return self._document.mention(span.text_in(self._document.text), span, confidence=0.8)

    def _period(self, block: Block) -> Period:
        """The dates, with the months of `2018, cinq mois` where they are told."""
        found = block.anchor.period
        if found.form is PeriodForm.SINGLE and block.duration is not None:
            return replace(found.period, months=block.duration)
        return found.period

    def _description(self, block: Block, title: Span | None) -> Span | None:
        start = max(block.description.start, title.end if title else 0)
        if start >= block.description.end:
            return None
        return self._document.clean.original_span(Span(start, block.description.end))
