"""Columns of unequal rows, and the places of concepts in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.ranking.copying import Hashes
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId, LanguageCode

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

NOT_STATED = -1
"""In a column of levels, concepts, distances or days: the CV does not say."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of unequal length: row i of the pool owns the flat entries where `owner == i`.

    `n_rows` is the number of candidates; `owner` is sorted.
    """

    owner: Ints
    n_rows: int

    @classmethod
    def of_lengths(cls, lengths: Sequence[int]) -> Self:
        """Return the layout of rows with these lengths."""
        return cls(owner=np.repeat(np.arange(len(lengths), dtype=np.int32), lengths), n_rows=len(lengths))

    def max(self, values: NDArray[np.float64], *, empty: float = 0.0) -> NDArray[np.float64]:
        """Return the largest value of each row; `empty` for rows without entries."""
        result = np.full(self.n_rows, -np.inf)
        np.maximum.at(result, self.owner, values)
        return np.where(np.isneginf(result), empty, result)

    def total(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of each row, added in the order of its entries."""
        result = np.zeros(self.n_rows)
        np.add.at(result, self.owner, values)
        return result

    def any(self, values: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return whether any entry of each row holds."""
        return self.max(values.astype(float)) > 0


@dataclass(frozen=True, slots=True)
class ExperienceColumns:
    """Occupations held, flat over all candidates.

    Attributes:
        rows: Which candidate each entry belongs to.
        occupation: Index into `Vocabulary.occupations`, or NOT_STATED.
        months: Calendar months; 0 when no period is stated.
        months_ago: Months between its end and the reference date; 0 for a current one.
        is_paid: Whether it counts as professional experience.
        is_internship: Internship or apprenticeship.
        is_latest: Whether it is the candidate's most recent paid work.
        tells_of_team: Whether its duties tell of leading a team.
    """

    rows: Ragged
    occupation: Ints
    months: NDArray[np.float64]
    months_ago: NDArray[np.float64]
    is_paid: NDArray[np.bool_]
    is_internship: NDArray[np.bool_]
    is_latest: NDArray[np.bool_]
    tells_of_team: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SkillColumns:
    """Skills claimed, flat over all candidates; `standing` indexes `STANDINGS`."""

    rows: Ragged
    skill: Ints
    standing: Ints
    months: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SegmentColumns:
    """Encoded passages, flat over all candidates; `vectors` are quantised, shape (n_segments, d).

    `counts` tells those that speak of duties: of work where the CV describes some, else all of them, but none
    in a CV of keywords.
    """

    rows: Ragged
    vectors: Floats
    counts: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SketchColumns:
    """Hashes of runs of words (see `copying`), flat over all candidates."""

    rows: Ragged
    hashes: Hashes


@dataclass(frozen=True, slots=True)
class ConceptColumns:
    """Concepts named once or more per candidate, flat over all candidates."""

    rows: Ragged
    concept: Ints


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Positions of the taxonomy's concepts in the columns."""

    occupations: Mapping[ConceptId, int]
    skills: Mapping[ConceptId, int]
    fields: Mapping[ConceptId, int]
    towns: Mapping[ConceptId, int]
    languages: Mapping[LanguageCode, int]

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> Self:
        """Return the positions that the taxonomy gives its concepts in its similarities."""

        def positions(kind: ConceptKind) -> Mapping[ConceptId, int]:
            return taxonomy.similarity_matrix(kind).index

        languages = [concept.id.partition("/")[2] for concept in taxonomy.concepts(ConceptKind.LANGUAGE)]
        return cls(
            occupations=positions(ConceptKind.OCCUPATION),
            skills=positions(ConceptKind.SKILL),
            fields=positions(ConceptKind.FIELD),
            towns=positions(ConceptKind.TOWN),
            languages={LanguageCode(code): index for index, code in enumerate(languages)},
        )
