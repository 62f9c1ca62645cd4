"""Candidates as the columns that the ranking takes, stored so that a large pool is there in seconds.

What is stored follows from the profile and may be lost at any time. It is of no use once the candidate, the
taxonomy or the code that makes columns has changed; then it is made of the profile again, and stored again.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from matching.encoding.encoder import EncoderDescription
from matching.ranking.columns import WholeNumbers
from matching.ranking.packing import Packed, Packing
from matching.ranking.pool import Pool, quantised
from matching.ranking.subjects import Candidate
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates import store
from service.candidates.rankable import rankable_candidates, vectors_from_wire
from service.candidates.rows import ColumnsRow
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase

AT_ONCE = 5000
"""Candidates fetched together: some 25 MB."""


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """Reads whole pools."""

    taxonomy: Taxonomy
    encoder: EncoderDescription
    packing: Packing

    async def read(
        self, database: TenantDatabase, organisation_id: OrganisationId, connection: TenantConnection
    ) -> Pool:
        """Return all candidates that can be ranked, by id.

        Args:
            database: Where columns are stored that had to be made.
            organisation_id: Whose candidates they are.
            connection: Through which they are read.
        """
        ids: list[str] = []
        packed: list[Packed] = []
        vectors: list[WholeNumbers] = []
        async for rows in self._pages(connection):
            missing = [row for row in rows if row.parts is None]
            made = await self._made(connection, missing) if missing else {}
            if made:
                await self._keep(database, organisation_id, missing, made)
            parts = [row.parts or made.get(row.id) for row in rows]
            # One that was erased a moment ago has no profile any more.
            there = [(row, of_one) for row, of_one in zip(rows, parts, strict=True) if of_one]
            ids += [str(row.id) for row, _ in there]
            packed += [of_one for _, of_one in there]
            vectors.append(await asyncio.to_thread(self._vectors, there))
        width = np.zeros((0, self.encoder.n_dimensions), dtype=np.int16)
        return await asyncio.to_thread(
            lambda: self.packing.unpack(ids, packed, np.concatenate([width, *vectors]))
        )

    async def keep_new(self, connection: TenantConnection, candidates: Sequence[Candidate]) -> None:
        """Store the columns of candidates that came in this transaction."""
        packed = await asyncio.to_thread(self._packed, candidates)
        await store.keep_new_columns(
            connection,
            form=self.packing.form,
            candidate_ids=[UUID(candidate.id) for candidate in candidates],
            parts=packed,
        )

    def _packed(self, candidates: Sequence[Candidate]) -> list[Packed]:
        return list(self.packing.pack(Pool.from_candidates(candidates, taxonomy=self.taxonomy)))

    async def _pages(self, connection: TenantConnection) -> AsyncIterator[list[ColumnsRow]]:
        after: UUID | None = None
        while True:
            rows = await store.columns(
                connection, encoder=self.encoder.key, form=self.packing.form, after=after, limit=AT_ONCE
            )
            if not rows:
                return
            yield rows
            after = rows[-1].id

    async def _made(self, connection: TenantConnection, rows: Sequence[ColumnsRow]) -> dict[UUID, Packed]:
        candidates = await rankable_candidates(
            connection, encoder=self.encoder, candidate_ids=[row.id for row in rows]
        )

        packed = await asyncio.to_thread(self._packed, candidates)
        return {UUID(candidate.id): parts for candidate, parts in zip(candidates, packed, strict=True)}

    async def _keep(
        self,
        database: TenantDatabase,
        organisation_id: OrganisationId,
        rows: Sequence[ColumnsRow],
        made: dict[UUID, Packed],
    ) -> None:
        kept = [row for row in rows if row.id in made]
        async with database.tenant(organisation_id) as connection:
            # The version was read before the profile: should that be newer, the version is never met again.
            await store.keep_columns(
                connection,
                form=self.packing.form,
                candidate_ids=[row.id for row in kept],
                versions=[row.version for row in kept],
                parts=[made[row.id] for row in kept],
            )

    def _vectors(self, rows: Sequence[tuple[ColumnsRow, Packed]]) -> WholeNumbers:
        lengths = [self.packing.n_segments(parts) for _, parts in rows]
        size = self.encoder.n_dimensions
        found = [
            vectors_from_wire(row.vectors, n_segments=length, n_dimensions=size)
            for (row, _), length in zip(rows, lengths, strict=True)
        ]
        return quantised(np.concatenate(found)) if found else np.zeros((0, size), dtype=np.int16)
