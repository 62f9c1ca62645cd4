"""Columns of unequal rows, and the places of concepts in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.ranking.copying import Hashes
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId, LanguageCode

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
WholeNumbers = NDArray[np.int16]

Levels = NDArray[np.int8]

Rows = NDArray[np.intp]
"""Positions of candidates in a pool."""

NOT_STATED = -1
"""In a column of levels, concepts, distances or days: the CV does not say."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of unequal length: row i of the pool owns the flat entries `offsets[i]` to `offsets[i + 1]`.

    `owner` tells the row of each entry.
    """

    owner: Ints
    offsets: NDArray[np.int64]

    @classmethod
    def of_lengths(cls, lengths: Sequence[int] | NDArray[np.int64]) -> Self:
        """Return the layout of rows with these lengths."""
        offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=offsets[1:])
        return cls(owner=np.repeat(np.arange(len(lengths), dtype=np.int32), lengths), offsets=offsets)

    @property
    def n_rows(self) -> int:
        """The number of candidates."""
        return len(self.offsets) - 1

    def take(self, rows: Rows) -> tuple[Self, NDArray[np.int64]]:
        """Return the layout of some rows, in their order, and the flat places of their entries."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        taken = self.of_lengths(lengths)
        places = np.arange(taken.offsets[-1]) + np.repeat(self.offsets[rows] - taken.offsets[:-1], lengths)
        return taken, places

    def max(self, values: NDArray[np.float64], *, empty: float = 0.0) -> NDArray[np.float64]:
        """Return the largest value of each row; `empty` for rows without entries."""
        result = np.full(self.n_rows, empty)
        if len(values):
            is_filled = self.offsets[1:] > self.offsets[:-1]
            largest = np.maximum.reduceat(values, self.offsets[:-1][is_filled])
            result[is_filled] = np.where(np.isneginf(largest), empty, largest)
        return result

    def total(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of each row, added in the order of its entries."""
        return np.bincount(self.owner, weights=values, minlength=self.n_rows).astype(np.float64)

    def any(self, values: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return whether any entry of each row holds."""
        result = np.zeros(self.n_rows, dtype=bool)
        result[self.owner[values]] = True
        return result


@dataclass(frozen=True, slots=True)
class FlatColumns:
    """Columns of entries, flat over all candidates; `rows` tells which candidate each belongs to."""

    rows: Ragged

    def take(self, rows: Rows) -> Self:
        """Return the entries of some candidates, in their order."""
        taken, places = self.rows.take(rows)
        columns = {f.name: getattr(self, f.name)[places] for f in fields(self) if f.name != "rows"}
        return replace(self, rows=taken, **columns)


@dataclass(frozen=True, slots=True)
class ExperienceColumns(FlatColumns):
    """Occupations held, flat over all candidates.

    Attributes:
        occupation: Index into `Vocabulary.occupations`, or NOT_STATED.
        months: Calendar months; 0 when no period is stated.
        months_ago: Months between its end and the reference date; 0 for a current one.
        is_paid: Whether it counts as professional experience.
        is_internship: Internship or apprenticeship.
        is_latest: Whether it is the candidate's most recent paid work.
        tells_of_team: Whether its duties tell of leading a team.
    """

    occupation: Ints
    months: NDArray[np.float64]
    months_ago: NDArray[np.float64]
    is_paid: NDArray[np.bool_]
    is_internship: NDArray[np.bool_]
    is_latest: NDArray[np.bool_]
    tells_of_team: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SkillColumns(FlatColumns):
    """Skills claimed, flat over all candidates; `standing` indexes `STANDINGS`."""

    skill: Ints
    standing: Ints
    months: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SegmentColumns(FlatColumns):
    """Encoded passages, flat over all candidates.

    Attributes:
        place: Row of `vectors` that holds the vector of a passage.
        counts: Whether it speaks of duties: of work where the CV describes some, else all of them, but none
            in a CV of keywords.
        vectors: Quantised, whole numbers, shape (n_vectors, d); those of some candidates among many are not
            copied until they are compared.
    """

    place: Ints
    counts: NDArray[np.bool_]
    vectors: WholeNumbers

    def take(self, rows: Rows) -> Self:
        """Return the passages of some candidates, in their order."""
        taken, places = self.rows.take(rows)
        return replace(self, rows=taken, place=self.place[places], counts=self.counts[places])


@dataclass(frozen=True, slots=True)
class SketchColumns:
    """Hashes of runs of words (see `copying`) of all candidates, in rising order, so that few are looked at.

    Attributes:
        hashes: Of everybody together.
        owner: Candidate of each hash.
        n_of_row: How many each candidate has.
    """

    hashes: Hashes
    owner: Ints
    n_of_row: Ints

    @classmethod
    def of(cls, sketches: Sequence[Hashes]) -> Self:
        """Return the columns of one sketch per candidate."""
        n_of_row = np.array([len(hashes) for hashes in sketches], dtype=np.int32)
        hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *sketches])
        order = np.argsort(hashes, kind="stable")
        owner = np.repeat(np.arange(len(sketches), dtype=np.int32), n_of_row)
        return cls(hashes=hashes[order], owner=owner[order], n_of_row=n_of_row)

    def n_alike(self, advert: Hashes) -> NDArray[np.int64]:
        """Return how many hashes each candidate shares with the sketch of an advert."""
        first = np.searchsorted(self.hashes, advert, side="left")
        last = np.searchsorted(self.hashes, advert, side="right")
        owners = [self.owner[start:end] for start, end in zip(first, last, strict=True)]
        found = np.concatenate([np.zeros(0, dtype=np.int32), *owners])
        return np.bincount(found, minlength=len(self.n_of_row))


@dataclass(frozen=True, slots=True)
class ConceptColumns(FlatColumns):
    """Concepts named once or more per candidate, flat over all candidates."""

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
