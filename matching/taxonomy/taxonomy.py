"""The shared vocabulary of trades, skills, studies, languages and towns, and the questions put to it."""

import math
from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.errors import UnknownConcept
from matching.taxonomy.concepts import Concept, ConceptKind, Coordinates, LabelMatch
from matching.taxonomy.finding import LabelFinder
from matching.taxonomy.labels import LabelStock
from matching.taxonomy.phrases import PhraseMatcher
from matching.taxonomy.similarity import SimilarityGraph, SimilarityMatrix
from matching.types import ConceptId

_EARTH_RADIUS_KM = 6371.0


class Taxonomy:
    """Concepts of all kinds with their labels and relations. Never changes once built.

    Build it once (`loading.load_taxonomy`) and pass it on: the indexes behind it take a fraction of a
    second to make.
    """

    def __init__(self, concepts: Iterable[Concept], *, spellings: Mapping[str, str] | None = None) -> None:
        self._concepts = {concept.id: concept for concept in concepts}
        self._by_kind = {
            kind: tuple(concept for concept in self._concepts.values() if concept.kind is kind)
            for kind in ConceptKind
        }
        self._labels = LabelStock(self._concepts.values(), spellings=spellings or {})
        self._finder = LabelFinder(self._labels.surface_forms, vocabulary=self._labels.vocabulary)
        self._phrases: dict[ConceptKind, PhraseMatcher] = {}
        self._graphs: dict[ConceptKind, SimilarityGraph] = {}
        self._fits: dict[ConceptId, Mapping[ConceptId, float]] = {}
        self._matrices: dict[ConceptKind, SimilarityMatrix] = {}

    def concept(self, concept_id: ConceptId | str) -> Concept:
        """Return the concept of that id.

        Raises:
            UnknownConcept: There is none.
        """
        try:
            return self._concepts[ConceptId(concept_id)]
        except KeyError:
            raise UnknownConcept(concept_id) from None

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self._concepts

    def concepts(self, kind: ConceptKind) -> tuple[Concept, ...]:
        """Return all concepts of one kind, in the order of the data files."""
        return self._by_kind[kind]

    def find(self, text: str, *, kinds: frozenset[ConceptKind] | None = None) -> list[LabelMatch]:
        """Return the concepts named in `text`, by place; spans point into `text` as it was given.

        Case, accents, Arabic vowel signs, articles, hyphens, number and gender do not matter. Words count
        whole. Where labels of one kind overlap, the longest stands; labels of different kinds do not
        hide each other (`Développeur React` names a trade and a skill). A label does not reach over a
        comma, a bullet or the end of a sentence.

        Args:
            text: Any length; time grows linearly with it.
            kinds: Kinds to look for; None means all.
        """
        return self._finder.find(text, kinds=kinds)

    def match(self, phrase: str, kind: ConceptKind) -> tuple[Concept, float] | None:
        """Return the concept that a whole phrase means, with a confidence in (0, 1]; None when none fits.

        Tolerant of small typing errors, of words between and around (`Conseillère clientèle bilingue -
        pôle énergie`) and of their order. From 0.65 up, a whole label is in the phrase; below, the phrase
        shares only part of a label, or says no more than `agent` or `technicien`.
        """
        found = self._matcher(kind).match(phrase)
        return (self._concepts[found[0]], found[1]) if found else None

    def similarity(self, held: ConceptId | str, wanted: ConceptId | str) -> float:
        """Return in [0, 1] how well someone from `held` fits `wanted`, two concepts of one kind.

        1 for the same concept, 0.95 when `held` is a kind of `wanted`, else what the data files state or
        what their relations imply (`similarity.SimilarityGraph`). The same both ways unless the data
        files state otherwise, or one is a kind of the other. 0 for concepts of different kinds.

        Raises:
            UnknownConcept: One of them is not in the taxonomy.
        """
        source, target = self.concept(held), self.concept(wanted)
        if source.kind is not target.kind:
            return 0.0
        if source.id not in self._fits:
            self._fits[source.id] = self._graph(source.kind).fits_from(source.id)
        return self._fits[source.id].get(target.id, 0.0)

    def similarity_matrix(self, kind: ConceptKind) -> SimilarityMatrix:
        """Return all similarities within one kind; `values[i, j]` is `similarity(ids[i], ids[j])`."""
        if kind not in self._matrices:
            self._matrices[kind] = self._graph(kind).matrix()
        return self._matrices[kind]

    def occupation_similarity_matrix(self) -> NDArray[np.float32]:
        """Return the similarities between occupations, shape (n, n), in the order of `occupation_index`."""
        return self.similarity_matrix(ConceptKind.OCCUPATION).values

    @cached_property
    def occupation_index(self) -> Mapping[ConceptId, int]:
        """Row and column of each occupation in `occupation_similarity_matrix`."""
        return self.similarity_matrix(ConceptKind.OCCUPATION).index

    def distance_km(self, town: ConceptId | str, other: ConceptId | str) -> float | None:
        """Return the great-circle distance between two towns; None when one has no coordinates."""
        start, end = self.concept(town).place, self.concept(other).place
        return _great_circle_km(start, end) if start and end else None

    def nearest_town(self, place: Coordinates, *, within_km: float) -> Concept | None:
        """Return the town nearest to a point; None when none is within that distance."""
        away = {
            town.id: _great_circle_km(place, town.place)
            for town in self._by_kind[ConceptKind.TOWN]
            if town.place is not None
        }
        nearest = min(away, key=away.__getitem__, default=None)
        return self._concepts[nearest] if nearest is not None and away[nearest] <= within_km else None

    def _matcher(self, kind: ConceptKind) -> PhraseMatcher:
        if kind not in self._phrases:
            forms = (form for form in self._labels.surface_forms if form.label.kind is kind)
            self._phrases[kind] = PhraseMatcher(forms, vocabulary=self._labels.vocabulary)
        return self._phrases[kind]

    def _graph(self, kind: ConceptKind) -> SimilarityGraph:
        if kind not in self._graphs:
            self._graphs[kind] = SimilarityGraph(self._by_kind[kind])
        return self._graphs[kind]


def _great_circle_km(start: Coordinates, end: Coordinates) -> float:
    """Source: the haversine formula (R. W. Sinnott 1984, "Virtues of the haversine")."""
    phi, other_phi = math.radians(start.latitude), math.radians(end.latitude)
    d_lambda = math.radians(end.longitude - start.longitude)
    h = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(d_lambda / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(h))
