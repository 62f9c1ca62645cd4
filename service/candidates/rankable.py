"""Candidates as the ranking takes them: profile, passages and vectors, without identity."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.encoding.encoder import EncoderDescription, Vectors
from matching.ranking.subjects import Candidate
from service.candidates import store
from service.candidates.rows import RankableRow
from service.errors import NotFound
from service.serialization import profile_from_json, segments_from_json
from service.tenancy import TenantConnection

_HEADER_BYTES = 4
"""Of the wire form of `halfvec`, before its values of two bytes each."""


async def pool_revision(connection: TenantConnection) -> int:
    """Return a number that changes whenever a candidate that can be ranked comes, changes or goes.

    Read it before the candidates: a pool kept under it is then never older than it says.
    """
    return await store.pool_revision(connection)


@dataclass(frozen=True, slots=True)
class Versions:
    """Candidates that can be ranked.

    Attributes:
        ids: In rising order, 16 bytes each.
        times: Numbers that differ after any change.
    """

    ids: NDArray[np.bytes_]
    times: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    def stand_in(self, later: "Versions") -> NDArray[np.bool_]:
        """Return, for each candidate, whether it is there later and has not changed."""
        if not len(later):
            return np.zeros(len(self), dtype=bool)
        places = np.minimum(np.searchsorted(later.ids, self.ids), len(later) - 1)
        stands: NDArray[np.bool_] = (later.ids[places] == self.ids) & (later.times[places] == self.times)
        return stands

    def of(self, names: Sequence[str]) -> "Versions":
        """Return the candidates with these ids, in this order; the unknown under a time that never was."""
        ids = np.frombuffer(bytes.fromhex("".join(names).replace("-", "")), dtype="S16")
        if not len(self):
            return Versions(ids, np.full(len(ids), -1))
        places = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        return Versions(ids, np.where(self.ids[places] == ids, self.times[places], -1))

    def not_in(self, earlier: "Versions") -> list[UUID]:
        """Return the candidates that were not there earlier, or have changed since."""
        changed = self.ids[~self.stand_in(earlier)]
        # numpy takes zeros at the end for padding.
        return [UUID(bytes=bytes(name).ljust(16, b"\0")) for name in changed]


async def rankable_versions(connection: TenantConnection) -> Versions:
    """Return all candidates that can be ranked, each with a number that differs after any change."""
    row = await store.rankable_versions(connection)
    return Versions(
        ids=np.frombuffer(row.ids, dtype="S16"),
        times=np.frombuffer(row.versions, dtype=">i8").astype(np.int64),
    )


async def n_rankable(connection: TenantConnection) -> int:
    """Return how many candidates can be ranked."""
    return await store.n_rankable(connection)


async def external_ids(connection: TenantConnection, *, candidate_ids: Sequence[UUID]) -> dict[str, str]:
    """Return what senders call some candidates, by our id; those without such a name are left out."""
    rows = await store.external_ids(connection, candidate_ids=candidate_ids)
    return {str(row.id): row.external_id for row in rows}


async def rankable_candidates(
    connection: TenantConnection,
    *,
    encoder: EncoderDescription,
    candidate_ids: Sequence[UUID] | None = None,
    with_text: bool = False,
) -> list[Candidate]:
    """Return all candidates that have been read, or those of some ids, ordered by id.

    One whose vectors are of another encoder comes with rows of zeros: known, but similar to nothing.

    Args:
        connection: Of the organisation whose candidates they are.
        encoder: Whose vectors are wanted.
        candidate_ids: None for all.
        with_text: Whether `Candidate.text` is filled; an explanation needs it, a score does not.
    """
    rows = await store.rankable(
        connection, encoder=encoder.key, candidate_ids=candidate_ids, with_text=with_text
    )
    # A thousand profiles take a quarter of a second to decode, for which others should not wait.
    return await asyncio.to_thread(lambda: [_candidate(row, encoder.n_dimensions) for row in rows])


async def rankable_candidate(
    connection: TenantConnection, *, candidate_id: UUID, encoder: EncoderDescription
) -> Candidate:
    """Return one candidate with its text.

    Raises:
        NotFound: there is no such candidate, or nothing of it has been read yet.
    """
    found = await rankable_candidates(
        connection, encoder=encoder, candidate_ids=[candidate_id], with_text=True
    )
    if not found:
        raise NotFound
    return found[0]


def _candidate(row: RankableRow, n_dimensions: int) -> Candidate:
    segments = segments_from_json(row.segments)
    return Candidate(
        id=str(row.id),
        profile=profile_from_json(row.profile),
        text=row.text,
        segments=segments,
        vectors=vectors_from_wire(row.vectors, n_segments=len(segments), n_dimensions=n_dimensions),
    )


def vectors_from_wire(wire: bytes, *, n_segments: int, n_dimensions: int) -> Vectors:
    """Return the vectors of one candidate; zeros where those of the encoder are not there, or not all."""
    size = _HEADER_BYTES + 2 * n_dimensions
    if len(wire) != n_segments * size:
        return np.zeros((n_segments, n_dimensions), dtype=np.float32)
    values = np.frombuffer(wire, dtype=np.uint8).reshape(n_segments, size)[:, _HEADER_BYTES:]
    return np.ascontiguousarray(values).view(">f2").astype(np.float32)
