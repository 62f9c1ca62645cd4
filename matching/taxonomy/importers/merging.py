"""Concepts brought in from elsewhere, without what the taxonomy has already."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from matching.taxonomy.concepts import Concept
from matching.taxonomy.importers.writing import plain_label
from matching.taxonomy.labels import LabelStock
from matching.types import ConceptId, LanguageCode

KEPT_LANGUAGES = tuple(map(LanguageCode, ("fr", "en", "es", "ar")))
"""Languages of the data files."""


def without_known_labels(
    imported: Sequence[Concept],
    *,
    known: Sequence[Concept],
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Concept, ...]:
    """Return the imported concepts with the labels that no other concept of their kind has.

    A label of `known`, in whatever inflected form, stays with the concept that has it; of two imported
    concepts with one label, the first keeps it. A concept left without a label is dropped, and with it the
    relations to it.

    Args:
        imported: Concepts of an importer.
        known: The taxonomy they are added to.
        progress: Told the share done, in [0, 1].
    """
    plain = [_in_kept_languages(concept) for concept in imported]
    progress(0.1)
    stock = LabelStock([*known, *plain], spellings={})
    progress(0.7)
    owners: dict[tuple[str, tuple[str, ...]], ConceptId] = {}
    taken: defaultdict[ConceptId, set[str]] = defaultdict(set)
    for surface in stock.surface_forms:
        key = (surface.label.kind, (*surface.label.opening, *surface.forms))
        if owners.setdefault(key, surface.label.concept) != surface.label.concept:
            taken[surface.label.concept].add(surface.label.notation)
    progress(0.9)
    kept = [
        concept
        for concept in (_without(concept, taken[concept.id]) for concept in plain)
        if concept.notations
    ]
    return _with_relations_among(kept, known)


def _in_kept_languages(concept: Concept) -> Concept:
    labels = {
        language: tuple(filter(None, dict.fromkeys(map(plain_label, concept.notations[language]))))
        for language in KEPT_LANGUAGES
        if concept.notations.get(language)
    }
    return replace(concept, notations=labels)


def _without(concept: Concept, notations: set[str]) -> Concept:
    left = {
        language: tuple(label for label in labels if label not in notations)
        for language, labels in concept.notations.items()
    }
    return replace(concept, notations={language: labels for language, labels in left.items() if labels})


def _with_relations_among(kept: Sequence[Concept], known: Sequence[Concept]) -> tuple[Concept, ...]:
    ids = {concept.id for concept in (*known, *kept)}
    return tuple(
        replace(
            concept,
            broader=tuple(other for other in concept.broader if other in ids),
            needs=tuple(skill for skill in concept.needs if skill in ids),
        )
        for concept in kept
    )
