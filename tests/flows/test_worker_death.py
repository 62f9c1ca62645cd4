"""A worker may be killed at any moment: its job is done once in effect, or parked for a person."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from matching.taxonomy.loading import load_taxonomy
from service.candidates.profile_reader import ProfileReader
from service.candidates.reading import CandidateReader
from service.candidates.use_cases import (
    CandidateStatus,
    Sender,
    Submission,
    adopt_encoder,
    candidate,
    pool_revision,
    read_again,
    receive_candidate,
)
from service.documents.reading import DocumentReader
from service.errors import RejectionReason
from service.inference import Inference
from service.jobs.queue import parked_jobs
from service.jobs.runner import run_jobs
from service.settings import DatabaseSettings, LimitSettings, WorkerSettings
from service.tenancy import Connection, TenantDatabase
from service.worker import handlers
from tests.factories import Tenant
from tests.flows.encoder import LengthEncoder

CV = """Salma Exemple
Conseillère clientèle, Oujda
Expérience : 01/2023 - 06/2025 Conseillère clientèle, Centre Exemple, Oujda
Langues : français courant (C1), arabe langue maternelle
"""
QUICK = WorkerSettings(heartbeat_seconds=0.2, lease_seconds=1.0, max_attempts=2)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def waiting(tenant_database: TenantDatabase, agency: Tenant) -> UUID:
    """A candidate that waits to be read."""
    await adopt_encoder(tenant_database, LengthEncoder.description)
    async with tenant_database.tenant(agency.id) as connection:
        receipt = await receive_candidate(
            connection, Submission.of_text(CV), sender=Sender(agency.id, agency.id)
        )
    return receipt.candidate_id


@dataclass
class Doom:
    """Starts workers that meet their end; each leaves the file `marker` when it has a job in hand."""

    settings: DatabaseSettings
    marker: Path

    async def worker(self, plan: str) -> Process:
        self.marker.unlink(missing_ok=True)
        return await _doomed_worker(self.settings, plan, str(self.marker))

    async def has_struck(self) -> bool:
        return await asyncio.to_thread(self.marker.exists)


@pytest.fixture
def doom(database_settings: DatabaseSettings, tmp_path: Path) -> Doom:
    return Doom(database_settings, tmp_path / "marker")


async def _doomed_worker(settings: DatabaseSettings, *arguments: str) -> Process:
    assert settings.url is not None
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.flows.doomed_worker",
        *arguments,
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": settings.url.get_secret_value(),
            "WORKER_HEARTBEAT_SECONDS": str(QUICK.heartbeat_seconds),
            "WORKER_LEASE_SECONDS": str(QUICK.lease_seconds),
            "WORKER_MAX_ATTEMPTS": str(QUICK.max_attempts),
        },
    )


@asynccontextmanager
async def healthy_worker(database: TenantDatabase) -> AsyncIterator[None]:
    stop = asyncio.Event()
    limits = LimitSettings()
    async with DocumentReader.open(limits) as documents, ProfileReader.open(limits) as profiles:
        reader = CandidateReader(
            database=database,
            documents=documents,
            profiles=profiles,
            inference=Inference(LengthEncoder()),
            taxonomy=load_taxonomy(),
            max_attempts=QUICK.max_attempts,
        )
        running = asyncio.create_task(run_jobs(database, handlers(reader), QUICK, stop=stop))
        yield
        stop.set()
        await running


# Starting a worker and its children takes some five seconds of processor time, which is minutes by the
# clock on a machine that does much else.
PATIENCE_SECONDS = 300


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110  the condition is in the database or in a file
            await asyncio.sleep(0.05)


async def test_a_job_of_a_killed_worker_is_done_by_another_once_in_effect(
    tenant_database: TenantDatabase,
    doom: Doom,
    agency: Tenant,
    waiting: UUID,
    owner_connection: Connection,
) -> None:
    victim = await doom.worker("hang")

    async def has_job_in_hand() -> bool:
        assert victim.returncode is None, "the worker ended by itself: see its errors"
        return await doom.has_struck()

    await until(has_job_in_hand)
    victim.kill()
    await victim.wait()
    async with healthy_worker(tenant_database):
        await until(lambda: _is_done(owner_connection))
    async with tenant_database.tenant(agency.id) as connection:
        record = await candidate(connection, candidate_id=waiting)
        assert record.entry.status is CandidateStatus.READY
        assert await pool_revision(connection) == 1
    assert await owner_connection.fetchval("SELECT count(*) FROM candidates") == 1


async def test_a_document_that_kills_its_workers_is_refused_and_its_job_parked(
    tenant_database: TenantDatabase, doom: Doom, agency: Tenant, waiting: UUID
) -> None:
    for _ in range(QUICK.max_attempts):
        victim = await doom.worker("die")
        assert await victim.wait() == -signal.SIGKILL
        assert await doom.has_struck()
    async with healthy_worker(tenant_database):
        await until(lambda: _is_parked(tenant_database))
        async with tenant_database.tenant(agency.id) as connection:
            record = await candidate(connection, candidate_id=waiting)
            assert record.entry.reason == RejectionReason.PROCESSING_FAILED
            # Once the cause is mended, a person has it read again.
            await read_again(connection, organisation_id=agency.id, candidate_id=waiting)
        await until(lambda: _is_ready(tenant_database, agency, waiting))


async def _is_done(owner: Connection) -> bool:
    states = await owner.fetch("SELECT status::text FROM pgqueuer")
    assert ("failed",) not in [tuple(state) for state in states], "the job was parked: see the worker's log"
    return not states


async def _is_parked(database: TenantDatabase) -> bool:
    async with database.unbound() as connection:
        return bool(await parked_jobs(connection))


async def _is_ready(database: TenantDatabase, agency: Tenant, candidate_id: UUID) -> bool:
    async with database.tenant(agency.id) as connection:
        record = await candidate(connection, candidate_id=candidate_id)
    return record.entry.status is CandidateStatus.READY
