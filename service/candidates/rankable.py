"""Candidates as the ranking takes them: profile, passages and vectors, without identity."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np

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


async def rankable_versions(connection: TenantConnection) -> dict[str, datetime]:
    """Return the ids of all candidates that can be ranked, each with a time that differs after any change."""
    return {str(row.id): row.updated_at for row in await store.rankable_versions(connection)}


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
        vectors=_vectors(row.vectors, n_segments=len(segments), n_dimensions=n_dimensions),
    )


def _vectors(wire: bytes, *, n_segments: int, n_dimensions: int) -> Vectors:
    size = _HEADER_BYTES + 2 * n_dimensions
    if len(wire) != n_segments * size:
        return np.zeros((n_segments, n_dimensions), dtype=np.float32)
    values = np.frombuffer(wire, dtype=np.uint8).reshape(n_segments, size)[:, _HEADER_BYTES:]
    return np.ascontiguousarray(values).view(">f2").astype(np.float32)
