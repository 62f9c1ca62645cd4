"""Originals are sealed, brought back as they were, moved, and gone when their candidate is."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from service.candidates.receiving import Receipt, Sender, Submission, receive_candidate
from service.candidates.use_cases import candidate_document, erase_candidate
from service.documents.originals.keyring import new_key
from service.documents.originals.originals import Originals, keep_all_anew
from service.documents.rows import Document
from service.errors import Unavailable
from service.settings import OriginalsSettings, Settings, StorageSettings
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant
from tests.service.documents.originals.objects import ObjectServer

CV = Submission.of_text("Salma Exemple\nConseillère clientèle")
OLD, NEW = new_key("old"), new_key("new")


def originals(*, keys: str = NEW, url: str | None = None) -> Originals:
    settings = Settings(
        originals=OriginalsSettings(keys=SecretStr(keys), url=url),
        storage=StorageSettings(data_dir=Path("nowhere")),
    )
    return Originals.open(settings)


@pytest.fixture(params=["database", "folder", "s3"])
async def kept(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    object_server: ObjectServer,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Originals]:
    """Originals in each place where they can be."""
    for name, value in {
        "AWS_ENDPOINT_URL": object_server.url,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "eu-west-3",
    }.items():
        monkeypatch.setenv(name, value)
    places = {"database": None, "folder": tmp_path.as_uri(), "s3": "s3://cvs/originals"}
    yield originals(url=places[request.param])
    object_server.objects.clear()


async def send(database: TenantDatabase, agency: Tenant, kept: Originals, *, name: str = "a") -> Receipt:
    original = await kept.keep(database, CV.content, organisation_id=agency.id)
    async with database.tenant(agency.id) as connection:
        return await receive_candidate(
            connection, CV, sender=Sender(agency.id, agency.id), original=original, external_id=name
        )


async def document_of(database: TenantDatabase, agency: Tenant, candidate_id: UUID) -> Document:
    async with database.tenant(agency.id) as connection:
        return await candidate_document(connection, candidate_id=candidate_id)


def objects_in(tmp_path: Path, server: ObjectServer) -> list[bytes]:
    return [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()] + [*server.objects.values()]


async def test_a_document_comes_back_as_it_was_sent_and_lies_sealed(
    kept: Originals,
    tenant_database: TenantDatabase,
    agency: Tenant,
    tmp_path: Path,
    object_server: ObjectServer,
) -> None:
    receipt = await send(tenant_database, agency, kept)
    document = await document_of(tenant_database, agency, receipt.candidate_id)
    lying = [document.content] if document.content else objects_in(tmp_path, object_server)
    assert len(lying) == 1
    assert b"Salma" not in lying[0]
    assert (await kept.fetch(document, organisation_id=agency.id)).content == CV.content


async def test_the_same_document_again_is_recognised_though_it_is_sealed(
    kept: Originals, tenant_database: TenantDatabase, agency: Tenant
) -> None:
    await send(tenant_database, agency, kept)
    assert (await send(tenant_database, agency, kept)).is_unchanged


async def test_an_erased_candidate_leaves_no_object(
    kept: Originals,
    tenant_database: TenantDatabase,
    agency: Tenant,
    tmp_path: Path,
    object_server: ObjectServer,
) -> None:
    receipt = await send(tenant_database, agency, kept)
    async with tenant_database.tenant(agency.id) as connection:
        await erase_candidate(connection, organisation_id=agency.id, candidate_id=receipt.candidate_id)
    await kept.sweep(tenant_database)
    assert objects_in(tmp_path, object_server) == []


async def test_an_upload_that_fails_leaves_no_object_for_long(
    kept: Originals, tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    standing = await send(tenant_database, agency, kept)
    await kept.keep(tenant_database, CV.content, organisation_id=agency.id)
    assert await kept.sweep(tenant_database) == 0
    await owner_connection.execute("UPDATE forsaken_originals SET due_at = now()")
    await kept.sweep(tenant_database)
    document = await document_of(tenant_database, agency, standing.candidate_id)
    assert (await kept.fetch(document, organisation_id=agency.id)).content == CV.content
    assert await owner_connection.fetchval("SELECT count(*) FROM forsaken_originals") == 0


async def test_documents_move_to_where_they_belong_under_the_newest_key(
    kept: Originals,
    tenant_database: TenantDatabase,
    agency: Tenant,
    other_agency: Tenant,
    owner_connection: Connection,
) -> None:
    before = originals(keys=OLD)
    receipts = [await send(tenant_database, agency, before, name=name) for name in "abc"]
    foreign = await send(tenant_database, other_agency, before)
    both = Originals(originals(keys=f"{NEW},{OLD}").keyring, kept.objects)
    assert await keep_all_anew(both, tenant_database, organisation_id=agency.id) == 3
    assert await keep_all_anew(both, tenant_database, organisation_id=agency.id) == 0
    for receipt in receipts:
        document = await document_of(tenant_database, agency, receipt.candidate_id)
        assert (await kept.fetch(document, organisation_id=agency.id)).content == CV.content
    assert (await document_of(tenant_database, other_agency, foreign.candidate_id)).key == "old"
    await owner_connection.execute("UPDATE forsaken_originals SET due_at = now()")
    await kept.sweep(tenant_database)
    document = await document_of(tenant_database, agency, receipts[0].candidate_id)
    assert (await kept.fetch(document, organisation_id=agency.id)).content == CV.content


async def test_a_document_in_a_store_that_is_not_named_any_more_is_not_lost_but_away(
    tenant_database: TenantDatabase, agency: Tenant, tmp_path: Path
) -> None:
    receipt = await send(tenant_database, agency, originals(url=tmp_path.as_uri()))
    document = await document_of(tenant_database, agency, receipt.candidate_id)
    with pytest.raises(Unavailable, match="ORIGINALS_URL names no store"):
        await originals().fetch(document, organisation_id=agency.id)


def test_an_address_that_names_no_store_is_refused_at_the_start() -> None:
    with pytest.raises(Unavailable, match="ORIGINALS_URL"):
        originals(url="nowhere://at all")
