"""Jobs that were given up are seen by whose they are, run again, or forgotten."""

from uuid import UUID

import pytest

from service.candidates.receiving import Sender, Submission, receive_candidate
from service.candidates.use_cases import CandidateStatus, candidate
from service.errors import Conflict, NotFound
from service.jobs.rows import JobState, QueuedJob
from service.tenancy import Connection, TenantDatabase
from service.upkeep import use_cases
from tests.factories import Tenant


@pytest.fixture
async def given_up(tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection) -> UUID:
    """A candidate whose reading was given up."""
    async with tenant_database.tenant(agency.id) as connection:
        receipt = await receive_candidate(
            connection, Submission.of_text("Salma Exemple"), sender=Sender(agency.id, agency.id)
        )
    await owner_connection.execute("UPDATE pgqueuer SET status = 'failed'")
    await owner_connection.execute("UPDATE candidates SET status = 'refused', reason = 'processing_failed'")
    return receipt.candidate_id


async def jobs_of(database: TenantDatabase, tenant: Tenant) -> list[QueuedJob]:
    async with database.unbound() as connection:
        return await use_cases.jobs(connection, organisation_id=tenant.id, limit=10)


async def test_an_organisation_sees_its_own_jobs_alone(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, given_up: UUID
) -> None:
    (job,) = await jobs_of(tenant_database, agency)
    assert job.state is JobState.PARKED
    assert str(given_up) in job.arguments
    assert await jobs_of(tenant_database, other_agency) == []
    async with tenant_database.unbound() as connection:
        with pytest.raises(NotFound):
            await use_cases.job(connection, job_id=job.id, organisation_id=other_agency.id)


async def test_a_candidate_whose_reading_was_given_up_waits_again(
    tenant_database: TenantDatabase, agency: Tenant, given_up: UUID
) -> None:
    (parked,) = await jobs_of(tenant_database, agency)
    await use_cases.run_again(tenant_database, parked)
    (waiting,) = await jobs_of(tenant_database, agency)
    assert waiting.state is JobState.WAITING
    async with tenant_database.tenant(agency.id) as connection:
        record = await candidate(connection, candidate_id=given_up)
    assert record.entry.status is CandidateStatus.RECEIVED
    with pytest.raises(Conflict):
        await use_cases.run_again(tenant_database, waiting)


async def test_a_job_is_forgotten_unless_it_runs(
    tenant_database: TenantDatabase, agency: Tenant, given_up: UUID, owner_connection: Connection
) -> None:
    (parked,) = await jobs_of(tenant_database, agency)
    await owner_connection.execute("UPDATE pgqueuer SET status = 'picked'")
    async with tenant_database.unbound() as connection:
        with pytest.raises(Conflict):
            await use_cases.discard(connection, parked)
    await owner_connection.execute("UPDATE pgqueuer SET status = 'failed'")
    async with tenant_database.unbound() as connection:
        await use_cases.discard(connection, parked)
    assert await jobs_of(tenant_database, agency) == []
