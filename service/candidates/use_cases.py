"""What can be done with candidates."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matching.profile import Identity, Profile
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates import store
from service.candidates.corrections import Corrections, corrected_identity, corrected_profile
from service.candidates.duplicates import Duplicate, merge, undo_merge
from service.candidates.encoders import adopt_encoder, forget_idle_vectors
from service.candidates.rankable import pool_revision, rankable_candidate, rankable_candidates
from service.candidates.receiving import (
    Receipt,
    Sender,
    Submission,
    have_it_read,
    reading_key,
    receive_candidate,
)
from service.candidates.rows import CandidateRow, CandidateStatus, CandidateSummary
from service.documents.rows import Document
from service.documents.use_cases import document_in_use
from service.errors import Conflict, NotFound
from service.idempotency.use_cases import erase_answers
from service.jobs.queue import discard
from service.serialization import (
    from_json,
    identity_from_json,
    identity_to_json,
    profile_from_json,
    profile_to_json,
)
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase
from service.webhooks.events import matches_changed

__all__ = [
    "CandidateEntry",
    "CandidateRecord",
    "CandidateStatus",
    "Corrections",
    "Receipt",
    "Sender",
    "Submission",
    "adopt_encoder",
    "candidate",
    "candidate_document",
    "candidate_identities",
    "candidate_records",
    "candidates",
    "correct_candidate",
    "erase_candidate",
    "forget_idle_vectors",
    "merge",
    "pool_revision",
    "rankable_candidate",
    "rankable_candidates",
    "read_again",
    "receive_candidate",
    "undo_merge",
    "wait_until_read",
]

NO_SUCH_CANDIDATE = "There is no such candidate."
_FIRST_LOOK_SECONDS = 0.05
_LATER_LOOKS_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class CandidateEntry:
    """A candidate in a list.

    Attributes:
        uploaded_by: The partner who sent the candidate; None for the organisation itself.
        status: How far the reading of what was sent last is.
        reason: Why it was refused.
        revision: Number of the document sent last.
        ready_revision: Number of the document that the profile was read from.
        merged_into: The candidate who stands for this one, who is ranked no more; None for most.
        duplicates: Others who seem to be the same person.
        identity: None while nothing has been read.
    """

    id: UUID
    external_id: str | None
    uploaded_by: UUID | None
    status: CandidateStatus
    reason: str | None
    revision: int
    ready_revision: int | None
    created_at: datetime
    updated_at: datetime
    merged_into: UUID | None
    duplicates: tuple[Duplicate, ...]
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """A candidate with all that is known.

    Attributes:
        profile: With corrections; None while nothing has been read.
        corrections: What people changed.
        text: What the spans of the profile point into.
    """

    entry: CandidateEntry
    profile: Profile | None
    corrections: Corrections
    text: str | None


async def candidate(connection: TenantConnection, *, candidate_id: UUID) -> CandidateRecord:
    """Return one candidate.

    Raises:
        NotFound: the connection sees no such candidate.
    """
    row = await store.candidate(connection, candidate_id=candidate_id)
    if row is None:
        raise NotFound(NO_SUCH_CANDIDATE)
    return _record(row)


async def candidate_records(
    connection: TenantConnection, *, after: UUID | None, limit: int
) -> list[CandidateRecord]:
    """Return candidates with all that is known, the oldest first, those that come after one."""
    return [_record(row) for row in await store.candidates_after(connection, after=after, limit=limit)]


async def candidates(
    connection: TenantConnection,
    *,
    after: UUID | None = None,
    status: CandidateStatus | None = None,
    external_id: str | None = None,
    limit: int,
) -> list[CandidateEntry]:
    """Return candidates, the newest first, those that come after the candidate `after`."""
    rows = await store.candidates(
        connection, after=after, status=status, external_id=external_id, limit=limit
    )
    return [_entry(row) for row in rows]


async def candidate_identities(
    connection: TenantConnection, *, candidate_ids: Sequence[UUID]
) -> dict[UUID, Identity]:
    """Return who some candidates are, for people who look at a list of them."""
    rows = await store.names(connection, candidate_ids=candidate_ids)
    return {row.id: identity_from_json(row.identity) for row in rows}


async def candidate_document(connection: TenantConnection, *, candidate_id: UUID) -> Document:
    """Return the document that a candidate's profile was read from; the newest while none has been read.

    Raises:
        NotFound: the connection sees no such candidate.
    """
    try:
        return await document_in_use(connection, candidate_id=candidate_id)
    except NotFound:
        raise NotFound(NO_SUCH_CANDIDATE) from None


async def correct_candidate(
    connection: TenantConnection, *, candidate_id: UUID, patch: Corrections, taxonomy: Taxonomy
) -> CandidateRecord:
    """Return a candidate as corrected by a person; the correction outlives every new reading.

    Raises:
        NotFound: the connection sees no such candidate.
        Conflict: nothing of the candidate has been read yet.
        InvalidRequest: the taxonomy does not know what is named.
    """
    known = await candidate(connection, candidate_id=candidate_id)
    # First, as everybody does who writes about a candidate: in another order two would wait for each other.
    await store.touch(connection, candidate_id=candidate_id)
    read = await store.corrections(connection, candidate_id=candidate_id)
    if read is None:
        raise Conflict(f"There is nothing to correct yet: the candidate is {known.entry.status}.")
    corrections = Corrections.model_validate_json(read.corrections).merged(patch)
    profile = corrected_profile(profile_from_json(read.profile), corrections, taxonomy=taxonomy)
    await store.keep_corrections(
        connection,
        candidate_id=candidate_id,
        corrections=corrections.model_dump_json(exclude_none=True),
        profile=profile_to_json(profile),
        identity=identity_to_json(corrected_identity(identity_from_json(read.identity), corrections)),
    )
    await store.pool_changed(connection)
    await matches_changed(connection)
    return await candidate(connection, candidate_id=candidate_id)


async def read_again(
    connection: TenantConnection, *, organisation_id: OrganisationId, candidate_id: UUID
) -> None:
    """Have the candidate's newest document read once more, say after it was refused by mistake.

    Raises:
        NotFound: the connection sees no such candidate, or it waits to be read already.
    """
    found = await store.read_again(connection, candidate_id=candidate_id)
    if found is None:
        raise NotFound(NO_SUCH_CANDIDATE)
    await have_it_read(
        connection, organisation_id=organisation_id, candidate_id=candidate_id, revision=found.revision
    )


async def erase_candidate(
    connection: TenantConnection, *, organisation_id: OrganisationId, candidate_id: UUID
) -> None:
    """Erase a candidate: document, text, profile, identity, vectors, jobs, answers to idempotency keys.

    Raises:
        NotFound: the connection sees no such candidate.
    """
    if not await store.erase(connection, candidate_id=candidate_id):
        raise NotFound(NO_SUCH_CANDIDATE)
    await erase_answers(connection, subject_id=candidate_id)
    await discard(connection, key_prefix=reading_key(organisation_id, candidate_id))
    await store.pool_changed(connection)
    await matches_changed(connection)


async def wait_until_read(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    candidate_id: UUID,
    seconds: float,
    partner_id: OrganisationId | None = None,
) -> CandidateStatus:
    """Return the candidate's status once it is no longer merely received, or after `seconds`.

    No connection is held meanwhile.

    Raises:
        NotFound: the candidate is gone.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    pause = _FIRST_LOOK_SECONDS
    while True:
        async with database.tenant(organisation_id, partner_id=partner_id) as connection:
            progress = await store.standing(connection, candidate_id=candidate_id)
        if progress is None:
            raise NotFound(NO_SUCH_CANDIDATE)
        if progress.status is not CandidateStatus.RECEIVED or loop.time() + pause > deadline:
            return progress.status
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LATER_LOOKS_SECONDS)


def _record(row: CandidateRow) -> CandidateRecord:
    return CandidateRecord(
        entry=_entry(row),
        profile=profile_from_json(row.profile) if row.profile else None,
        corrections=Corrections.model_validate_json(row.corrections or "{}"),
        text=row.text,
    )


def _entry(row: CandidateRow | CandidateSummary) -> CandidateEntry:
    return CandidateEntry(
        id=row.id,
        external_id=row.external_id,
        uploaded_by=row.uploaded_by,
        status=row.status,
        reason=row.reason,
        revision=row.revision,
        ready_revision=row.ready_revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        merged_into=row.merged_into,
        duplicates=from_json(tuple[Duplicate, ...], row.duplicates or "[]"),
        identity=identity_from_json(row.identity) if row.identity else None,
    )
