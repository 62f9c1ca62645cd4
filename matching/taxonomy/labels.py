"""Labels: every surface form of every concept, as canonical words ready to be compared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, product, takewhile

from matching.taxonomy.concepts import ANY_LANGUAGE, Concept, ConceptKind
from matching.taxonomy.normalisation import content_forms, fold, is_function_word, words
from matching.taxonomy.notation import alternatives, expand, genders
from matching.taxonomy.vocabulary import Vocabulary
from matching.types import ConceptId, LanguageCode

AMBIGUOUS = 0.6
"""Confidence in a label that is also an ordinary word, when nothing around supports it."""

SHARED = 0.7
"""Confidence in a label that two concepts have."""

# SSIS and LDAPS are no plurals, nor is `francés` one of `France`.
_UNINFLECTED = re.compile(r"(?<!\w)(?:[A-Z]{2,}|\w+és)(?!\w)")
_PARTS_OF_WORD = re.compile(r"[\s'-]")

_Parts = list[list[tuple[str, tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Label:
    """One label of one concept, as a data file writes it (`notation.expand`).

    Attributes:
        opening: Function words it begins with (`La` Rochelle); they have to stand in the text.
        is_exact: Whether it counts only in the case given.
        needs_context: Whether it counts only beside another label of its kind.
        is_vague: Whether it counts only as a whole phrase.
        is_decoy: Whether it names nothing, and hides the labels that it contains.
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
    is_decoy: bool = False

    @property
    def is_marked(self) -> bool:
        """Whether the data files list it apart, so that it does not count like the others."""
        return self.is_exact or self.is_vague


@dataclass(frozen=True, slots=True)
class SurfaceForm:
    """One of the forms a label stands for: as text, and as canonical words."""

    label: Label
    text: str
    forms: tuple[str, ...]

    @property
    def plain_text(self) -> str:
        """The text with single spaces: choices left out leave doubled ones."""
        return " ".join(self.text.split())


class LabelStock:
    """All labels of a taxonomy in canonical words.

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
            uninflected=(fold(word) for label, _ in parsed for word in _UNINFLECTED.findall(label.notation)),
        )
        excluded = self._excluded(concepts)
        self.surface_forms = [
            surface
            for label, parts in parsed
            for surface in self._surface_forms(label, parts)
            if label.is_marked or (label.concept, surface.forms) not in excluded
        ]

    def _excluded(self, concepts: Iterable[Concept]) -> set[tuple[ConceptId, tuple[str, ...]]]:
        """Return the forms that notations give and that are other concepts', or stand on their own marked."""
        return {
            (concept.id, self._canonical(forms))
            for concept in concepts
            for notation in (*concept.excluded, *concept.exact, *concept.context, *concept.vague)
            for text in expand(notation)
            for forms in _spellings_of(text)
        }

    def _canonical(self, forms: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self.vocabulary.canonical, forms))

    def _surface_forms(self, label: Label, parts: _Parts) -> Iterator[SurfaceForm]:
        choices = [{self._canonical(forms): text for text, forms in reversed(part)} for part in parts]
        for chosen_forms, chosen_texts in zip(
            product(*choices), product(*(choice.values() for choice in choices)), strict=True
        ):
            if forms := tuple(chain.from_iterable(chosen_forms)):
                yield SurfaceForm(label, "".join(chosen_texts), forms)


def _labels(concepts: Iterable[Concept]) -> Iterator[Label]:
    for concept in concepts:
        for language, notations in concept.notations.items():
            for notation in notations:
                yield _label(concept, language, notation)
        for phrase in concept.unless:
            yield replace(_label(concept, ANY_LANGUAGE, phrase), is_decoy=True)


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
        weight=AMBIGUOUS if is_exact else SHARED if notation in concept.shared else 1.0,
    )


def _opening(notation: str) -> tuple[str, ...]:
    first = _PARTS_OF_WORD.split(notation, maxsplit=1)[0]
    if not is_function_word(fold(first)):
        return ()
    return tuple(takewhile(is_function_word, words(notation).forms))


def _parts(notation: str) -> _Parts:
    """Return the parts of a label, each with its alternatives as text and as folded words."""
    return [
        [(text, forms) for text in part for form in genders(text) for forms in _spellings_of(form)]
        for part in alternatives(notation)
    ]


def _spellings_of(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a text, and the words with hyphens closed up."""
    forms = content_forms(text)
    yield forms
    if "-" in text:  # full-stack is written in one word too
        closed = content_forms(text.replace("-", ""))
        if len(closed) < len(forms):
            yield closed
