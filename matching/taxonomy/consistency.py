"""What does not hold together in a taxonomy: for the tests of the data, and for whoever corrects it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from matching.taxonomy.concepts import ANY_LANGUAGE, Concept, ConceptKind
from matching.taxonomy.labels import LabelStock, SurfaceForm
from matching.types import ConceptId, LanguageCode

_ID = re.compile(r"^[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*$")
_LANGUAGES = tuple(map(LanguageCode, ("fr", "en", "es", "ar")))


def faults(concepts: Sequence[Concept]) -> list[str]:
    """Return one sentence for each thing that does not hold together; empty when all is well."""
    known = {concept.id: concept for concept in concepts}
    return [
        *(fault for concept in concepts for fault in _faults_of(concept, known)),
        *_repeated_ids(concepts),
        *_ambiguous_labels(concepts, known),
    ]


def _faults_of(concept: Concept, known: Mapping[ConceptId, Concept]) -> Iterator[str]:
    if not _ID.match(concept.id):
        yield f"{concept.id}: an id is made of small letters, figures and single hyphens"
    if not concept.notations.get(ANY_LANGUAGE):
        for language in _LANGUAGES:
            if not concept.notations.get(language):
                yield f"{concept.id}: no label in {language}"
    yield from _unknown_relations(concept, known)
    yield from _wrong_figures(concept)
    if concept.id in _ancestors(concept, known):
        yield f"{concept.id}: broader than itself"


def _unknown_relations(concept: Concept, known: Mapping[ConceptId, Concept]) -> Iterator[str]:
    for other in (*concept.broader, *concept.close):
        if other not in known or known[other].kind is not concept.kind:
            yield f"{concept.id}: {other} is not a known {concept.kind}"
        elif other == concept.id:
            yield f"{concept.id}: related to itself"
    for skill in concept.needs:
        if skill not in known or known[skill].kind is not ConceptKind.SKILL:
            yield f"{concept.id}: needs {skill}, which is not a known skill"


def _wrong_figures(concept: Concept) -> Iterator[str]:
    for other, fit in concept.close.items():
        if not 0 < fit < 1:
            yield f"{concept.id}: fit of {other} is {fit}, not between 0 and 1"
    if not 0 < concept.cohesion <= 1:
        yield f"{concept.id}: cohesion is {concept.cohesion}, not in (0, 1]"
    if concept.kind is ConceptKind.TOWN and not (concept.place and concept.country):
        yield f"{concept.id}: a town has coordinates and a country"
    if concept.kind is ConceptKind.DIPLOMA and concept.level is None:
        yield f"{concept.id}: a diploma has a level"


def _ancestors(concept: Concept, known: Mapping[ConceptId, Concept]) -> set[ConceptId]:
    found: set[ConceptId] = set()
    waiting = list(concept.broader)
    while waiting:
        broader = waiting.pop()
        if broader not in found and broader in known:
            found.add(broader)
            waiting.extend(known[broader].broader)
    return found


def _repeated_ids(concepts: Sequence[Concept]) -> Iterator[str]:
    seen: set[ConceptId] = set()
    for concept in concepts:
        if concept.id in seen:
            yield f"{concept.id}: written twice"
        seen.add(concept.id)


def _ambiguous_labels(concepts: Sequence[Concept], known: Mapping[ConceptId, Concept]) -> Iterator[str]:
    """A label of two concepts of one kind is a fault unless one of them gives the reason under `shared`."""
    owners: defaultdict[tuple[str, tuple[str, ...]], dict[ConceptId, SurfaceForm]] = defaultdict(dict)
    for surface in LabelStock(concepts, spellings={}).surface_forms:
        owners[surface.label.kind, (*surface.label.opening, *surface.forms)][surface.label.concept] = surface
    for surfaces in owners.values():
        if len(surfaces) > 1 and not any(
            surface.label.notation in known[concept].shared for concept, surface in surfaces.items()
        ):
            text = next(iter(surfaces.values())).plain_text
            yield f"{text!r} is a label of {' and of '.join(sorted(surfaces))}"
