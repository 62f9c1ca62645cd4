"""Where a text names concepts: all labels found in one pass."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import ahocorasick

from matching.taxonomy.concepts import ConceptKind, LabelMatch
from matching.taxonomy.labels import AMBIGUOUS, Label, SurfaceForm
from matching.taxonomy.normalisation import Words, is_function_word, words
from matching.taxonomy.vocabulary import Vocabulary
from matching.types import Span

_CONTEXT_REACH = 40
_LIST_SEPARATOR = re.compile(r"[\s,;/|·•+&:()\-–]{1,6}(?:(?:et|and|y|ou|or|o)\s+)?|\s*[,/]?\s*و")
_SHORTEST_CASUAL_LIST = 3
_ACCOMPANIED = 0.9


@dataclass(frozen=True, slots=True)
class _Hit:
    """A label seen in the words from `first` to `last`, inclusive; `start` and `end` are offsets."""

    surface: SurfaceForm
    first: int
    last: int
    start: int
    end: int

    @property
    def label(self) -> Label:
        return self.surface.label


class LabelFinder:
    """Finds the labels of a taxonomy in running text."""

    def __init__(self, surface_forms: Iterable[SurfaceForm], *, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        by_forms: defaultdict[tuple[str, ...], list[SurfaceForm]] = defaultdict(list)
        for surface in surface_forms:
            if not surface.label.is_vague:
                by_forms[surface.forms].append(surface)
        self._automaton = ahocorasick.Automaton()
        for forms, surfaces in by_forms.items():
            self._automaton.add_word(f" {' '.join(forms)} ", (len(forms), surfaces))
        self._automaton.make_automaton()

    def find(self, text: str, *, kinds: frozenset[ConceptKind] | None = None) -> list[LabelMatch]:
        """Return every concept named in `text`, in order of place; see `Taxonomy.find`."""
        found = words(text)
        hits: list[_Hit] = []
        casual: list[_Hit] = []
        for hit in self._hits(found, kinds):
            if _stands_as_written(hit, text, found):
                hits.append(hit)
            elif _is_casual(hit, text):
                casual.append(hit)
        if casual:
            hits += _meant(casual, hits, text)
        return [
            LabelMatch(Span(hit.start, hit.end), hit.label.concept, hit.surface.plain_text, confidence)
            for hit, confidence in _supported(_longest(hits))
            if not hit.label.is_decoy
        ]

    def _hits(self, found: Words, kinds: frozenset[ConceptKind] | None) -> Iterator[_Hit]:
        if not len(self._automaton):
            return
        places = [index for index, form in enumerate(found.forms) if not is_function_word(form)]
        stream, last_at = self._stream([found.forms[index] for index in places])
        for end, (n_words, surfaces) in self._automaton.iter(stream):
            last = last_at[end]
            first_word, last_word = places[last - n_words + 1], places[last]
            for surface in surfaces:
                if kinds is None or surface.label.kind in kinds:
                    yield _Hit(
                        surface, first_word, last_word, found.starts[first_word], found.ends[last_word]
                    )

    def _stream(self, forms: Sequence[str]) -> tuple[str, dict[int, int]]:
        """Return the canonical words between single spaces, and which word ends before each space."""
        canonical = [self._vocabulary.canonical(form) for form in forms]
        last_at: dict[int, int] = {}
        position = 0
        for index, form in enumerate(canonical):
            position += len(form) + 1
            last_at[position] = index
        return f" {' '.join(canonical)} ", last_at


def _stands_as_written(hit: _Hit, text: str, found: Words) -> bool:
    """Whether case and first article are those that the label asks for."""
    label = hit.label
    if label.opening:
        first = hit.first - len(label.opening)
        if first < 0 or tuple(found.forms[first : hit.first]) != label.opening:
            return False
    if not label.is_exact:
        return True
    written = text[hit.start : hit.end]
    if text[: hit.start].rstrip()[-1:].isdigit() and text[hit.start - 1 : hit.start] != "\n":
        return len(label.notation) > 2  # 16 Go, 220 V, 3 C
    return written == label.notation or (len(label.notation) > 2 and written == label.notation.upper())


def _is_casual(hit: _Hit, text: str) -> bool:
    """Whether a tool whose name is also a word stands there in small letters: it counts among other tools."""
    label = hit.label
    if not label.is_exact or label.kind is not ConceptKind.SKILL or text[: hit.start].rstrip()[-1:].isdigit():
        return False
    return text[hit.start : hit.end] == label.notation.lower()


def _meant(casual: Iterable[_Hit], hits: Sequence[_Hit], text: str) -> list[_Hit]:
    """Those of the tools in small letters that stand in a list of tools, or in the name of a trade."""
    trades = [hit for hit in hits if hit.label.kind is ConceptKind.OCCUPATION and hit.first < hit.last]
    apart = {id(hit) for hit in casual}
    skills = [hit for hit in hits if hit.label.kind is ConceptKind.SKILL and not hit.label.is_decoy]
    meant = [
        hit for hit in casual if any(trade.first <= hit.first and hit.last <= trade.last for trade in trades)
    ]
    for listed in _lists(_longest((*skills, *casual)), text):
        unsure = [hit for hit in listed if id(hit) in apart]
        if len(unsure) < len(listed) or len(listed) >= _SHORTEST_CASUAL_LIST:
            meant += unsure
    return meant


def _lists(hits: Sequence[_Hit], text: str) -> list[list[_Hit]]:
    """The hits in runs that nothing but commas and the like parts."""
    runs: list[list[_Hit]] = []
    for hit in hits:
        if runs and _LIST_SEPARATOR.fullmatch(text, runs[-1][-1].end, hit.start):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return [run for run in runs if len(run) > 1]


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
        if hit.label.weight != AMBIGUOUS:
            yield hit, hit.label.weight
        elif id(hit) in accompanied:
            yield hit, _ACCOMPANIED
        elif not hit.label.needs_context:
            yield hit, AMBIGUOUS


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
