"""From surface forms to concepts: all labels found in one pass over a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, product, takewhile

import ahocorasick

from matching.taxonomy.concepts import Concept, ConceptKind, LabelMatch
from matching.taxonomy.normalisation import PAUSE, Word, words
from matching.taxonomy.notation import alternatives, expand, genders
from matching.taxonomy.vocabulary import Vocabulary
from matching.types import ConceptId, LanguageCode, Span

_CONTEXT_REACH = 40
_AMBIGUOUS = 0.6
_SHARED = 0.7

_Parts = list[list[tuple[str, tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Label:
    """One label of one concept, as a data file writes it (`notation.expand`).

    Attributes:
        opening: Function words it begins with (`La` Rochelle); they have to stand in the text.
        is_exact: Whether it counts only in the case given.
        needs_context: Whether it counts only beside another label of its kind.
        is_vague: Whether it counts only as a whole phrase.
        weight: Confidence in the concept when nothing else is known.
    """

    notation: str
    concept: ConceptId
    kind: ConceptKind
    language: LanguageCode
    opening: tuple[str, ...]
    is_exact: bool
    needs_context: bool
    is_vague: bool
    weight: float


@dataclass(frozen=True, slots=True)
class SurfaceForm:
    """One of the forms a label stands for: as text, and as canonical words."""

    label: Label
    text: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    label: Label
    text: str
    first: int
    last: int
    start: int
    end: int


class LabelIndex:
    """All labels of a taxonomy, ready to be found.

    Attributes:
        vocabulary: The words of the labels.
        surface_forms: Every form of every label.
    """

    def __init__(self, concepts: Iterable[Concept], *, spellings: Mapping[str, str]) -> None:
        concepts = list(concepts)
        parsed = [(label, _parts(label.notation)) for label in _labels(concepts)]
        self.vocabulary = Vocabulary(
            (form for _, parts in parsed for part in parts for _, forms in part for form in forms),
            spellings=spellings,
        )
        excluded = {
            (concept.id, self._canonical(forms))
            for concept in concepts
            for notation in concept.excluded
            for text in expand(notation)
            for forms in _spellings_of(text)
        }
        self.surface_forms = [
            surface
            for label, parts in parsed
            for surface in self._surface_forms(label, parts)
            if (label.concept, surface.forms) not in excluded
        ]
        self._automaton = self._build()

    def _canonical(self, forms: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self.vocabulary.canonical, forms))

    def _surface_forms(self, label: Label, parts: _Parts) -> Iterator[SurfaceForm]:
        choices = [{self._canonical(forms): text for text, forms in reversed(part)}.items() for part in parts]
        for chosen in product(*choices):
            forms = tuple(chain.from_iterable(forms for forms, _ in chosen))
            if forms:
                yield SurfaceForm(label, "".join(text for _, text in chosen), forms)

    def _build(self) -> ahocorasick.Automaton:
        by_forms: defaultdict[tuple[str, ...], list[SurfaceForm]] = defaultdict(list)
        for surface in self.surface_forms:
            if not surface.label.is_vague:
                by_forms[surface.forms].append(surface)
        automaton = ahocorasick.Automaton()
        for forms, surfaces in by_forms.items():
            automaton.add_word(f" {' '.join(forms)} ", (len(forms), tuple(surfaces)))
        automaton.make_automaton()
        return automaton

    def find(self, text: str, *, kinds: frozenset[ConceptKind] | None = None) -> list[LabelMatch]:
        """Return every concept named in `text`, in order of place; see `Taxonomy.find`."""
        found = words(text)
        hits = [hit for hit in self._hits(found, kinds) if _stands_as_written(hit, text, found)]
        kept = _supported(_longest(hits))
        return [
            LabelMatch(Span(hit.start, hit.end), hit.label.concept, " ".join(hit.text.split()), confidence)
            for hit, confidence in kept
        ]

    def _hits(self, found: Sequence[Word], kinds: frozenset[ConceptKind] | None) -> Iterator[_Hit]:
        if not len(self._automaton):
            return
        places = [index for index, word in enumerate(found) if not word.is_function_word]
        stream, last_at = self._stream([found[index].form for index in places])
        for end, (n_words, surfaces) in self._automaton.iter(stream):
            last = last_at[end]
            first_word, last_word = places[last - n_words + 1], places[last]
            start, stop = found[first_word].start, found[last_word].end
            for surface in surfaces:
                if kinds is None or surface.label.kind in kinds:
                    yield _Hit(surface.label, surface.text, first_word, last_word, start, stop)

    def _stream(self, forms: Sequence[str]) -> tuple[str, dict[int, int]]:
        canonical = [self.vocabulary.canonical(form) for form in forms]
        last_at: dict[int, int] = {}
        position = 0
        for index, form in enumerate(canonical):
            position += len(form) + 1
            last_at[position] = index
        return f" {' '.join(canonical)} ", last_at


def _labels(concepts: Iterable[Concept]) -> Iterator[Label]:
    for concept in concepts:
        for language, notations in concept.notations.items():
            for notation in notations:
                yield _label(concept, language, notation)


def _label(concept: Concept, language: LanguageCode, notation: str) -> Label:
    needs_context = notation in concept.context
    is_exact = needs_context or notation in concept.exact
    return Label(
        notation,
        concept.id,
        concept.kind,
        language,
        opening=_opening(notation),
        is_exact=is_exact,
        needs_context=needs_context,
        is_vague=notation in concept.vague,
        weight=_AMBIGUOUS if is_exact else _SHARED if notation in concept.shared else 1.0,
    )


def _opening(notation: str) -> tuple[str, ...]:
    return tuple(word.form for word in takewhile(lambda word: word.is_function_word, words(notation)))


def _parts(notation: str) -> _Parts:
    """Return the parts of a label, each with its alternatives as text and as folded words."""
    return [
        [(text, forms) for text in part for form in genders(text) for forms in _spellings_of(form)]
        for part in alternatives(notation)
    ]


def _spellings_of(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a text, and the words with hyphens closed up: full-stack, fullstack."""
    forms = tuple(_content(text))
    yield forms
    if "-" in text:
        closed = tuple(_content(text.replace("-", "")))
        if len(closed) < len(forms):
            yield closed


def _content(text: str) -> Iterator[str]:
    return (word.form for word in words(text) if word.form != PAUSE and not word.is_function_word)


def _stands_as_written(hit: _Hit, text: str, found: Sequence[Word]) -> bool:
    """Whether case and first article are those that the label asks for."""
    label = hit.label
    if label.opening:
        first = hit.first - len(label.opening)
        if first < 0 or tuple(word.form for word in found[first : hit.first]) != label.opening:
            return False
    if not label.is_exact:
        return True
    written = text[hit.start : hit.end]
    if text[: hit.start].rstrip()[-1:].isdigit() and text[hit.start - 1 : hit.start] != "\n":
        return len(label.notation) > 2  # 16 Go, 220 V, 3 C
    return written == label.notation or (len(label.notation) > 2 and written == label.notation.upper())


def _longest(hits: Iterable[_Hit]) -> list[_Hit]:
    """Return the hits that no longer hit of the same kind overlaps, in order of place."""
    kept: list[_Hit] = []
    taken: defaultdict[ConceptKind, set[int]] = defaultdict(set)
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.first, -hit.label.weight)):
        places = range(hit.first, hit.last + 1)
        if taken[hit.label.kind].isdisjoint(places):
            taken[hit.label.kind].update(places)
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


def _supported(hits: Sequence[_Hit]) -> Iterator[tuple[_Hit, float]]:
    """Yield the hits to keep with their confidence: an ambiguous one gains by company of its kind."""
    accompanied = _accompanied(hits)
    for hit in hits:
        if hit.label.weight != _AMBIGUOUS:
            yield hit, hit.label.weight
        elif id(hit) in accompanied:
            yield hit, 0.9
        elif not hit.label.needs_context:
            yield hit, _AMBIGUOUS


def _accompanied(hits: Sequence[_Hit]) -> set[int]:
    by_kind: defaultdict[ConceptKind, list[_Hit]] = defaultdict(list)
    for hit in hits:
        by_kind[hit.label.kind].append(hit)
    return {
        id(hit)
        for same_kind in by_kind.values()
        for left, right in pairwise(same_kind)
        if right.start - left.end <= _CONTEXT_REACH
        for hit in (left, right)
    }
