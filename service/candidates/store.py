from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from matching.encoding.encoder import EncoderDescription, Vectors
from service.candidates.rows import (
    CandidateRow,
    CandidateStatus,
    CandidateSummary,
    Claim,
    ColumnsRow,
    Corrected,
    DuplicateState,
    ExternalIdRow,
    NameRow,
    Progress,
    RankableRow,
    RereadingRow,
    Sharing,
    Standing,
    UnembeddedRow,
    VersionsRow,
)
from service.database.codecs import halfvec_to_wire
from service.database.queries import load_queries
from service.database.rows import to_row, to_row_or_none, to_rows
from service.tenancy import Connection, TenantConnection

QUERIES = load_queries(__package__)


async def serving_encoder(connection: Connection | TenantConnection) -> str | None:
    """Return the key of the encoder whose vectors serve; None before the first start."""
    key: str | None = await connection.fetchval(QUERIES["serving_encoder"])
    return key


async def add_encoder(connection: Connection, description: EncoderDescription) -> None:
    """Make an encoder known; the first one serves from now on."""
    await connection.execute(
        QUERIES["add_encoder"],
        description.key,
        description.model,
        description.revision,
        description.n_dimensions,
    )


async def let_serve(connection: Connection, *, encoder: str) -> None:
    """Let an encoder serve instead of the one that does."""
    await connection.execute(QUERIES["none_serves"])
    await connection.execute(QUERIES["let_serve"], encoder)


async def unembedded(connection: TenantConnection, *, encoder: str, limit: int) -> list[UnembeddedRow]:
    """Return candidates without vectors of an encoder, by id."""
    return to_rows(UnembeddedRow, await connection.fetch(QUERIES["unembedded"], encoder, limit))


async def is_at(connection: TenantConnection, *, candidate_id: UUID, revision: int) -> bool:
    """Return whether what is known of a candidate was read from that revision; it then stays so."""
    return await connection.fetchval(QUERIES["is_at"], candidate_id, revision) is not None


async def forget_idle_vectors(connection: TenantConnection) -> int:
    """Delete vectors of encoders that do not serve; return how many candidates had some."""
    n_candidates: int = await connection.fetchval(QUERIES["forget_idle_vectors"])
    return n_candidates


async def lock_by_external_id(connection: TenantConnection, *, external_id: str) -> Standing | None:
    """Return the sender's candidate with an external id, locked."""
    return to_row_or_none(Standing, await connection.fetchrow(QUERIES["lock_by_external_id"], external_id))


async def receive(
    connection: TenantConnection, *, external_id: str | None, replaces_duplicates: bool
) -> Standing:
    """Return a new candidate, or the one with that external id at its next revision."""
    record = await connection.fetchrow(QUERIES["receive"], external_id, replaces_duplicates)
    assert record is not None
    return to_row(Standing, record)


async def standing(connection: TenantConnection, *, candidate_id: UUID) -> Progress | None:
    """Return how far the reading of a candidate is."""
    return to_row_or_none(Progress, await connection.fetchrow(QUERIES["standing"], candidate_id))


async def attempts(connection: TenantConnection, *, candidate_id: UUID, revision: int) -> int | None:
    """Return how often a revision has been tried; None when it is done, refused or replaced."""
    n_attempts: int | None = await connection.fetchval(QUERIES["attempts"], candidate_id, revision)
    return n_attempts


async def claim(connection: TenantConnection, *, candidate_id: UUID, revision: int) -> Claim | None:
    """Return the attempt that begins now; None when the revision is done, refused or replaced."""
    return to_row_or_none(Claim, await connection.fetchrow(QUERIES["claim"], candidate_id, revision))


async def refuse(connection: TenantConnection, *, candidate_id: UUID, revision: int, reason: str) -> bool:
    """Return whether it is now recorded why a revision cannot be read."""
    return await connection.fetchval(QUERIES["refuse"], candidate_id, revision, reason) is not None


async def finish(connection: TenantConnection, *, candidate_id: UUID, revision: int) -> bool:
    """Return whether the revision, now read, was still wanted."""
    return await connection.fetchval(QUERIES["finish"], candidate_id, revision) is not None


async def read_again(connection: TenantConnection, *, candidate_id: UUID) -> Standing | None:
    """Return the candidate, waiting to be read once more; None when it waits already."""
    return to_row_or_none(Standing, await connection.fetchrow(QUERIES["read_again"], candidate_id))


async def keep_identity(
    connection: TenantConnection, *, candidate_id: UUID, read: str, identity: str
) -> None:
    """Store who the candidate is, as read and as corrected."""
    await connection.execute(QUERIES["keep_identity"], candidate_id, read, identity)


async def keep_profile(
    connection: TenantConnection,
    *,
    candidate_id: UUID,
    revision: int,
    read: str,
    profile: str,
    segments: str,
    parser: str,
) -> None:
    """Store what a revision was read as; corrections stay."""
    await connection.execute(QUERIES["keep_profile"], candidate_id, revision, read, profile, segments, parser)


async def replace_vectors(
    connection: TenantConnection, *, candidate_id: UUID, encoder: str, vectors: Vectors
) -> None:
    """Store the vectors of a candidate's passages by one encoder, instead of those by any."""
    await forget_vectors(connection, candidate_id=candidate_id)
    await add_vectors(connection, candidate_id=candidate_id, encoder=encoder, vectors=vectors)


async def forget_vectors(connection: TenantConnection, *, candidate_id: UUID) -> None:
    """Delete the vectors of a candidate, of every encoder."""
    await connection.execute(QUERIES["forget_vectors"], candidate_id)


async def add_vectors(
    connection: TenantConnection, *, candidate_id: UUID, encoder: str, vectors: Vectors
) -> None:
    """Store the vectors of a candidate's passages, one row each, beside those of other encoders."""
    rows = [(candidate_id, encoder, segment, vector) for segment, vector in enumerate(vectors)]
    await connection.executemany(QUERIES["add_vector"], rows)


async def corrections(connection: TenantConnection, *, candidate_id: UUID) -> Corrected | None:
    """Return the corrections with what they correct, locked; None before the first reading."""
    return to_row_or_none(Corrected, await connection.fetchrow(QUERIES["corrections"], candidate_id))


async def keep_corrections(
    connection: TenantConnection, *, candidate_id: UUID, corrections: str, profile: str, identity: str
) -> None:
    """Store the corrections, and the profile and the identity that result."""
    await connection.execute(QUERIES["keep_corrections"], candidate_id, corrections, profile)
    await connection.execute(QUERIES["correct_identity"], candidate_id, identity)


async def touch(connection: TenantConnection, *, candidate_id: UUID) -> None:
    """Record that a person changes a candidate, and hold it until the transaction ends."""
    await connection.execute(QUERIES["touch"], candidate_id)


async def pool_changed(connection: TenantConnection) -> None:
    """Give the pool of candidates a new revision. Last in a transaction: others wait for it."""
    await connection.execute(QUERIES["pool_changed"])


async def pool_revision(connection: TenantConnection) -> int:
    """Return the revision of the pool; 0 for a pool that never held anyone."""
    return await connection.fetchval(QUERIES["pool_revision"]) or 0


async def candidate(connection: TenantConnection, *, candidate_id: UUID) -> CandidateRow | None:
    """Return all that is known of one candidate."""
    return to_row_or_none(CandidateRow, await connection.fetchrow(QUERIES["candidate"], candidate_id))


async def candidates_after(
    connection: TenantConnection, *, after: UUID | None, limit: int
) -> list[CandidateRow]:
    """Return all that is known of some candidates, the oldest first."""
    return to_rows(CandidateRow, await connection.fetch(QUERIES["candidates_after"], after, limit))


async def candidates(
    connection: TenantConnection,
    *,
    after: UUID | None,
    status: CandidateStatus | None,
    external_id: str | None,
    limit: int,
) -> list[CandidateSummary]:
    """Return a page of candidates, the newest first."""
    records = await connection.fetch(QUERIES["candidates"], after, status, external_id, limit)
    return to_rows(CandidateSummary, records)


async def names(connection: TenantConnection, *, candidate_ids: Sequence[UUID]) -> list[NameRow]:
    """Return who some candidates are."""
    return to_rows(NameRow, await connection.fetch(QUERIES["names"], list(candidate_ids)))


async def rankable_versions(connection: TenantConnection) -> VersionsRow:
    """Return the candidates that can be ranked, with the time of their last change."""
    record = await connection.fetchrow(QUERIES["rankable_versions"])
    assert record is not None
    return to_row(VersionsRow, record)


async def columns(
    connection: TenantConnection, *, encoder: str, form: str, after: UUID | None, limit: int
) -> list[ColumnsRow]:
    """Return candidates that can be ranked as columns, by id."""
    return to_rows(ColumnsRow, await connection.fetch(QUERIES["columns"], encoder, form, after, limit))


async def keep_columns(
    connection: TenantConnection,
    *,
    form: str,
    candidate_ids: Sequence[UUID],
    versions: Sequence[datetime],
    parts: Sequence[Sequence[bytes]],
) -> None:
    """Store packed columns; `parts` has as many entries for each candidate."""
    await connection.execute(
        QUERIES["keep_columns"],
        form,
        list(candidate_ids),
        list(versions),
        [part for of_one in parts for part in of_one],
        len(parts[0]),
    )


async def n_rankable(connection: TenantConnection) -> int:
    """Return how many candidates can be ranked."""
    return int(await connection.fetchval(QUERIES["n_rankable"]))


async def keep_new_columns(
    connection: TenantConnection,
    *,
    form: str,
    candidate_ids: Sequence[UUID],
    parts: Sequence[Sequence[bytes]],
) -> None:
    """Store packed columns of candidates that came in this transaction."""
    await connection.execute(
        QUERIES["keep_new_columns"],
        form,
        list(candidate_ids),
        [part for of_one in parts for part in of_one],
        len(parts[0]),
    )


async def external_ids(connection: TenantConnection, *, candidate_ids: Sequence[UUID]) -> list[ExternalIdRow]:
    """Return the senders' own names of some candidates."""
    return to_rows(ExternalIdRow, await connection.fetch(QUERIES["external_ids"], list(candidate_ids)))


async def rankable(
    connection: TenantConnection, *, encoder: str, candidate_ids: Sequence[UUID] | None, with_text: bool
) -> list[RankableRow]:
    """Return candidates that have been read, with the vectors of one encoder, by id."""
    ids = None if candidate_ids is None else list(candidate_ids)
    return to_rows(RankableRow, await connection.fetch(QUERIES["rankable"], encoder, ids, with_text))


async def add_read(
    connection: TenantConnection, *, candidate_ids: Sequence[UUID], external_ids: Sequence[str]
) -> set[UUID]:
    """Return the ids of those that were new; each counts as read."""
    rows = await connection.fetch(QUERIES["add_read"], list(candidate_ids), list(external_ids))
    return {row["id"] for row in rows}


async def add_read_identities(
    connection: TenantConnection, *, candidate_ids: Sequence[UUID], identities: Sequence[str]
) -> None:
    """Store who new candidates are."""
    await connection.execute(QUERIES["add_read_identities"], list(candidate_ids), list(identities))


async def add_read_profiles(
    connection: TenantConnection,
    *,
    candidate_ids: Sequence[UUID],
    profiles: Sequence[str],
    segments: Sequence[str],
    parser: str,
) -> None:
    """Store what new candidates state."""
    await connection.execute(
        QUERIES["add_read_profiles"], list(candidate_ids), list(profiles), list(segments), parser
    )


async def add_read_vectors(
    connection: TenantConnection, *, encoder: str, vectors: Mapping[UUID, Vectors]
) -> None:
    """Store the vectors of new candidates' passages, shape (n_segments, n_dimensions) each."""
    places = [(name, number) for name, rows in vectors.items() for number in range(len(rows))]
    await connection.execute(
        QUERIES["add_read_vectors"],
        [name for name, _ in places],
        [number for _, number in places],
        [halfvec_to_wire(row) for rows in vectors.values() for row in rows],
        encoder,
    )


async def replace_marks(
    connection: TenantConnection, *, candidate_id: UUID, marks: Sequence[tuple[str, bytes]]
) -> None:
    """Store what tells a candidate, by kind."""
    kinds, values = [kind for kind, _ in marks], [value for _, value in marks]
    await connection.fetchval(QUERIES["lock_marks"], kinds, values)
    await connection.execute(QUERIES["forget_marks"], candidate_id)
    await connection.execute(QUERIES["add_marks"], candidate_id, kinds, values)


async def sharing(connection: TenantConnection, *, candidate_id: UUID) -> list[Sharing]:
    """Return who shares marks with a candidate, those who share most first."""
    return to_rows(Sharing, await connection.fetch(QUERIES["sharing"], candidate_id))


async def replace_links(
    connection: TenantConnection, *, candidate_id: UUID, links: Sequence[tuple[UUID, Sequence[str], bool]]
) -> None:
    """Store who seems to be the same person; what somebody decided stays."""
    await connection.execute(QUERIES["forget_links"], candidate_id)
    if links:
        await connection.execute(
            QUERIES["add_links"],
            candidate_id,
            [other_id for other_id, _, _ in links],
            [",".join(because) for _, because, _ in links],
            [is_certain for _, _, is_certain in links],
        )


async def merge_certain(connection: TenantConnection, *, candidate_id: UUID) -> None:
    """Let a candidate take the place of those it is certain to be."""
    await connection.execute(QUERIES["merge_certain"], candidate_id)


async def merge(connection: TenantConnection, *, candidate_id: UUID, into: UUID) -> bool:
    """Return whether another candidate stands for this one now."""
    return await connection.fetchval(QUERIES["merge"], candidate_id, into) is not None


async def undo_merge(connection: TenantConnection, *, candidate_id: UUID) -> UUID | None:
    """Return who stood for a candidate until now; None when nobody did."""
    other_id: UUID | None = await connection.fetchval(QUERIES["undo_merge"], candidate_id)
    return other_id


async def decide(
    connection: TenantConnection, *, candidate_id: UUID, other_id: UUID, state: DuplicateState
) -> None:
    """Store what a person decided about two candidates."""
    await connection.execute(QUERIES["decide"], candidate_id, other_id, state)


async def erase(connection: TenantConnection, *, candidate_id: UUID) -> bool:
    """Return whether there was such a candidate; it and all that refers to it is gone."""
    return await connection.fetchval(QUERIES["erase"], candidate_id) is not None


async def unended_rereading(connection: TenantConnection) -> UUID | None:
    """Return the reading of all candidates that goes on, or was stopped."""
    rereading_id: UUID | None = await connection.fetchval(QUERIES["unended_rereading"])
    return rereading_id


async def begin_rereading(connection: TenantConnection) -> UUID:
    """Return the id of a new reading of all candidates."""
    rereading_id: UUID = await connection.fetchval(QUERIES["begin_rereading"])
    return rereading_id


async def rereading(connection: TenantConnection, *, rereading_id: UUID) -> RereadingRow | None:
    """Return how far a reading of all candidates is."""
    return to_row_or_none(RereadingRow, await connection.fetchrow(QUERIES["rereading"], rereading_id))


async def read_some_again(connection: TenantConnection, *, rereading_id: UUID, limit: int) -> list[Standing]:
    """Return the next candidates, which now wait to be read once more."""
    return to_rows(Standing, await connection.fetch(QUERIES["read_some_again"], rereading_id, limit))


async def stop_rereading(connection: TenantConnection, *, rereading_id: UUID) -> None:
    """Let nobody wait for a reading any more."""
    await connection.execute(QUERIES["stop_rereading"], rereading_id)


async def resume_rereading(connection: TenantConnection, *, rereading_id: UUID) -> bool:
    """Return whether a reading that was stopped goes on."""
    return await connection.fetchval(QUERIES["resume_rereading"], rereading_id) is not None


async def end_rereading(connection: TenantConnection, *, rereading_id: UUID) -> None:
    """Record that all have been read again."""
    await connection.execute(QUERIES["end_rereading"], rereading_id)
