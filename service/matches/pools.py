"""The candidates of each organisation as columns, kept in the process and brought up to date when needed."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.encoding.encoder import EncoderDescription
from matching.ranking.pool import Pool
from matching.ranking.views import ClassIndex
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates.rankable import pool_revision, rankable_candidates, rankable_versions
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase

MAX_CANDIDATES = 100_000
"""Kept over all organisations: about 12 kB each, that is 1.2 GB."""

_LARGE_CHANGE = 300
"""So many changed candidates are read in a quarter of a second; with more, all are read anew."""

Versions = Mapping[str, datetime]
"""Ids of candidates, each with a time that differs after any change."""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class CandidatePool:
    """The candidates of one organisation in two parts, so that few changes cost little.

    Attributes:
        index: Of `base`: candidates as they were when all were read.
        stands: Rows of `base` that have not changed since.
        recent: Candidates that came or changed since.
    """

    index: ClassIndex
    stands: NDArray[np.bool_]
    recent: Pool

    @property
    def base(self) -> Pool:
        """Candidates as they were when all were read."""
        return self.index.pool

    def __len__(self) -> int:
        return int(np.count_nonzero(self.stands)) + len(self.recent)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A pool, the revision that it is of, and the versions of the candidates in its base."""

    revision: int
    pool: CandidatePool
    versions: Versions


class PoolCache:
    """Pools of organisations, each as new as the database at the moment it is asked for.

    Every change of a candidate raises a number in its own transaction. When that number is another one than
    that of the pool at hand, the candidates that changed are read, once, however many requests wait for it.
    Pools not asked for longest go first.
    """

    def __init__(
        self, *, taxonomy: Taxonomy, encoder: EncoderDescription, max_candidates: int = MAX_CANDIDATES
    ) -> None:
        self._taxonomy = taxonomy
        self._encoder = encoder
        self._max_candidates = max_candidates
        self._kept: OrderedDict[OrganisationId, _Kept] = OrderedDict()
        self._turns: dict[OrganisationId, asyncio.Lock] = {}

    async def pool(self, database: TenantDatabase, organisation_id: OrganisationId) -> CandidatePool:
        """Return all candidates of the organisation that have been read."""
        async with self._turns.setdefault(organisation_id, asyncio.Lock()):
            async with database.tenant(organisation_id) as connection:
                kept = await self._up_to_date(connection, self._kept.get(organisation_id))
            self._keep(organisation_id, kept)
            return kept.pool

    async def _up_to_date(self, connection: TenantConnection, kept: _Kept | None) -> _Kept:
        revision = await pool_revision(connection)
        if kept is not None and kept.revision == revision:
            return kept
        versions = await rankable_versions(connection)
        if kept is not None:
            changed = [name for name, version in versions.items() if kept.versions.get(name) != version]
            if len(changed) <= max(_LARGE_CHANGE, len(kept.versions) // 10):
                pool = await self._with_changes(connection, kept, versions, changed)
                return _Kept(revision, pool, kept.versions)
        return _Kept(revision, await self._read_all(connection), versions)

    async def _read_all(self, connection: TenantConnection) -> CandidatePool:
        base = await self._read(connection, None)
        recent = await self._read(connection, [])
        return CandidatePool(ClassIndex(base), np.ones(len(base), dtype=bool), recent)

    async def _with_changes(
        self, connection: TenantConnection, kept: _Kept, versions: Versions, changed: list[str]
    ) -> CandidatePool:
        ids = kept.pool.base.ids
        stands = np.array([versions.get(name) == kept.versions.get(name) for name in ids], dtype=bool)
        recent = await self._read(connection, [UUID(name) for name in changed])
        return CandidatePool(kept.pool.index, stands, recent)

    async def _read(self, connection: TenantConnection, candidate_ids: list[UUID] | None) -> Pool:
        candidates = await rankable_candidates(connection, encoder=self._encoder, candidate_ids=candidate_ids)
        return await asyncio.to_thread(Pool.from_candidates, candidates, taxonomy=self._taxonomy)

    def _keep(self, organisation_id: OrganisationId, kept: _Kept) -> None:
        self._kept[organisation_id] = kept
        self._kept.move_to_end(organisation_id)
        while len(self._kept) > 1 and self._n_candidates > self._max_candidates:
            self._kept.popitem(last=False)

    @property
    def _n_candidates(self) -> int:
        return sum(len(kept.pool.base) + len(kept.pool.recent) for kept in self._kept.values())
