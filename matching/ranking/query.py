"""An opening, prepared once for scoring any number of candidates."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.ranking.columns import Vocabulary
from matching.ranking.copying import Hashes, sketch
from matching.ranking.subjects import Opening
from matching.requirements import ExperienceWanted, Importance, OccupationWanted
from matching.taxonomy.concepts import ConceptKind, Seniority
from matching.taxonomy.taxonomy import Taxonomy
from matching.text.genders import in_one_gender
from matching.types import ConceptId

Similarities = NDArray[np.float64]
"""One similarity in [0, 1] per concept of a kind, and a last entry 0 that NOT_STATED (-1) points at."""

LEADING = 2.0
"""Rung from which an occupation leads others."""

RUNGS = {
    Seniority.JUNIOR: 1.0,
    Seniority.OPERATIONAL: 1.0,
    Seniority.LEAD: LEADING,
    Seniority.MANAGER: 3.0,
}


@dataclass(frozen=True, slots=True)
class Query:
    """An opening with what the taxonomy says about its trade.

    Attributes:
        opening: As given.
        taxonomy: Gives similarities of concepts.
        vocabulary: Positions of concepts in the columns of a pool.
        occupations: The trade of the opening.
        occupation_similarity: Of every occupation to the trade of the opening.
        sketch: Of the whole advert, to be compared with those of CVs.
        rungs: Of every occupation, as in `RUNGS`; 0 for whole families of trades, and last for NOT_STATED.
    """

    opening: Opening
    taxonomy: Taxonomy
    vocabulary: Vocabulary
    occupations: tuple[ConceptId, ...]
    occupation_similarity: Similarities
    sketch: Hashes
    rungs: NDArray[np.float64]

    @classmethod
    def of(cls, opening: Opening, *, taxonomy: Taxonomy) -> Self:
        """Return the query of an opening."""
        vocabulary = Vocabulary.of(taxonomy)
        wanted = tuple(
            concept
            for requirement in opening.requirements.items
            if isinstance(requirement.wanted, OccupationWanted)
            for concept in requirement.wanted.occupations
        )
        return cls(
            opening=opening,
            taxonomy=taxonomy,
            vocabulary=vocabulary,
            occupations=wanted,
            occupation_similarity=similarities(ConceptKind.OCCUPATION, wanted, taxonomy=taxonomy),
            sketch=sketch([in_one_gender(opening.text)]),
            rungs=_rungs(vocabulary, taxonomy),
        )

    def rungs_of(self, occupations: tuple[ConceptId, ...]) -> list[float]:
        """Return the rung of each of these occupations."""
        return [float(self.rungs[self.vocabulary.occupations[o]]) for o in occupations]

    def needs_any(self, skills: tuple[ConceptId, ...]) -> NDArray[np.bool_]:
        """Return which occupations are not exercised without one of these skills; last for NOT_STATED."""
        needed = np.zeros(len(self.vocabulary.occupations) + 1, dtype=bool)
        for concept in self.taxonomy.concepts(ConceptKind.OCCUPATION):
            needed[self.vocabulary.occupations[concept.id]] = not set(skills).isdisjoint(concept.needs)
        return needed

    @property
    def asks_for_experience(self) -> bool:
        """Whether experience of work is insisted on."""
        return any(
            isinstance(item.wanted, ExperienceWanted) and item.importance is Importance.MUST
            for item in self.opening.requirements.items
        )

    @property
    def central_skills(self) -> frozenset[ConceptId]:
        """The skills that the trade of the opening, or the experience insisted on, is about."""
        needed = {skill for trade in self.occupations for skill in self.taxonomy.concept(trade).needs}
        musts = [r.wanted for r in self.opening.requirements.items if r.importance is Importance.MUST]
        used = {skill for wanted in musts if isinstance(wanted, ExperienceWanted) for skill in wanted.skills}
        return frozenset(needed | used)

    def similarity_to(self, occupations: tuple[ConceptId, ...]) -> Similarities:
        """Return the similarity of every occupation to the nearest of these."""
        return similarities(ConceptKind.OCCUPATION, occupations, taxonomy=self.taxonomy)

    def skill_similarity(self, skills: tuple[ConceptId, ...]) -> Similarities:
        """Return the similarity of every skill to the nearest of these."""
        return similarities(ConceptKind.SKILL, skills, taxonomy=self.taxonomy)

    def field_similarity(self, fields: tuple[ConceptId, ...]) -> Similarities:
        """Return the similarity of every field of study to the nearest of these."""
        return similarities(ConceptKind.FIELD, fields, taxonomy=self.taxonomy)


def similarities(kind: ConceptKind, wanted: Iterable[ConceptId], *, taxonomy: Taxonomy) -> Similarities:
    """Return, per concept of a kind, its similarity to the nearest wanted one; all 0 when none is wanted."""
    matrix = taxonomy.similarity_matrix(kind)
    columns = [matrix.index[concept] for concept in wanted if concept in matrix.index]
    result = np.zeros(len(matrix.ids) + 1)
    if columns:
        result[:-1] = matrix.values[:, columns].max(axis=1)
    return result


def _rungs(vocabulary: Vocabulary, taxonomy: Taxonomy) -> NDArray[np.float64]:
    rungs = np.zeros(len(vocabulary.occupations) + 1)
    for concept in taxonomy.concepts(ConceptKind.OCCUPATION):
        if concept.seniority:
            rungs[vocabulary.occupations[concept.id]] = RUNGS[concept.seniority]
    return rungs
