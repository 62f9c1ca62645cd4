"""Columns of candidates as bytes, so that a large pool is put together without reading a profile again."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import cached_property
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.ranking.columns import FlatColumns, Ragged, SegmentColumns, SketchColumns, WholeNumbers
from matching.ranking.pool import Pool, stable_hash
from matching.ranking.views import TOLD_BESIDE_AN_ADVERT
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy

Packed = tuple[bytes, ...]
"""One candidate: the columns of one value, then the entries of each of the others."""

_MAKERS = ("columns", "copying", "experiences", "packing", "pool")
"""Modules beside this one that decide what columns hold."""

_APART = TOLD_BESIDE_AN_ADVERT | {"tie_breakers"}


class Packing:
    """How the columns of candidates are written, for one taxonomy and the present code.

    Attributes:
        form: Differs whenever the taxonomy or the code that makes columns does: what was packed under another
            form is of no use.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._empty = Pool.from_candidates([], taxonomy=taxonomy)
        self.form = _digest(taxonomy)

    def pack(self, pool: Pool) -> Iterator[Packed]:
        """Yield the candidates of a pool, in their order, without their vectors."""
        plain = np.empty(len(pool), dtype=self._plain)
        for name in self._plain.names or ():
            plain[name] = getattr(pool, name)
        flat = [_rows_of_bytes(getattr(pool, name), dtype) for name, dtype in self._flat.items()]
        sketches = _sketches(pool.sketches)
        for row in range(len(pool)):
            yield (plain[row].tobytes(), *(rows[row] for rows in flat), sketches[row])

    def unpack(self, ids: Sequence[str], packed: Sequence[Packed], vectors: WholeNumbers) -> Pool:
        """Return the pool of packed candidates.

        Args:
            ids: One for each.
            packed: As `pack` gave them, under this form.
            vectors: Of all their passages, one after another, quantised; shape (n_passages, d).
        """
        plain = np.frombuffer(b"".join(row[0] for row in packed), dtype=self._plain)
        columns: dict[str, Any] = {
            # Column by column, as they are read.
            name: np.asfortranarray(plain[name])
            for name in self._plain.names or ()
        }
        for place, (name, dtype) in enumerate(self._flat.items(), start=1):
            columns[name] = self._entries(name, [row[place] for row in packed], dtype, vectors)
        sketches = [np.frombuffer(row[-1], dtype=np.uint64) for row in packed]
        return replace(
            self._empty,
            ids=tuple(ids),
            tie_breakers=np.array([stable_hash(name) for name in ids], dtype=np.int64),
            is_copied=np.zeros(len(ids), dtype=bool),
            sketches=SketchColumns.of(sketches),
            **columns,
        )

    def n_segments(self, packed: Packed) -> int:
        """Return how many passages a packed candidate has."""
        place = list(self._flat).index("segments")
        return len(packed[1 + place]) // self._flat["segments"].itemsize

    def _entries(
        self, name: str, rows: Sequence[bytes], dtype: np.dtype[Any], vectors: WholeNumbers
    ) -> FlatColumns:
        entries = np.frombuffer(b"".join(rows), dtype=dtype)
        lengths = np.array([len(row) for row in rows], dtype=np.int64) // dtype.itemsize
        columns: dict[str, Any] = {field: np.ascontiguousarray(entries[field]) for field in dtype.names or ()}
        empty: FlatColumns = getattr(self._empty, name)
        if isinstance(empty, SegmentColumns):
            columns |= {"place": np.arange(len(entries), dtype=np.int32), "vectors": vectors}
        return replace(empty, rows=Ragged.of_lengths(lengths), **columns)

    @cached_property
    def _plain(self) -> np.dtype[Any]:
        """The columns that hold one value, or one row of values, per candidate."""
        found: list[tuple[Any, ...]] = []
        for field in fields(self._empty):
            column = getattr(self._empty, field.name)
            if isinstance(column, np.ndarray) and field.name not in _APART:
                found.append((field.name, column.dtype, column.shape[1:]))
        return np.dtype(found)

    @cached_property
    def _flat(self) -> dict[str, np.dtype[Any]]:
        """The columns of entries, but for where a vector is and for the vectors."""
        return {
            field.name: np.dtype(list(_members(getattr(self._empty, field.name))))
            for field in fields(self._empty)
            if isinstance(getattr(self._empty, field.name), FlatColumns)
        }


def _members(columns: FlatColumns) -> Iterator[tuple[str, np.dtype[Any]]]:
    for field in fields(columns):
        column = getattr(columns, field.name)
        if isinstance(column, np.ndarray) and field.name not in {"place", "vectors"}:
            yield field.name, column.dtype


def _rows_of_bytes(columns: FlatColumns, dtype: np.dtype[Any]) -> list[bytes]:
    entries = np.empty(len(columns.rows.owner), dtype=dtype)
    for name in dtype.names or ():
        entries[name] = getattr(columns, name)
    return _cut(entries, columns.rows.offsets)


def _sketches(columns: SketchColumns) -> list[bytes]:
    # By owner; those of one candidate stay in rising order.
    order = np.argsort(columns.owner, kind="stable")
    return _cut(columns.hashes[order], np.concatenate([[0], np.cumsum(columns.n_of_row)]))


def _cut(entries: NDArray[Any], offsets: NDArray[Any]) -> list[bytes]:
    return [entries[start:end].tobytes() for start, end in pairwise(offsets)]


def _digest(taxonomy: Taxonomy) -> str:
    digest = hashlib.sha256()
    for part in (*_places(taxonomy), *_code()):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:16]


def _places(taxonomy: Taxonomy) -> Iterator[str]:
    """All that the taxonomy gives columns: places of concepts, and the labels that headlines are found by."""
    for kind in ConceptKind:
        for concept in taxonomy.concepts(kind):
            members = (getattr(concept, field.name) for field in fields(concept))
            # A set has another order in every process.
            yield repr([sorted(it) if isinstance(it, frozenset) else it for it in members])


def _code() -> Iterator[str]:
    """The code that makes columns of profiles."""
    ranking = resources.files("matching.ranking")
    yield from ((ranking / f"{name}.py").read_text(encoding="utf-8") for name in _MAKERS)
    for source in sorted(resources.files("matching.taxonomy").iterdir(), key=lambda source: source.name):
        if source.name.endswith(".py"):
            yield source.read_text(encoding="utf-8")
