"""How well a person from one trade, skill or field fits another, from the relations in the data files."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.taxonomy.concepts import Concept
from matching.types import ConceptId

IS_A = 0.95
"""Fit of a narrower concept where a broader one is wanted, per step: a React developer is a developer."""

FLOOR = 0.15
"""Fits below this count as none: there is a path between almost any two trades."""


@dataclass(frozen=True, slots=True)
class SimilarityMatrix:
    """Fits between all concepts of one kind.

    Attributes:
        ids: Concepts in the order of rows and columns.
        index: Row and column of each concept.
        values: Shape (n, n), float32 in [0, 1]; `values[i, j]` is how well i fits where j is wanted.
    """

    ids: tuple[ConceptId, ...]
    index: Mapping[ConceptId, int]
    values: NDArray[np.float32]


class SimilarityGraph:
    """Concepts and the fits stated between them.

    A fit stated under `close` holds both ways unless the other concept states its own. A concept fits
    any of its broader concepts (0.95 per step); a broader concept fits a narrower one by its `cohesion`.
    Between concepts that state nothing of each other, fits multiply along the best path; a fit that is
    stated is final, whatever a path would give.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = {concept.id: concept for concept in concepts}
        self._edges: defaultdict[ConceptId, dict[ConceptId, float]] = defaultdict(dict)
        for concept in self._concepts.values():
            self._add_broader(concept)
        for concept in self._concepts.values():
            self._add_close(concept)

    def _add_broader(self, concept: Concept) -> None:
        for broader in concept.broader:
            if broader in self._concepts:
                cohesion = self._concepts[broader].cohesion
                # Up and down again is how siblings meet, so both steps weigh the cohesion of the family.
                self._edges[concept.id][broader] = cohesion
                self._edges[broader][concept.id] = cohesion

    def _add_close(self, concept: Concept) -> None:
        for other, fit in concept.close.items():
            if other in self._concepts:
                self._edges[concept.id][other] = fit
                if concept.id not in self._concepts[other].close:
                    self._edges[other][concept.id] = fit

    def fits_from(self, held: ConceptId) -> dict[ConceptId, float]:
        """Return how well `held` fits each concept it fits at all (>= FLOOR), itself included at 1."""
        fits = self._best_paths(held)
        for ancestor, steps in self._ancestors(held).items():
            fits[ancestor] = max(fits.get(ancestor, 0.0), IS_A**steps)
        fits.update(self._stated(held))
        fits[held] = 1.0
        return {concept: fit for concept, fit in fits.items() if fit >= FLOOR}

    def _best_paths(self, held: ConceptId) -> dict[ConceptId, float]:
        fits: dict[ConceptId, float] = {}
        queue = [(-1.0, held)]
        while queue:
            negative_fit, concept = heapq.heappop(queue)
            if concept in fits:
                continue
            fits[concept] = -negative_fit
            for neighbour, fit in self._edges.get(concept, {}).items():
                if neighbour not in fits and -negative_fit * fit >= FLOOR:
                    heapq.heappush(queue, (negative_fit * fit, neighbour))
        return fits

    def _ancestors(self, held: ConceptId) -> dict[ConceptId, int]:
        steps: dict[ConceptId, int] = {}
        level, n_steps = [held], 0
        while level:
            n_steps += 1
            above = {broader for concept in level for broader in self._broader(concept)}
            level = [concept for concept in above if concept not in steps]
            steps.update(dict.fromkeys(level, n_steps))
        return steps

    def _broader(self, concept: ConceptId) -> Sequence[ConceptId]:
        return self._concepts[concept].broader if concept in self._concepts else ()

    def _stated(self, held: ConceptId) -> dict[ConceptId, float]:
        own = self._concepts[held].close if held in self._concepts else {}
        return {
            other: fit
            for other, fit in self._edges.get(held, {}).items()
            if self._is_stated(held, other, own)
        }

    def _is_stated(self, held: ConceptId, other: ConceptId, own: Mapping[ConceptId, float]) -> bool:
        return other in own or held in self._concepts[other].close

    def matrix(self) -> SimilarityMatrix:
        """Return the fits between all concepts of the graph."""
        ids = tuple(self._concepts)
        index = {concept: row for row, concept in enumerate(ids)}
        values = np.zeros((len(ids), len(ids)), dtype=np.float32)
        for row, held in enumerate(ids):
            for wanted, fit in self.fits_from(held).items():
                values[row, index[wanted]] = fit
        return SimilarityMatrix(ids, index, values)
