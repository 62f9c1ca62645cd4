"""From one encoder to another: the old vectors serve until the new ones are all there."""

import asyncio
from pathlib import Path

import pytest

from matching.encoding.encoder import EncoderDescription
from matching.types import CefrLevel
from service.candidates.encoders import EncoderSwitch
from service.candidates.use_cases import adopt_encoder, forget_idle_vectors, rankable_candidates
from service.errors import UnfitToServe
from service.inference import Inference
from service.settings import DatabaseSettings, EncoderSettings, Settings, WorkerSettings
from service.tenancy import TenantDatabase
from service.worker import work
from tests.factories import Tenant
from tests.people import Person, keep_person
from tests.tiny_models import make_tiny_model

_LONGEST_SECONDS = 120


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two models that are not alike."""
    first, second = (
        make_tiny_model(tmp_path_factory.mktemp("models") / str(seed), seed=seed) for seed in (0, 1)
    )
    return first, second


async def _with_vectors(database: TenantDatabase, tenant: Tenant, encoder: EncoderDescription) -> int:
    async with database.tenant(tenant.id) as connection:
        found = await rankable_candidates(connection, encoder=encoder)
    return sum(bool(candidate.vectors.any()) for candidate in found)


async def _keep_people(database: TenantDatabase, tenant: Tenant, inference: Inference, *names: str) -> None:
    for name in names:
        person = Person(name=name, languages={"fr": CefrLevel.C1})
        vectors = await inference.encode_passages([person.segment.text])
        await keep_person(database, tenant, person, encoder=inference.description, vectors=vectors)


async def test_new_vectors_serve_once_nobody_lacks_them(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, models: tuple[Path, Path]
) -> None:
    async with (
        Inference.open(EncoderSettings(source=str(models[0]))) as old,
        Inference.open(EncoderSettings(source=str(models[1]))) as new,
    ):
        await adopt_encoder(tenant_database, old.description)
        await _keep_people(tenant_database, agency, old, "Salma Exemple", "Karim Exemple")
        await _keep_people(tenant_database, other_agency, old, "Nadia Exemple")
        switch = EncoderSwitch(tenant_database, new)
        await switch.begin()
        await switch.embed(agency.id)
        await adopt_encoder(tenant_database, old.description)  # the old ones serve still
        with pytest.raises(UnfitToServe):
            await adopt_encoder(tenant_database, new.description)
        await switch.embed(other_agency.id)
        await adopt_encoder(tenant_database, new.description)
        with pytest.raises(UnfitToServe):
            await adopt_encoder(tenant_database, old.description)
        await adopt_encoder(tenant_database, old.description, following=new.description)
        for encoder in (old.description, new.description):
            assert await _with_vectors(tenant_database, agency, encoder) == 2
        assert await forget_idle_vectors(tenant_database) == 3
        assert await _with_vectors(tenant_database, agency, old.description) == 0
        assert await _with_vectors(tenant_database, agency, new.description) == 2


async def test_a_worker_told_what_follows_does_the_whole_change(
    database_settings: DatabaseSettings,
    tenant_database: TenantDatabase,
    agency: Tenant,
    models: tuple[Path, Path],
) -> None:
    encoder = EncoderSettings(source=str(models[0]), next=str(models[1]))
    assert encoder.following is not None
    async with Inference.open(encoder) as old, Inference.open(encoder.following) as new:
        await adopt_encoder(tenant_database, old.description)
        await _keep_people(tenant_database, agency, old, "Salma Exemple")
        settings = Settings(
            database=database_settings, encoder=encoder, worker=WorkerSettings(heartbeat_seconds=0.5)
        )
        stop = asyncio.Event()
        worker = asyncio.create_task(work(settings, stop=stop))
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                while not await _serves(tenant_database, new.description):
                    assert not worker.done()
                    await asyncio.sleep(0.1)
        finally:
            stop.set()
            await worker
        assert await _with_vectors(tenant_database, agency, new.description) == 1


async def _serves(database: TenantDatabase, encoder: EncoderDescription) -> bool:
    try:
        await adopt_encoder(database, encoder)
    except UnfitToServe:
        return False
    return True
