"""A write may break off at any call to the database: nothing is half done, and trying again works."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, cast
from uuid import UUID

import numpy as np
import pytest

from matching.encoding.encoder import EncoderDescription
from matching.profile import Identity, Profile
from matching.ranking.subjects import Segment
from matching.taxonomy.loading import load_taxonomy
from matching.types import LanguageCode, Span
from service.candidates import store
from service.candidates.receiving import Sender, Submission, receive_candidate
from service.candidates.use_cases import (
    Corrections,
    adopt_encoder,
    correct_candidate,
    erase_candidate,
    read_again,
)
from service.documents.use_cases import replace_text
from service.serialization import identity_to_json, profile_to_json, segments_to_json
from service.tenancy import Connection, TenantConnection, TenantDatabase
from tests.factories import Tenant

CV = "Salma Exemple\nConseillère clientèle"
ENCODER = EncoderDescription(model="length", revision="0" * 12, n_dimensions=1)

INVARIANTS = {
    "a candidate without its document": """
        SELECT count(*) FROM candidates c WHERE NOT EXISTS (
            SELECT FROM candidate_documents d WHERE d.candidate_id = c.id AND d.revision = c.revision)""",
    "a candidate that waits without a job": """
        SELECT count(*) FROM candidates c WHERE status = 'received' AND NOT EXISTS (
            SELECT FROM pgqueuer q WHERE q.dedupe_key LIKE '%' || c.id || '/' || c.revision)""",
    "a job about nobody": """
        SELECT count(*) FROM pgqueuer q WHERE NOT EXISTS (
            SELECT FROM candidates c WHERE q.dedupe_key LIKE '%' || c.id || '/%')""",
    "a ready candidate that is not whole": """
        SELECT count(*) FROM candidates c WHERE status = 'ready' AND NOT (
            EXISTS (SELECT FROM candidate_profiles p WHERE p.candidate_id = c.id AND p.revision = c.revision)
            AND EXISTS (SELECT FROM candidate_texts t WHERE t.candidate_id = c.id AND t.revision = c.revision)
            AND EXISTS (SELECT FROM candidate_vectors v WHERE v.candidate_id = c.id)
            AND EXISTS (SELECT FROM candidate_identities i WHERE i.candidate_id = c.id))""",
    "a used key without what it led to": """
        SELECT count(*) FROM idempotency_keys k WHERE body_sha256 IS NOT NULL AND NOT EXISTS (
            SELECT FROM candidates c WHERE c.id = k.subject_id)""",
}


class Broken(Exception):
    """Planted."""


class BreakingConnection:
    """A connection that breaks at its nth call; it counts what it is asked."""

    def __init__(self, connection: TenantConnection, *, at: int | None) -> None:
        self._connection = connection
        self._at = at
        self.n_calls = 0

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._connection, name)

        async def call(*arguments: Any) -> Any:  # noqa: ANN401  as the driver's
            self.n_calls += 1
            if self.n_calls == self._at:
                raise Broken
            return await method(*arguments)

        return call


Write = Callable[[TenantConnection, Tenant, UUID | None], Awaitable[object]]


async def receive(connection: TenantConnection, agency: Tenant, _: UUID | None) -> object:
    return await receive_candidate(
        connection,
        Submission.of_text(CV),
        sender=Sender(agency.id, agency.id),
        external_id="E-1",
        idempotency_key="k-1",
    )


async def replace(connection: TenantConnection, agency: Tenant, _: UUID | None) -> object:
    return await receive_candidate(
        connection,
        Submission.of_text(CV + " bilingue"),
        sender=Sender(agency.id, agency.id),
        external_id="E-1",
        idempotency_key="k-2",
    )


async def correct(connection: TenantConnection, agency: Tenant, candidate_id: UUID | None) -> object:
    assert candidate_id
    patch = Corrections(months_of_experience=12)
    return await correct_candidate(
        connection, candidate_id=candidate_id, patch=patch, taxonomy=load_taxonomy()
    )


async def erase(connection: TenantConnection, agency: Tenant, candidate_id: UUID | None) -> object:
    assert candidate_id
    await erase_candidate(connection, organisation_id=agency.id, candidate_id=candidate_id)
    return None


async def again(connection: TenantConnection, agency: Tenant, candidate_id: UUID | None) -> object:
    assert candidate_id
    await read_again(connection, organisation_id=agency.id, candidate_id=candidate_id)
    return None


async def ready_candidate(database: TenantDatabase, agency: Tenant) -> UUID:
    await adopt_encoder(database, ENCODER)
    profile = Profile(language=LanguageCode("fr"), reference_date=date(2026, 11, 1))
    async with database.tenant(agency.id) as connection:
        receipt = await receive_candidate(
            connection, Submission.of_text(CV), sender=Sender(agency.id, agency.id), external_id="E-1"
        )
        await keep(connection, receipt.candidate_id, profile)
        await connection.execute("DELETE FROM pgqueuer")
    return receipt.candidate_id


async def keep(connection: TenantConnection, candidate_id: UUID, profile: Profile) -> None:
    await store.finish(connection, candidate_id=candidate_id, revision=1)
    await replace_text(
        connection,
        candidate_id=candidate_id,
        revision=1,
        text=CV,
        pages=(),
        hidden=(),
        profile=profile,
    )
    identity = identity_to_json(Identity())
    await store.keep_identity(connection, candidate_id=candidate_id, read=identity, identity=identity)
    await store.keep_profile(
        connection,
        candidate_id=candidate_id,
        revision=1,
        read=profile_to_json(profile),
        profile=profile_to_json(profile),
        segments=segments_to_json((Segment(Span(0, 1), "S"),)),
        parser="test",
    )
    vectors = np.ones((1, 1), dtype=np.float32)
    await store.replace_vectors(connection, candidate_id=candidate_id, encoder=ENCODER.key, vectors=vectors)


async def faults(owner: Connection) -> list[str]:
    return [fault for fault, query in INVARIANTS.items() if await owner.fetchval(query)]


async def attempt(
    database: TenantDatabase, agency: Tenant, write: Write, candidate_id: UUID | None, *, at: int | None
) -> int:
    """Do the write over a connection that breaks at its nth call; return the number of calls."""
    async with database.tenant(agency.id) as connection:
        breaking = BreakingConnection(connection, at=at)
        await write(cast("TenantConnection", breaking), agency, candidate_id)
    return breaking.n_calls


@pytest.mark.parametrize("write", [receive, replace, correct, erase, again])
async def test_a_write_that_breaks_off_anywhere_leaves_nothing_half_done(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection, write: Write
) -> None:
    is_about_someone = write is not receive
    candidate_id = await ready_candidate(tenant_database, agency) if is_about_someone else None
    assert await faults(owner_connection) == []
    n_broken = 0
    while True:
        try:
            n_calls = await attempt(tenant_database, agency, write, candidate_id, at=n_broken + 1)
            break
        except Broken:
            n_broken += 1
            assert await faults(owner_connection) == []
    assert n_calls == n_broken > 1
    assert await faults(owner_connection) == []
