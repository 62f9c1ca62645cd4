"""Openings as they are kept, over a real database, with encoders whose vectors are easy to tell apart."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from datetime import date
from uuid import UUID

import numpy as np
import pytest

from matching.encoding.encoder import EncoderDescription, Vectors
from matching.requirements import ExperienceWanted, Importance
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates.use_cases import adopt_encoder
from service.errors import Conflict, NotFound
from service.inference import Inference
from service.openings.corrections import Correction
from service.openings.reading import OpeningDraft, OpeningReader
from service.openings.use_cases import (
    OpeningChange,
    change_opening,
    delete_opening,
    opening,
    openings_to_match,
    submit_opening,
)
from service.tenancy import TenantDatabase
from tests.factories import Tenant

TODAY = date(2030, 6, 1)
DRAFT = OpeningDraft(
    "Conseiller clientèle", "Français C1 exigé.\nMissions :\n- répondre aux appels\n- vendre"
)


class NumberedEncoder:
    """Every vector is one number, over and over: another encoder, another number."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.description = EncoderDescription(model=f"number-{number}", revision="0" * 12, n_dimensions=4)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 4), self.number / 10, dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts)


class PatientEncoder(NumberedEncoder):
    """Answers when it is allowed to."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.is_asked = threading.Event()
        self.may_answer = threading.Event()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.is_asked.set()
        self.may_answer.wait()
        return super().encode_queries(texts)


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def reader_with(taxonomy: Taxonomy, number: int) -> OpeningReader:
    return OpeningReader(taxonomy, Inference(NumberedEncoder(number)))


@pytest.fixture
async def reader(tenant_database: TenantDatabase, taxonomy: Taxonomy) -> AsyncIterator[OpeningReader]:
    reader = reader_with(taxonomy, 1)
    await adopt_encoder(tenant_database, reader.inference.description)
    yield reader
    reader.inference.close()


@pytest.fixture
async def opening_id(tenant_database: TenantDatabase, agency: Tenant, reader: OpeningReader) -> UUID:
    record, _ = await submit_opening(tenant_database, agency.id, DRAFT, reader=reader, today=TODAY)
    return record.id


async def test_what_is_stored_is_what_is_scored(
    tenant_database: TenantDatabase, agency: Tenant, reader: OpeningReader, opening_id: UUID
) -> None:
    async with tenant_database.tenant(agency.id) as connection:
        record = await opening(connection, opening_id=opening_id)
    (subject,) = await openings_to_match(tenant_database, agency.id, [record], reader=reader)
    fresh = await reader.read(DRAFT, today=TODAY)
    assert subject.requirements == fresh.requirements
    assert subject.segments == fresh.segments
    assert len(subject.segments) > 1
    assert np.array_equal(subject.vectors, fresh.vectors)


async def test_an_opening_without_vectors_of_the_present_encoder_is_encoded_once(
    tenant_database: TenantDatabase, agency: Tenant, taxonomy: Taxonomy, opening_id: UUID
) -> None:
    async with tenant_database.tenant(agency.id) as connection:
        record = await opening(connection, opening_id=opening_id)
        await connection.execute("UPDATE encoders SET is_serving = false")
    other = reader_with(taxonomy, 2)
    await adopt_encoder(tenant_database, other.inference.description)
    (first,) = await openings_to_match(tenant_database, agency.id, [record], reader=other)
    assert first.vectors == pytest.approx(np.full((len(record.segments), 4), 0.2), abs=1e-4)
    other.inference.close()  # whatever comes now, comes from the database
    (second,) = await openings_to_match(tenant_database, agency.id, [record], reader=other)
    assert np.array_equal(second.vectors, first.vectors)


async def test_of_two_who_change_an_opening_at_once_the_later_is_told(
    tenant_database: TenantDatabase,
    agency: Tenant,
    taxonomy: Taxonomy,
    reader: OpeningReader,
    opening_id: UUID,
) -> None:
    async def change(text: str, reader: OpeningReader) -> None:
        await change_opening(
            tenant_database,
            agency.id,
            opening_id=opening_id,
            change=OpeningChange(text=text),
            reader=reader,
            today=TODAY,
        )

    encoder = PatientEncoder(1)
    slow = asyncio.create_task(change("Anglais B2.", OpeningReader(taxonomy, Inference(encoder))))
    await asyncio.to_thread(encoder.is_asked.wait)
    await change("Espagnol B2.", reader)
    encoder.may_answer.set()
    with pytest.raises(Conflict):
        await slow


async def test_a_new_text_takes_its_own_vectors_along(
    tenant_database: TenantDatabase, agency: Tenant, reader: OpeningReader, opening_id: UUID
) -> None:
    change = OpeningChange(text="Français C1.", corrections=(Correction("language-fr", is_removed=True),))
    record = await change_opening(
        tenant_database, agency.id, opening_id=opening_id, change=change, reader=reader, today=TODAY
    )
    (subject,) = await openings_to_match(tenant_database, agency.id, [record], reader=reader)
    assert len(subject.vectors) == len(subject.segments)
    assert "language-fr" not in {item.id for item in record.requirements.items}


async def test_data_stays_when_the_text_is_read_again(
    tenant_database: TenantDatabase, agency: Tenant, reader: OpeningReader
) -> None:
    draft = OpeningDraft("Agent", "3 ans d'expérience.", stated=((ExperienceWanted(6), Importance.MUST),))
    record, _ = await submit_opening(tenant_database, agency.id, draft, reader=reader, today=TODAY)
    changed = await change_opening(
        tenant_database,
        agency.id,
        opening_id=record.id,
        change=OpeningChange(text="5 ans d'expérience."),
        reader=reader,
        today=TODAY,
    )
    wanted = [item.wanted for item in changed.requirements.items]
    assert [value.months for value in wanted if isinstance(value, ExperienceWanted)] == [6]


async def test_an_opening_of_someone_else_does_not_exist(
    tenant_database: TenantDatabase, other_agency: Tenant, reader: OpeningReader, opening_id: UUID
) -> None:
    async with tenant_database.tenant(other_agency.id) as connection:
        with pytest.raises(NotFound):
            await opening(connection, opening_id=opening_id)
        with pytest.raises(NotFound):
            await delete_opening(connection, opening_id=opening_id)
    with pytest.raises(NotFound):
        await change_opening(
            tenant_database,
            other_agency.id,
            opening_id=opening_id,
            change=OpeningChange(headcount=2),
            reader=reader,
            today=TODAY,
        )


async def test_headcount_is_that_of_the_sender_then_of_the_text_then_one(
    tenant_database: TenantDatabase, agency: Tenant, reader: OpeningReader
) -> None:
    said = "Nous recrutons 15 conseillers clientèle."
    for draft, expected in (
        (OpeningDraft("Agent", said, headcount=4), 4),
        (OpeningDraft("Agent", said), 15),
        (OpeningDraft("Agent", "Français C1."), 1),
    ):
        record, _ = await submit_opening(tenant_database, agency.id, draft, reader=reader, today=TODAY)
        assert record.headcount == expected
