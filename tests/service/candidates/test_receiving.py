"""What comes in is kept once, for the right organisation, together with its job."""

import asyncio
from dataclasses import replace

import pytest

from service.candidates.receiving import Receipt, Sender, Submission, receive_candidate
from service.candidates.use_cases import (
    CandidateStatus,
    candidate,
    candidate_document,
    candidates,
    erase_candidate,
)
from service.documents.rows import DocumentKind
from service.errors import Conflict, DocumentRejected, InvalidRequest, NotFound, RejectionReason
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant

CV = Submission.of_text("Salma Exemple\nConseillère clientèle")
OTHER_CV = Submission.of_text("Karim Exemple\nTechnicien support")


def sender_of(tenant: Tenant, *, sender: Tenant | None = None) -> Sender:
    return Sender(organisation_id=tenant.id, sender_id=(sender or tenant).id)


async def send(
    database: TenantDatabase,
    tenant: Tenant,
    submission: Submission = CV,
    *,
    external_id: str | None = None,
    key: str | None = None,
    partner: Tenant | None = None,
) -> Receipt:
    async with database.tenant(tenant.id, partner_id=partner.id if partner else None) as connection:
        return await receive_candidate(
            connection,
            submission,
            sender=sender_of(tenant, sender=partner),
            external_id=external_id,
            idempotency_key=key,
        )


async def listed(database: TenantDatabase, tenant: Tenant, *, partner: Tenant | None = None) -> list[str]:
    async with database.tenant(tenant.id, partner_id=partner.id if partner else None) as connection:
        return [str(entry.id) for entry in await candidates(connection, limit=100)]


async def n_jobs(owner: Connection) -> int:
    return int(await owner.fetchval("SELECT count(*) FROM pgqueuer"))


async def test_a_candidate_and_its_job_come_together(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    receipt = await send(tenant_database, agency)
    assert receipt.is_new
    payload = await owner_connection.fetchval("SELECT convert_from(payload, 'UTF8') FROM pgqueuer")
    assert str(receipt.candidate_id) in payload
    assert "Salma" not in payload


async def test_neither_comes_when_the_request_breaks_off(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    async def broken_off() -> None:
        async with tenant_database.tenant(agency.id) as connection:
            await receive_candidate(connection, CV, sender=sender_of(agency), idempotency_key="k")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken_off()
    assert await listed(tenant_database, agency) == []
    assert await n_jobs(owner_connection) == 0
    assert (await send(tenant_database, agency, key="k")).is_new


async def test_nobody_else_sees_the_candidate(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    receipt = await send(tenant_database, agency)
    assert await listed(tenant_database, other_agency) == []
    async with tenant_database.tenant(other_agency.id) as connection:
        with pytest.raises(NotFound):
            await candidate(connection, candidate_id=receipt.candidate_id)
        with pytest.raises(NotFound):
            await candidate_document(connection, candidate_id=receipt.candidate_id)
        with pytest.raises(NotFound):
            await erase_candidate(
                connection, organisation_id=other_agency.id, candidate_id=receipt.candidate_id
            )


async def test_the_same_external_id_replaces_and_never_duplicates(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    first = await send(tenant_database, agency, external_id="E-1")
    second = await send(tenant_database, agency, OTHER_CV, external_id="E-1")
    assert (second.candidate_id, second.revision, second.is_new) == (first.candidate_id, 2, False)
    assert len(await listed(tenant_database, agency)) == 1


async def test_the_very_same_document_again_makes_no_work(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    await send(tenant_database, agency, external_id="E-1")
    again = await send(tenant_database, agency, external_id="E-1")
    assert again.is_unchanged
    assert await n_jobs(owner_connection) == 1


async def test_two_organisations_may_use_the_same_external_id(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    ours = await send(tenant_database, agency, external_id="E-1")
    theirs = await send(tenant_database, other_agency, external_id="E-1")
    assert ours.candidate_id != theirs.candidate_id


async def test_eight_uploads_of_one_external_id_at_once_make_one_candidate(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    await asyncio.gather(*(send(tenant_database, agency, external_id="E-1") for _ in range(8)))
    assert len(await listed(tenant_database, agency)) == 1


async def test_a_partner_sees_what_it_sent_and_nothing_else(
    tenant_database: TenantDatabase, agency: Tenant, partner: Tenant
) -> None:
    own = await send(tenant_database, agency)
    sent = await send(tenant_database, agency, OTHER_CV, partner=partner)
    assert await listed(tenant_database, agency, partner=partner) == [str(sent.candidate_id)]
    assert set(await listed(tenant_database, agency)) == {str(own.candidate_id), str(sent.candidate_id)}
    async with tenant_database.tenant(agency.id, partner_id=partner.id) as connection:
        with pytest.raises(NotFound):
            await candidate_document(connection, candidate_id=own.candidate_id)
        with pytest.raises(NotFound):
            await erase_candidate(connection, organisation_id=agency.id, candidate_id=own.candidate_id)


@pytest.mark.parametrize(
    "table",
    [
        "candidate_documents",
        "candidate_identities",
        "candidate_profiles",
        "candidate_texts",
        "candidate_vectors",
    ],
)
async def test_a_partner_reads_no_row_about_candidates_of_others(
    tenant_database: TenantDatabase, agency: Tenant, partner: Tenant, table: str
) -> None:
    await send(tenant_database, agency)
    async with tenant_database.tenant(agency.id, partner_id=partner.id) as connection:
        assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608  names are above


async def test_external_ids_of_a_partner_never_meet_those_of_the_agency(
    tenant_database: TenantDatabase, agency: Tenant, partner: Tenant
) -> None:
    own = await send(tenant_database, agency, external_id="1")
    sent = await send(tenant_database, agency, OTHER_CV, external_id="1", partner=partner)
    assert own.candidate_id != sent.candidate_id
    async with tenant_database.tenant(agency.id) as connection:
        assert (await candidate_document(connection, candidate_id=own.candidate_id)).content == CV.content


async def test_an_empty_document_is_refused_at_once(tenant_database: TenantDatabase, agency: Tenant) -> None:
    with pytest.raises(DocumentRejected) as refusal:
        await send(tenant_database, agency, Submission.of_text(" \n"))
    assert refusal.value.reason is RejectionReason.EMPTY
    assert await listed(tenant_database, agency) == []


async def test_what_the_database_cannot_keep_is_replaced_in_a_text(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    receipt = await send(tenant_database, agency, Submission.of_text("Salma\x00 \ud83d"))
    async with tenant_database.tenant(agency.id) as connection:
        document = await candidate_document(connection, candidate_id=receipt.candidate_id)
    assert document.content == b"Salma  ?"


async def test_a_file_is_kept_byte_for_byte_under_a_harmless_name(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    content = bytes(range(256))
    receipt = await send(
        tenant_database,
        agency,
        Submission(DocumentKind.FILE, content, "application/pdf", "../../my cv.pdf"),
    )
    async with tenant_database.tenant(agency.id) as connection:
        document = await candidate_document(connection, candidate_id=receipt.candidate_id)
    assert (document.content, document.display_name) == (content, "my_cv.pdf")


async def test_a_key_sent_again_gets_the_first_answer_and_changes_nothing(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    first = await send(tenant_database, agency, key="k-1")
    assert await send(tenant_database, agency, key="k-1") == first
    assert await n_jobs(owner_connection) == 1


async def test_eight_requests_with_one_key_at_once_have_one_effect(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    receipts = await asyncio.gather(*(send(tenant_database, agency, key="k-1") for _ in range(8)))
    assert len(set(receipts)) == 1
    assert len(await listed(tenant_database, agency)) == 1


async def test_a_key_with_another_body_is_refused(tenant_database: TenantDatabase, agency: Tenant) -> None:
    await send(tenant_database, agency, key="k-1")
    for submission, external_id in (
        (OTHER_CV, None),
        (CV, "E-1"),
        (replace(CV, kind=DocumentKind.FILE), None),
    ):
        with pytest.raises(InvalidRequest):
            await send(tenant_database, agency, submission, external_id=external_id, key="k-1")


async def test_keys_of_two_senders_never_meet(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, partner: Tenant
) -> None:
    receipts = [
        await send(tenant_database, agency, key="k-1"),
        await send(tenant_database, other_agency, OTHER_CV, key="k-1"),
        await send(tenant_database, agency, OTHER_CV, key="k-1", partner=partner),
    ]
    assert len({receipt.candidate_id for receipt in receipts}) == 3


async def test_a_key_of_something_erased_brings_nobody_back(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    receipt = await send(tenant_database, agency, key="k-1")
    async with tenant_database.tenant(agency.id) as connection:
        await erase_candidate(connection, organisation_id=agency.id, candidate_id=receipt.candidate_id)
    with pytest.raises(Conflict):
        await send(tenant_database, agency, key="k-1")
    assert await listed(tenant_database, agency) == []


async def test_erasure_leaves_nothing_of_the_person_in_any_table(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: Connection
) -> None:
    receipt = await send(tenant_database, agency, external_id="E-1", key="k-1")
    async with tenant_database.tenant(agency.id) as connection:
        await erase_candidate(connection, organisation_id=agency.id, candidate_id=receipt.candidate_id)
    tables = await owner_connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    # The key itself stays, so that it brings nobody back; it points at an id that is no longer anybody's.
    for (table,) in tables:
        rows = await owner_connection.fetch(f"SELECT t::text FROM {table} t")  # noqa: S608  from the catalogue
        if table != "idempotency_keys":
            assert not [row for (row,) in rows if str(receipt.candidate_id) in row], table
        assert not [row for (row,) in rows if "Salma" in row or CV.content.hex() in row], table


async def test_a_candidate_waits_to_be_read(tenant_database: TenantDatabase, agency: Tenant) -> None:
    receipt = await send(tenant_database, agency)
    async with tenant_database.tenant(agency.id) as connection:
        record = await candidate(connection, candidate_id=receipt.candidate_id)
    assert record.entry.status is CandidateStatus.RECEIVED
    assert record.profile is None


async def test_pages_of_a_list_go_from_the_newest_to_the_oldest(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    await send(tenant_database, other_agency)
    sent = [(await send(tenant_database, agency)).candidate_id for _ in range(5)]
    seen = []
    after = None
    async with tenant_database.tenant(agency.id) as connection:
        while entries := await candidates(connection, after=after, limit=2):
            seen += [entry.id for entry in entries]
            after = entries[-1].id
    assert sorted(seen) == sorted(sent)
    assert seen == sorted(seen, reverse=True)
