"""The candidates of each organisation as columns, kept in the process until one of them changes."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from matching.encoding.encoder import EncoderDescription
from matching.ranking.pool import Pool
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates.rankable import pool_revision, rankable_candidates
from service.tenancy import OrganisationId, TenantDatabase

MAX_CANDIDATES = 100_000
"""Kept over all organisations: about 12 kB each, that is 1.2 GB."""


@dataclass(frozen=True, slots=True)
class _Kept:
    revision: int
    pool: Pool


class PoolCache:
    """Pools of organisations, each as new as the database at the moment it is asked for.

    Every change of a candidate raises a number in its own transaction; a pool kept under an older number is
    made anew, once, however many requests wait for it. Pools not asked for longest go first.
    """

    def __init__(
        self, *, taxonomy: Taxonomy, encoder: EncoderDescription, max_candidates: int = MAX_CANDIDATES
    ) -> None:
        self._taxonomy = taxonomy
        self._encoder = encoder
        self._max_candidates = max_candidates
        self._kept: OrderedDict[OrganisationId, _Kept] = OrderedDict()
        self._turns: dict[OrganisationId, asyncio.Lock] = {}

    async def pool(self, database: TenantDatabase, organisation_id: OrganisationId) -> Pool:
        """Return all candidates of the organisation that have been read."""
        async with self._turns.setdefault(organisation_id, asyncio.Lock()):
            async with database.tenant(organisation_id) as connection:
                revision = await pool_revision(connection)
                kept = self._kept.get(organisation_id)
                if kept is None or kept.revision != revision:
                    candidates = await rankable_candidates(connection, encoder=self._encoder)
                    pool = await asyncio.to_thread(Pool.from_candidates, candidates, taxonomy=self._taxonomy)
                    kept = _Kept(revision, pool)
            self._keep(organisation_id, kept)
            return kept.pool

    def _keep(self, organisation_id: OrganisationId, kept: _Kept) -> None:
        self._kept[organisation_id] = kept
        self._kept.move_to_end(organisation_id)
        while len(self._kept) > 1 and sum(len(k.pool) for k in self._kept.values()) > self._max_candidates:
            self._kept.popitem(last=False)
