"""One function per query of `queries.sql`."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from matching.encoding.encoder import Vectors
from matching.ranking.subjects import Segment
from matching.requirements import Requirement, Requirements
from service.database.queries import load_queries
from service.database.rows import to_row, to_row_or_none, to_rows
from service.openings.corrections import Correction
from service.openings.rows import OpeningRow, SavedRow, VectorRow
from service.serialization import requirements_to_json, segments_to_json, to_json
from service.tenancy import TenantConnection

QUERIES = load_queries(__package__)


async def add_opening(
    connection: TenantConnection,
    *,
    external_id: str | None,
    title: str,
    text: str,
    stated: tuple[Requirement, ...],
    requirements: Requirements,
    segments: tuple[Segment, ...],
    headcount: int,
) -> SavedRow:
    """Add an opening, or replace the one with the same external id."""
    record = await connection.fetchrow(
        QUERIES["add_opening"],
        external_id,
        title,
        text,
        to_json(tuple[Requirement, ...], stated),
        requirements_to_json(requirements),
        segments_to_json(segments),
        headcount,
    )
    assert record is not None
    return to_row(SavedRow, record)


async def change_opening(
    connection: TenantConnection,
    *,
    opening_id: UUID,
    seen_revision: int,
    title: str,
    text: str,
    requirements: Requirements,
    segments: tuple[Segment, ...],
    corrections: tuple[Correction, ...],
    headcount: int,
    is_closed: bool,
) -> bool:
    """Change an opening; False when it was changed or deleted since `seen_revision`."""
    changed = await connection.fetchval(
        QUERIES["change_opening"],
        opening_id,
        seen_revision,
        title,
        text,
        requirements_to_json(requirements),
        segments_to_json(segments),
        to_json(tuple[Correction, ...], corrections),
        headcount,
        is_closed,
    )
    return changed is not None


async def opening(connection: TenantConnection, *, opening_id: UUID) -> OpeningRow | None:
    """Return one opening."""
    return to_row_or_none(OpeningRow, await connection.fetchrow(QUERIES["opening"], opening_id))


async def openings(
    connection: TenantConnection,
    *,
    after: UUID | None,
    limit: int,
    external_id: str | None = None,
    is_open: bool = False,
) -> list[OpeningRow]:
    """Return openings, the newest first."""
    return to_rows(
        OpeningRow, await connection.fetch(QUERIES["openings"], after, limit, external_id, is_open)
    )


async def delete_opening(connection: TenantConnection, *, opening_id: UUID) -> bool:
    """Delete an opening; False when there is none."""
    return await connection.fetchval(QUERIES["delete_opening"], opening_id) is not None


async def forget_vectors(connection: TenantConnection, *, opening_id: UUID) -> None:
    """Delete all vectors of an opening."""
    await connection.execute(QUERIES["forget_vectors"], opening_id)


async def add_vectors(
    connection: TenantConnection, *, opening_id: UUID, encoder_key: str, vectors: Vectors
) -> None:
    """Keep the vectors of one encoder, one per passage in reading order."""
    rows = [(opening_id, encoder_key, segment, vector) for segment, vector in enumerate(vectors)]
    await connection.executemany(QUERIES["add_vector"], rows)


async def vectors(
    connection: TenantConnection, *, opening_ids: Sequence[UUID], encoder_key: str
) -> list[VectorRow]:
    """Return the vectors of some openings by one encoder, passages in reading order."""
    records = await connection.fetch(QUERIES["vectors"], list(opening_ids), encoder_key)
    return cast("list[VectorRow]", to_rows(VectorRow, records))
