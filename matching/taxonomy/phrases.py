"""The one concept that a whole phrase, such as a job title, means."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.taxonomy.labels import Label, SurfaceForm
from matching.taxonomy.normalisation import PAUSE, content_forms, is_function_word, words
from matching.taxonomy.vocabulary import Vocabulary
from matching.types import ConceptId, LanguageCode

_HEAD_LAST = LanguageCode("en")
_LINKS = frozenset(("of", "for", "in", "at"))
_PLACE_DECAY = 0.93
_OR = " / "
_FIRST_NAME_FACTOR = 1.3  # for a label that is all of the first name: `Webmaster / Community manager`
_WORDS_PER_SEGMENT = 4
_GAP_FACTOR = 0.93  # for each word that stands between the words of a label
_DISORDER_FACTOR = 0.8
_MIN_LETTERS_FOR_TYPOS = 5
_MIN_LETTERS_FOR_TWO_TYPOS = 9
_MIN_PARTIAL = 0.55
_MOST_LABELS_OF_A_WORD = 400  # words of more labels tell little, and would take long
_PARTIAL_FACTOR = 0.7
_VAGUE_FACTOR = 0.2
_VAGUE_WHOLE = 0.5
_VAGUE_PART = 0.35


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase in canonical words.

    Attributes:
        segments: For each word, the number of the part it stands in; parts end at pauses and at `of`.
        n_typos: Words that were taken for others, written almost alike.
        n_before_slash: Words before the first ` / `; 0 without one.
    """

    forms: tuple[str, ...]
    segments: tuple[int, ...]
    n_typos: int
    n_before_slash: int


class PhraseMatcher:
    """Chooses among the labels of one kind.

    A label contained in the phrase is worth the rarity of its words; less when they stand apart or in
    another order; less the further its head stands from the head of the phrase (first word in French,
    Spanish and Arabic, last word in English). So the most specific label wins, and among equals the
    one that names what the person is rather than what they deal with.
    """

    def __init__(self, surface_forms: Iterable[SurfaceForm], *, vocabulary: Vocabulary) -> None:
        self._labels = list(
            {
                (form.label.concept, form.forms): form for form in surface_forms if not form.label.is_decoy
            }.values()
        )
        self._vocabulary = vocabulary
        self._with_word: defaultdict[str, list[int]] = defaultdict(list)
        for number, surface in enumerate(self._labels):
            for form in set(surface.forms):
                self._with_word[form].append(number)
        self._rarity = {
            form: math.log(1 + len(self._labels) / len(numbers)) for form, numbers in self._with_word.items()
        }
        self._by_rarest: defaultdict[str, list[SurfaceForm]] = defaultdict(list)
        for surface in self._labels:
            self._by_rarest[max(surface.forms, key=self._rarity.__getitem__)].append(surface)
        self._by_initial: defaultdict[str, list[str]] = defaultdict(list)
        for form in self._with_word:
            self._by_initial[form[0]].append(form)

    def match(self, text: str) -> tuple[ConceptId, float] | None:
        """Return the concept that `text` as a whole means, and a confidence in (0, 1]."""
        phrase = self._phrase(text)
        best = self._best_contained(phrase, text) or self._best_partial(phrase)
        if best is None:
            return None
        label, confidence = best
        return label.concept, confidence * 0.95**phrase.n_typos

    def _phrase(self, text: str) -> _Phrase:
        forms: list[str] = []
        segments: list[int] = []
        segment = n_typos = 0
        for written in words(text).forms:
            if written == PAUSE or written in _LINKS:
                segment += 1
            elif not is_function_word(written):
                form = self._known_form(written)
                n_typos += form != self._vocabulary.canonical(written)
                forms.append(form)
                segments.append(segment)
        return _Phrase(tuple(forms), tuple(segments), n_typos, _n_before_slash(text))

    def _known_form(self, written: str) -> str:
        form = self._vocabulary.canonical(written)
        if form in self._with_word or len(form) < _MIN_LETTERS_FOR_TYPOS or form in self._vocabulary:
            return form
        n_typos = 2 if len(form) >= _MIN_LETTERS_FOR_TWO_TYPOS else 1
        near = process.extractOne(
            form, self._by_initial.get(form[0], ()), scorer=OSA.distance, score_cutoff=n_typos
        )
        return near[0] if near else form

    def _best_contained(self, phrase: _Phrase, text: str) -> tuple[Label, float] | None:
        """Return the best label all of whose words are in the phrase."""
        present = set(phrase.forms)
        scored = [
            (self._score(surface.label, surface.forms, phrase), surface)
            for form in dict.fromkeys(phrase.forms)
            for surface in self._by_rarest.get(form, ())
            if present.issuperset(surface.forms)
            and _is_opened(surface.label, text)
            and (not surface.label.is_exact or _is_written(surface.label, text))
        ]
        if not scored:
            return None
        _, best = max(scored, key=lambda item: (item[0], item[1].label.weight))
        return best.label, self._contained_confidence(best.label, best.forms, phrase)

    def _score(self, label: Label, forms: Sequence[str], phrase: _Phrase) -> float:
        positions = [phrase.forms.index(form) for form in forms]
        score = self._mass(forms) * _PLACE_DECAY ** _distance_from_head(label, positions, phrase)
        if label.is_vague:
            score *= _VAGUE_FACTOR
        if phrase.n_before_slash and set(forms).issuperset(phrase.forms[: phrase.n_before_slash]):
            score *= _FIRST_NAME_FACTOR
        return score * _compactness(positions, phrase)

    def _mass(self, forms: Iterable[str]) -> float:
        return sum(self._rarity.get(form, 0.0) for form in dict.fromkeys(forms))

    def _contained_confidence(self, label: Label, forms: Sequence[str], phrase: _Phrase) -> float:
        is_whole = set(forms) == set(phrase.forms)
        if label.is_vague:
            return _VAGUE_WHOLE if is_whole else _VAGUE_PART
        weight = 1.0 if label.is_exact else label.weight
        if is_whole:
            return weight
        coverage = self._mass(forms) / self._mass(phrase.forms)
        compactness = _compactness([phrase.forms.index(form) for form in forms], phrase)
        return weight * (0.65 + 0.3 * coverage) * compactness

    def _best_partial(self, phrase: _Phrase) -> tuple[Label, float] | None:
        """Return the label that shares most with the phrase, when that is more than half of both."""
        known = self._mass(phrase.forms)
        if not known:
            return None
        numbers = {
            number
            for form in phrase.forms
            if len(self._with_word.get(form, ())) <= _MOST_LABELS_OF_A_WORD
            for number in self._with_word.get(form, ())
        }
        overlaps = ((self._overlap(self._labels[number].forms, phrase, known), number) for number in numbers)
        overlap, number = max(overlaps, key=lambda item: (item[0], -item[1]), default=(0.0, 0))
        return (self._labels[number].label, _PARTIAL_FACTOR * overlap) if overlap >= _MIN_PARTIAL else None

    def _overlap(self, forms: Sequence[str], phrase: _Phrase, known: float) -> float:
        common = self._mass(form for form in forms if form in phrase.forms)
        return common / math.sqrt(known * self._mass(forms))


def _n_before_slash(text: str) -> int:
    first, slash, _ = text.partition(_OR)
    return len(content_forms(first)) if slash else 0


def _is_opened(label: Label, text: str) -> bool:
    """Whether the function words that a label begins with stand in the text: `A level` is not `level`."""
    return not label.opening or set(label.opening).issubset(words(text).forms)


def _is_written(label: Label, text: str) -> bool:
    """Whether an exact label stands as such in the text, or is all of it."""
    return label.notation in text or label.notation.casefold() == text.strip().casefold()


def _compactness(positions: Sequence[int], phrase: _Phrase) -> float:
    """Return 1 for words that stand together in their order, less for words apart or in disorder."""
    first, last = min(positions), max(positions)
    n_between = last - first + 1 - len(set(positions))
    n_crossed = phrase.segments[last] - phrase.segments[first]
    order = 1.0 if list(positions) == sorted(positions) else _DISORDER_FACTOR
    return order * _GAP_FACTOR ** (n_between + n_crossed)


def _distance_from_head(label: Label, positions: Sequence[int], phrase: _Phrase) -> int:
    """Return how many words, plus four for each part of the phrase, lie between label and phrase head."""
    segment = phrase.segments[positions[0]]
    in_segment = [index for index, number in enumerate(phrase.segments) if number == segment]
    if label.language == _HEAD_LAST:
        distance = in_segment[-1] - min(max(positions), in_segment[-1])
    else:
        distance = min(positions) - in_segment[0] if min(positions) >= in_segment[0] else 0
    return distance + _WORDS_PER_SEGMENT * segment
