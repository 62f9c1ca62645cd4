"""Rankings read from replicas that have caught up, and lose nothing when a replica dies."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import numpy as np
import pytest
from pydantic import SecretStr

from matching.encoding.encoder import EncoderDescription
from matching.taxonomy.taxonomy import Taxonomy
from service import replicas as replicas_module
from service.candidates.use_cases import adopt_encoder
from service.database.at_hand import prepare_embedded
from service.database.embedded import EmbeddedServer
from service.database.place import ServerFolder, programs, server_folder
from service.database.server_files import SOCKET_PORT, read_credentials, socket_folder
from service.matches.pools import PoolCache
from service.replicas import Replicas
from service.settings import DatabaseSettings, StorageSettings
from service.tenancy import TenantConnection, TenantDatabase
from tests.factories import Tenant, make_tenant
from tests.people import Person, keep_person

ENCODER = EncoderDescription(model="tiny", revision="000000000001", n_dimensions=4)
NORA = Person("Nora", {})


@pytest.fixture
def folders() -> Iterator[tuple[ServerFolder, ServerFolder]]:
    place = tempfile.mkdtemp(prefix="oujda-match-tests-")
    Path(place).chmod(0o711)
    one, two = (
        server_folder(StorageSettings(data_dir=Path(place, name)), DatabaseSettings())
        for name in ("one", "two")
    )
    yield one, two
    shutil.rmtree(place)


@pytest.fixture
async def settings(folders: tuple[ServerFolder, ServerFolder]) -> AsyncIterator[DatabaseSettings]:
    first, second = folders
    with EmbeddedServer(first) as primary:
        found = await prepare_embedded(primary, DatabaseSettings())
        copy_cluster(first, second)
        with EmbeddedServer(second, options={"hot_standby": "on"}) as replica:
            yield found.model_copy(update={"replica_urls": (SecretStr(replica.application_url()),)})


def copy_cluster(source: ServerFolder, copy: ServerFolder) -> None:
    """Make a standby of a running server, as an operator would."""
    copy.make()
    shutil.copy(source.credentials, copy.credentials)
    user = {"user": copy.user.uid, "group": copy.user.gid, "extra_groups": []} if copy.user else {}
    subprocess.run(  # noqa: S603 - the server's own program
        [
            str(programs(source) / "pg_basebackup"),
            f"--host={socket_folder(source)}",
            f"--port={SOCKET_PORT}",
            "--username=postgres",
            f"--pgdata={copy.data}",
            "--write-recovery-conf",
            "--checkpoint=fast",
        ],
        check=True,
        cwd=copy.path,
        env={"PATH": os.defpath, "PGPASSWORD": read_credentials(source).owner},
        **user,  # type: ignore[call-overload]
    )


async def is_replica(connection: TenantConnection) -> bool:
    return bool(await connection.fetchval("SELECT pg_is_in_recovery()"))


async def add_nora(database: TenantDatabase, tenant: Tenant) -> str:
    await adopt_encoder(database, ENCODER)
    vectors = np.full((1, 4), 0.5, dtype=np.float32)
    return str(await keep_person(database, tenant, NORA, encoder=ENCODER, vectors=vectors))


async def test_a_ranking_sees_an_upload_at_once_and_reads_it_from_the_replica(
    settings: DatabaseSettings,
) -> None:
    async with TenantDatabase.open(settings) as database, Replicas.open(database, settings) as replicas:
        agency = await make_tenant(database, "Atlas")
        pools = PoolCache(taxonomy=Taxonomy([]), encoder=ENCODER, replicas=replicas)
        for n in range(1, 6):
            await add_nora(database, agency)
            assert len(await pools.pool(database, agency.id)) == n
        since = await replicas.position(agency.id)
        assert await replicas.read(agency.id, is_replica, since=since)


async def test_a_replica_that_is_behind_is_passed_over(settings: DatabaseSettings) -> None:
    async with TenantDatabase.open(settings) as database, Replicas.open(database, settings) as replicas:
        agency = await make_tenant(database, "Atlas")
        owner = await asyncpg.connect(as_owner(settings.replica_urls[0].get_secret_value(), settings))
        await owner.execute("SELECT pg_wal_replay_pause()")
        await add_nora(database, agency)
        since = await replicas.position(agency.id)
        assert not await replicas.read(agency.id, is_replica, since=since)
        await owner.execute("SELECT pg_wal_replay_resume()")
        await asyncio.sleep(0.3)
        assert await replicas.read(agency.id, is_replica, since=since)
        await owner.close()


async def test_a_replica_that_dies_under_load_costs_no_reading_and_catches_up(
    folders: tuple[ServerFolder, ServerFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas_module, "REST_SECONDS", 0.1)
    first, second = folders
    with EmbeddedServer(first) as primary:
        found = await prepare_embedded(primary, DatabaseSettings())
        copy_cluster(first, second)
        replica = EmbeddedServer(second)
        replica.start()
        settings = found.model_copy(update={"replica_urls": (SecretStr(replica.application_url()),)})
        async with TenantDatabase.open(settings) as database, Replicas.open(database, settings) as replicas:
            agency = await make_tenant(database, "Atlas")
            pools = PoolCache(taxonomy=Taxonomy([]), encoder=ENCODER, replicas=replicas)
            for n in range(1, 13):
                if n == 4:
                    replica.stop()
                await add_nora(database, agency)
                assert len(await pools.pool(database, agency.id)) == n
            replica.start()
            await asyncio.sleep(0.2)
            since = await replicas.position(agency.id)
            assert await replicas.read(agency.id, is_replica, since=since)
        replica.stop()


def as_owner(url: str, settings: DatabaseSettings) -> str:
    """The owner's role and password on the server of another URL."""
    assert settings.migration_url is not None
    head = settings.migration_url.get_secret_value().partition("@")[0]
    return f"{head}@{url.partition('@')[2]}"
