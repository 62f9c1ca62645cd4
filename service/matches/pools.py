"""The candidates of each organisation as columns, kept in the process and brought up to date when needed."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.encoding.encoder import EncoderDescription
from matching.ranking.packing import Packing
from matching.ranking.pool import Pool
from matching.ranking.views import ClassIndex
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates.columns import ColumnReader
from service.candidates.rankable import Versions, pool_revision, rankable_candidates, rankable_versions
from service.replicas import Replicas
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase

MAX_CANDIDATES = 250_000
"""Kept over all organisations: about 5 kB each, that is 1.2 GB. One pool is kept whatever its size."""

_LARGE_CHANGE = 300
"""So many changed candidates are read in a quarter of a second; with more, all are read anew."""


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
    """A pool, the revision that it is of, and the versions of the candidates in its base, in their order."""

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
        self,
        *,
        taxonomy: Taxonomy,
        encoder: EncoderDescription,
        max_candidates: int = MAX_CANDIDATES,
        replicas: Replicas | None = None,
    ) -> None:
        self._replicas = replicas
        self._taxonomy = taxonomy
        self._encoder = encoder
        self._columns = ColumnReader(taxonomy, encoder, Packing(taxonomy))
        self._max_candidates = max_candidates
        self._kept: OrderedDict[OrganisationId, _Kept] = OrderedDict()
        self._turns: dict[OrganisationId, asyncio.Lock] = {}

    async def pool(self, database: TenantDatabase, organisation_id: OrganisationId) -> CandidatePool:
        """Return all candidates of the organisation that have been read."""
        async with self._turns.setdefault(organisation_id, asyncio.Lock()):
            kept = await self._up_to_date(database, organisation_id)
            self._keep(organisation_id, kept)
            return kept.pool

    async def _up_to_date(self, database: TenantDatabase, organisation_id: OrganisationId) -> _Kept:
        kept = self._kept.get(organisation_id)
        async with database.tenant(organisation_id) as connection:
            # Whatever is read elsewhere is at least as new as this.
            revision = await pool_revision(connection)
            if kept is not None and kept.revision == revision:
                return kept

        async def read(connection: TenantConnection) -> _Kept:
            versions = await rankable_versions(connection)
            changed = versions.not_in(kept.versions) if kept else []
            if kept and len(changed) <= max(_LARGE_CHANGE, len(kept.versions) // 10):
                recent = await self._read(connection, changed)
                stands = kept.versions.stand_in(versions)
                return _Kept(revision, CandidatePool(kept.pool.index, stands, recent), kept.versions)
            base = await self._columns.read(database, organisation_id, connection)
            stands, recent = np.ones(len(base), dtype=bool), await self._read(connection, [])
            pool = CandidatePool(ClassIndex(base), stands, recent)
            return _Kept(revision, pool, versions.of(base.ids))

        replicas = self.replicas_of(database)
        return await replicas.read(organisation_id, read, since=await replicas.position(organisation_id))

    def replicas_of(self, database: TenantDatabase) -> Replicas:
        """Return where rankings read; the database itself where it has no replicas."""
        return self._replicas or Replicas(database)

    async def _read(self, connection: TenantConnection, candidate_ids: list[UUID]) -> Pool:
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
