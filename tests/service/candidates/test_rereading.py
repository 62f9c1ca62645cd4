"""All candidates are read once more in small steps, stopped and gone on with; nobody is missing meanwhile."""

from uuid import UUID

import pytest

from service.candidates import store
from service.candidates.rankable import n_rankable
from service.candidates.receiving import Sender, Submission, receive_candidate
from service.candidates.rereading import (
    Step,
    begin_rereading,
    read_some_again,
    rereading,
    resume_rereading,
    stop_rereading,
)
from service.candidates.rows import RereadingRow
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant

N_PEOPLE = 5


@pytest.fixture
async def begun(tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection) -> UUID:
    """Candidates that have been read, and the reading of all of them that begins."""
    async with tenant_database.tenant(agency.id) as connection:
        for number in range(N_PEOPLE):
            await receive_candidate(
                connection, Submission.of_text(f"CV {number}"), sender=Sender(agency.id, agency.id)
            )
    await owner_connection.execute("UPDATE candidates SET status = 'ready', ready_revision = 1")
    await owner_connection.execute("DELETE FROM pgqueuer")
    async with tenant_database.tenant(agency.id) as connection:
        first = await begin_rereading(connection, organisation_id=agency.id)
        assert (await begin_rereading(connection, organisation_id=agency.id)).id == first.id
    return first.id


async def look(database: TenantDatabase, agency: Tenant, rereading_id: UUID) -> RereadingRow:
    async with database.tenant(agency.id) as connection:
        assert await n_rankable(connection) == N_PEOPLE
        return await rereading(connection, rereading_id=rereading_id)


async def test_all_are_read_again_while_what_was_read_serves(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection, begun: UUID
) -> None:
    await read_some_again(tenant_database, Step(agency.id, begun, 1))
    row = await look(tenant_database, agency, begun)
    assert (row.n_candidates, row.n_begun, row.n_waiting) == (N_PEOPLE, N_PEOPLE, N_PEOPLE)
    async with tenant_database.tenant(agency.id) as connection:
        ids = await owner_connection.fetch("SELECT id FROM candidates")
        for known in ids:
            assert await store.finish(connection, candidate_id=known["id"], revision=1)
    await read_some_again(tenant_database, Step(agency.id, begun, 2))
    assert (await look(tenant_database, agency, begun)).ended_at is not None


async def test_it_is_stopped_and_gone_on_with(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection, begun: UUID
) -> None:
    await read_some_again(tenant_database, Step(agency.id, begun, 1))
    first = await owner_connection.fetchval("SELECT id FROM candidates ORDER BY id LIMIT 1")
    async with tenant_database.tenant(agency.id) as connection:
        await store.finish(connection, candidate_id=first, revision=1)
        row = await stop_rereading(connection, rereading_id=begun)
    assert row.stopped_at is not None
    assert (row.n_begun, row.n_waiting) == (1, 0)
    assert await owner_connection.fetchval("SELECT count(*) FROM candidates WHERE status <> 'ready'") == 0
    await read_some_again(tenant_database, Step(agency.id, begun, 2))
    assert (await look(tenant_database, agency, begun)).n_waiting == 0

    async with tenant_database.tenant(agency.id) as connection:
        await resume_rereading(connection, organisation_id=agency.id, rereading_id=begun)
    await read_some_again(tenant_database, Step(agency.id, begun, 3))
    row = await look(tenant_database, agency, begun)
    assert (row.n_begun, row.n_waiting) == (N_PEOPLE, N_PEOPLE - 1)
