"""Some candidates of a pool, and candidates who are alike in what a criterion reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from matching.ranking.columns import ConceptColumns, FlatColumns, Ints, Rows, Vocabulary
from matching.ranking.copying import Hashes
from matching.ranking.criteria import Criterion
from matching.ranking.features.feature import Fulfilment
from matching.ranking.pool import Pool

FEWER_BY = 8
"""Classes of candidates are worth their while where there are at most so many times fewer of them."""

TOLD_BESIDE_AN_ADVERT = frozenset({"is_copied"})
"""Columns that differ from opening to opening, so that no classes can be made by them."""

_MOST_ENTRIES = 8
"""Concepts of one candidate up to which those who name the same ones are looked for."""

Codes = NDArray[np.int64]
"""Per candidate a number from 0, the same for those who are alike."""


class PoolView:
    """Stands for a pool that holds some of its candidates; each column is taken when it is first read.

    `columns_read` tells which ones were.
    """

    def __init__(self, pool: Pool, rows: Rows) -> None:
        self._pool = pool
        self._rows = rows
        self._taken: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any column of a pool
        if name not in self._taken:
            self._taken[name] = _taken(getattr(self._pool, name), self._rows)
        return self._taken[name]

    @property
    def columns_read(self) -> frozenset[str]:
        """Names of the columns read so far, but for the vocabulary, which all pools share."""
        return frozenset(self._taken) - {"vocabulary"}

    def beside(self, _advert: Hashes) -> Pool:
        """Return this view: what it is taken from is beside the advert already."""
        return self.as_pool

    @property
    def as_pool(self) -> Pool:
        """This view, for features, which read nothing but columns."""
        return cast("Pool", self)


def _taken(column: object, rows: Rows) -> object:
    if isinstance(column, FlatColumns):
        return column.take(rows)
    if isinstance(column, np.ndarray):
        return column[rows]
    if isinstance(column, Vocabulary):
        return column
    raise TypeError(f"no column of a view: {type(column).__name__}")


@dataclass(frozen=True, slots=True)
class Classes:
    """Candidates who are alike in some columns.

    Attributes:
        representatives: One row for each class.
        of_row: Class of each row.
    """

    representatives: Rows
    of_row: Ints


@dataclass(frozen=True, slots=True)
class JudgedClasses:
    """How far each class fulfils a criterion, and the class of each row."""

    fulfilment: Fulfilment
    of_row: Ints


class ClassIndex:
    """Classes of the candidates of one pool, found when they are first asked for."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._codes: dict[str, Codes | None] = {}
        self._classes: dict[frozenset[str], Classes | None] = {}
        self._read_by: dict[str, frozenset[str]] = {}

    def classes(self, columns: frozenset[str]) -> Classes | None:
        """Return the candidates by what these columns hold; None where that gives hardly fewer of them."""
        if columns not in self._classes:
            self._classes[columns] = self._found(columns)
        return self._classes[columns]

    def judged(self, criterion: Criterion) -> JudgedClasses | None:
        """Return how far each class fulfils a criterion; None where candidates have to be judged one by one.

        Which columns a criterion reads is found by letting it read them, until it reads no others.
        """
        while True:
            columns = self._read_by.get(criterion.subject, frozenset())
            classes = self.classes(columns)
            if classes is None:
                return None
            view = PoolView(self.pool, classes.representatives)
            fulfilment = criterion.fulfilment(pool=view.as_pool)
            if view.columns_read <= columns:
                return JudgedClasses(fulfilment, classes.of_row)
            self._read_by[criterion.subject] = columns | view.columns_read

    def _found(self, columns: frozenset[str]) -> Classes | None:
        code = np.zeros(len(self.pool), dtype=np.int64)
        for name in sorted(columns):
            codes = self._code(name)
            if codes is None:
                return None
            code = _numbered(code, codes)
        _, representatives, of_row = np.unique(code, return_index=True, return_inverse=True)
        if len(representatives) * FEWER_BY > len(code):
            return None
        return Classes(representatives, of_row.astype(np.int32))

    def _code(self, name: str) -> Codes | None:
        if name not in self._codes:
            depends_on_advert = name in TOLD_BESIDE_AN_ADVERT
            self._codes[name] = None if depends_on_advert else _coded(getattr(self.pool, name))
        return self._codes[name]


def _coded(column: object) -> Codes | None:
    if isinstance(column, ConceptColumns):
        return _concepts_coded(column)
    if not isinstance(column, np.ndarray):
        return None
    code = np.zeros(len(column), dtype=np.int64)
    for values in _columns_of(column):
        if len(values) and (values != values[0]).any():
            code = _numbered(code, np.unique(values, return_inverse=True)[1])
    return code


def _columns_of(column: NDArray[Any]) -> Iterable[NDArray[Any]]:
    return [column] if column.ndim == 1 else (column[:, place] for place in range(column.shape[1]))


def _concepts_coded(column: ConceptColumns) -> Codes | None:
    """Those who name the same concepts in the same order are alike."""
    lengths = np.diff(column.rows.offsets)
    if not len(lengths) or lengths.max() > _MOST_ENTRIES:
        return None
    code = lengths.copy()
    for place in range(int(lengths.max())):
        has_it = lengths > place
        values = np.zeros(len(lengths), dtype=np.int64)
        values[has_it] = column.concept[column.rows.offsets[:-1][has_it] + place] + 2
        code = _numbered(code, values)
    return code


def _numbered(first: Codes, second: Codes) -> Codes:
    """Number the pairs of two codes from 0."""
    pairs = first * (int(second.max(initial=0)) + 1) + second
    numbers: Codes = np.unique(pairs, return_inverse=True)[1]
    return numbers
