"""From a document to a candidate that can be ranked: written once, whole, and only while it is wanted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import numpy as np
import pytest

from matching.encoding.encoder import EncoderDescription, Vectors
from matching.errors import UnreadableText
from matching.profile import Flag, Identity, LanguageSkill, Profile
from matching.ranking.subjects import Segment
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, LanguageCode, Mention, Span
from service.candidates.profile_reader import TextReading
from service.candidates.reading import CandidateReader, Reading
from service.candidates.receiving import Receipt, Sender, Submission, receive_candidate
from service.candidates.turns import Turns
from service.candidates.use_cases import (
    CandidateRecord,
    CandidateStatus,
    Corrections,
    adopt_encoder,
    candidate,
    candidate_document,
    correct_candidate,
    erase_candidate,
    pool_revision,
    rankable_candidates,
)
from service.documents.reading import DocumentText, HiddenText, MediaType
from service.documents.rows import DocumentKind
from service.errors import Conflict, DocumentRejected, JobFailed, RejectionReason, Unavailable, UnfitToServe
from service.inference import Inference
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant

FRENCH = LanguageCode("fr")
CV = "Salma Exemple\nConseillère clientèle expérimentée, français C1"


class LengthEncoder:
    """Two numbers per text; half precision cannot hold the second exactly."""

    description = EncoderDescription(model="length", revision="0" * 12, n_dimensions=2)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.array([[len(text) % 1000, 1 / len(text)] for text in texts], dtype=np.float32)
        return vectors.astype(np.float16).astype(np.float32)


@dataclass
class Documents:
    """Reads every file as UTF-8 text, unless told otherwise."""

    refusal: RejectionReason | None = None
    hidden: tuple[HiddenText, ...] = ()

    async def read(self, data: bytes, *, file_name: str | None) -> DocumentText:
        assert file_name == "cv.txt"
        if self.refusal:
            raise DocumentRejected(reason=self.refusal)
        text = data.decode()
        return DocumentText(text, (Span(0, len(text)),), MediaType.PLAIN, self.hidden)


@dataclass
class Profiles:
    """Reads every text as that of a person whose name is its first line and whose French is `level`."""

    level: CefrLevel = CefrLevel.C1
    failures: list[Exception] = field(default_factory=list)
    pause: tuple[asyncio.Event, asyncio.Event] | None = None

    async def read(self, text: str, *, today: date) -> TextReading:
        if self.pause:
            self.pause[0].set()
            await self.pause[1].wait()
        if self.failures:
            raise self.failures.pop(0)
        name = Span(0, text.find("\n"))
        skill = LanguageSkill(FRENCH, Mention(self.level, None), None)
        return TextReading(
            profile=Profile(language=FRENCH, reference_date=today, languages=(skill,), masked=(name,)),
            identity=Identity(name=Mention(name.text_in(text), name)),
            segments=(Segment(Span(name.end, len(text)), text[name.end :]), Segment(name, "another")),
        )


@dataclass
class World:
    database: TenantDatabase
    agency: Tenant
    documents: Documents
    profiles: Profiles
    reader: CandidateReader

    async def send(
        self, content: str = CV, *, external_id: str | None = None, kind: DocumentKind = DocumentKind.FILE
    ) -> Receipt:
        async with self.database.tenant(self.agency.id) as connection:
            return await receive_candidate(
                connection,
                Submission(kind, content.encode(), "text/plain", "cv.txt"),
                sender=Sender(self.agency.id, self.agency.id),
                external_id=external_id,
            )

    async def read(self, receipt: Receipt) -> None:
        await self.reader.read(Reading(self.agency.id, receipt.candidate_id, receipt.revision))

    async def record(self, candidate_id: UUID) -> CandidateRecord:
        async with self.database.tenant(self.agency.id) as connection:
            return await candidate(connection, candidate_id=candidate_id)

    async def pool(self) -> int:
        async with self.database.tenant(self.agency.id) as connection:
            return await pool_revision(connection)


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture
async def world(tenant_database: TenantDatabase, agency: Tenant, taxonomy: Taxonomy) -> World:
    inference = Inference(LengthEncoder())
    await adopt_encoder(tenant_database, inference.description)
    documents, profiles = Documents(), Profiles()
    reader = CandidateReader(
        database=tenant_database,
        documents=documents,
        profiles=profiles,
        inference=inference,
        taxonomy=taxonomy,
        max_attempts=3,
    )
    return World(tenant_database, agency, documents, profiles, reader)


async def test_a_document_becomes_a_candidate_that_can_be_ranked(world: World, other_agency: Tenant) -> None:
    receipt = await world.send()
    await world.read(receipt)
    record = await world.record(receipt.candidate_id)
    assert record.entry.status is CandidateStatus.READY
    assert record.entry.identity is not None
    assert record.entry.identity.name == Mention("Salma Exemple", Span(0, 13))
    async with world.database.tenant(world.agency.id) as connection:
        (ready,) = await rankable_candidates(connection, encoder=LengthEncoder.description, with_text=True)
    assert (ready.id, ready.text, ready.profile) == (str(receipt.candidate_id), CV, record.profile)
    texts = [segment.text for segment in ready.segments]
    assert ready.vectors.tobytes() == LengthEncoder().encode_passages(texts).tobytes()
    async with world.database.tenant(other_agency.id) as connection:
        assert await rankable_candidates(connection, encoder=LengthEncoder.description) == []


async def test_vectors_of_another_encoder_are_not_handed_out(world: World) -> None:
    await world.read(await world.send())
    other = replace(LengthEncoder.description, revision="1" * 12)
    async with world.database.tenant(world.agency.id) as connection:
        (ready,) = await rankable_candidates(connection, encoder=other)
    assert ready.vectors.shape == (2, 2)
    assert not ready.vectors.any()


async def test_a_process_with_another_encoder_does_not_start(world: World) -> None:
    with pytest.raises(UnfitToServe):
        await adopt_encoder(world.database, replace(LengthEncoder.description, revision="1" * 12))


async def test_reading_twice_has_one_effect(world: World, owner_connection: Connection) -> None:
    receipt = await world.send()
    await asyncio.gather(*(world.read(receipt) for _ in range(3)))
    await world.read(receipt)
    assert await world.pool() == 1
    assert await owner_connection.fetchval("SELECT count(*) FROM candidate_vectors") == 2


@pytest.mark.parametrize(
    "reason", [RejectionReason.SCAN_WITHOUT_TEXT, RejectionReason.ENCRYPTED, RejectionReason.TOO_SLOW]
)
async def test_a_document_that_cannot_be_read_is_refused_with_its_reason(
    world: World, reason: RejectionReason
) -> None:
    world.documents.refusal = reason
    receipt = await world.send()
    await world.read(receipt)
    record = await world.record(receipt.candidate_id)
    assert (record.entry.status, record.entry.reason, record.profile) == (
        CandidateStatus.REFUSED,
        reason,
        None,
    )
    assert await world.pool() == 0


async def test_a_text_without_a_person_is_refused(world: World) -> None:
    world.profiles.failures = [UnreadableText()]
    receipt = await world.send()
    await world.read(receipt)
    assert (await world.record(receipt.candidate_id)).entry.reason == RejectionReason.NO_TEXT


async def test_invisible_text_is_flagged(world: World) -> None:
    world.documents.hidden = (HiddenText.TINY,)
    receipt = await world.send()
    await world.read(receipt)
    profile = (await world.record(receipt.candidate_id)).profile
    assert profile is not None
    assert [flag.value for flag in profile.flags] == [Flag.INVISIBLE_TEXT]


async def test_the_earlier_profile_serves_until_the_replacement_is_read(world: World) -> None:
    first = await world.send(external_id="E-1")
    await world.read(first)
    second = await world.send(CV + " bilingue", external_id="E-1")
    waiting = await world.record(first.candidate_id)
    assert (waiting.entry.status, waiting.text) == (CandidateStatus.RECEIVED, CV)
    await world.read(second)
    done = await world.record(first.candidate_id)
    assert (done.entry.status, done.text) == (CandidateStatus.READY, CV + " bilingue")


async def test_a_replacement_that_is_refused_takes_nothing_away(world: World) -> None:
    first = await world.send(external_id="E-1")
    await world.read(first)
    world.documents.refusal = RejectionReason.BROKEN
    await world.read(await world.send("garbage", external_id="E-1"))
    record = await world.record(first.candidate_id)
    assert (record.entry.status, record.entry.reason) == (CandidateStatus.REFUSED, "broken")
    assert record.text == CV
    async with world.database.tenant(world.agency.id) as connection:
        assert len(await rankable_candidates(connection, encoder=LengthEncoder.description)) == 1
        document = await candidate_document(connection, candidate_id=first.candidate_id)
    assert document.content == CV.encode()


async def test_a_job_for_a_document_that_was_replaced_does_nothing(world: World) -> None:
    first = await world.send(external_id="E-1")
    await world.send(CV + " bilingue", external_id="E-1")
    await world.read(first)
    assert (await world.record(first.candidate_id)).profile is None


async def test_a_job_for_someone_erased_does_nothing(world: World, owner_connection: Connection) -> None:
    receipt = await world.send()
    async with world.database.tenant(world.agency.id) as connection:
        await erase_candidate(connection, organisation_id=world.agency.id, candidate_id=receipt.candidate_id)
    await world.read(receipt)
    assert await owner_connection.fetchval("SELECT count(*) FROM candidates") == 0


async def test_erasure_leaves_no_word_of_someone_who_was_read(
    world: World, owner_connection: Connection
) -> None:
    receipt = await world.send()
    await world.read(receipt)
    async with world.database.tenant(world.agency.id) as connection:
        await erase_candidate(connection, organisation_id=world.agency.id, candidate_id=receipt.candidate_id)
    assert await world.pool() == 2
    tables = await owner_connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in tables:
        rows = await owner_connection.fetch(f"SELECT t::text FROM {table} t")  # noqa: S608  from the catalogue
        assert not [row for (row,) in rows if "Salma" in row or "clientèle" in row], table


async def test_corrections_outlive_a_new_reading_and_a_new_document(world: World) -> None:
    first = await world.send(external_id="E-1")
    await world.read(first)
    patch = Corrections.model_validate(
        {"name": "Selma Exemple", "languages": [{"language": "fr", "level": "C2"}]}
    )
    async with world.database.tenant(world.agency.id) as connection:
        await correct_candidate(
            connection, candidate_id=first.candidate_id, patch=patch, taxonomy=world.reader.taxonomy
        )
    world.profiles.level = CefrLevel.A2
    await world.read(await world.send(CV + " bilingue", external_id="E-1"))
    record = await world.record(first.candidate_id)
    assert record.profile is not None
    assert record.profile.languages[0].level is not None
    assert record.profile.languages[0].level.value is CefrLevel.C2
    assert record.entry.identity is not None
    assert record.entry.identity.name is not None
    assert record.entry.identity.name.value == "Selma Exemple"
    async with world.database.tenant(world.agency.id) as connection:
        withdrawn = await correct_candidate(
            connection,
            candidate_id=first.candidate_id,
            patch=Corrections(languages=None),
            taxonomy=world.reader.taxonomy,
        )
    assert withdrawn.profile is not None
    assert withdrawn.profile.languages[0].level == Mention(CefrLevel.A2, None)


async def test_corrections_and_readings_at_once_do_not_wait_for_each_other_for_ever(world: World) -> None:
    receipt = await world.send(external_id="E-1")
    await world.read(receipt)

    async def correct(months: int) -> None:
        async with world.database.tenant(world.agency.id) as connection:
            await correct_candidate(
                connection,
                candidate_id=receipt.candidate_id,
                patch=Corrections(months_of_experience=months),
                taxonomy=world.reader.taxonomy,
            )

    for number in range(10):
        replacement = await world.send(f"{CV} {number}", external_id="E-1")
        await asyncio.gather(correct(number), world.read(replacement), correct(number))
    profile = (await world.record(receipt.candidate_id)).profile
    assert profile is not None
    assert profile.months_of_experience == 9


async def test_every_change_that_ranking_sees_gives_the_pool_a_new_revision(world: World) -> None:
    receipt = await world.send()
    assert await world.pool() == 0
    await world.read(receipt)
    assert await world.pool() == 1
    async with world.database.tenant(world.agency.id) as connection:
        await correct_candidate(
            connection,
            candidate_id=receipt.candidate_id,
            patch=Corrections(months_of_experience=12),
            taxonomy=world.reader.taxonomy,
        )
    assert await world.pool() == 2
    async with world.database.tenant(world.agency.id) as connection:
        await erase_candidate(connection, organisation_id=world.agency.id, candidate_id=receipt.candidate_id)
    assert await world.pool() == 3


async def test_nothing_can_be_corrected_before_it_is_read(world: World) -> None:
    receipt = await world.send()
    async with world.database.tenant(world.agency.id) as connection:
        with pytest.raises(Conflict):
            await correct_candidate(
                connection,
                candidate_id=receipt.candidate_id,
                patch=Corrections(town="Oujda"),
                taxonomy=world.reader.taxonomy,
            )


async def test_an_attempt_that_breaks_off_leaves_nothing_half_done(world: World) -> None:
    world.profiles.failures = [JobFailed(retry=True)]
    receipt = await world.send()
    with pytest.raises(JobFailed):
        await world.read(receipt)
    assert (await world.record(receipt.candidate_id)).entry.status is CandidateStatus.RECEIVED
    await world.read(receipt)
    assert (await world.record(receipt.candidate_id)).entry.status is CandidateStatus.READY


async def test_a_database_away_costs_no_attempt(world: World, owner_connection: Connection) -> None:
    world.profiles.failures = [Unavailable(dependency="database")]
    receipt = await world.send()
    await world.read(receipt)
    assert (await world.record(receipt.candidate_id)).entry.status is CandidateStatus.READY
    assert await owner_connection.fetchval("SELECT attempts FROM candidates") == 1


async def test_a_document_tried_before_is_read_alone(world: World, owner_connection: Connection) -> None:
    suspect, other = await world.send(), await world.send(CV + " bilingue")
    world.profiles.failures = [JobFailed(retry=True)]
    with pytest.raises(JobFailed):
        await world.read(suspect)
    is_begun, may_end = asyncio.Event(), asyncio.Event()
    world.profiles.pause = (is_begun, may_end)
    first = asyncio.create_task(world.read(suspect))
    await is_begun.wait()
    second = asyncio.create_task(world.read(other))
    await asyncio.sleep(0.2)
    tried = "SELECT attempts FROM candidates WHERE id = $1"
    assert await owner_connection.fetchval(tried, other.candidate_id) == 0
    may_end.set()
    await asyncio.gather(first, second)
    assert (await world.record(other.candidate_id)).entry.status is CandidateStatus.READY


async def test_after_the_last_attempt_the_document_is_refused_and_the_job_is_to_be_parked(
    world: World,
) -> None:
    world.profiles.failures = [JobFailed(retry=True) for _ in range(3)]
    receipt = await world.send()
    for _ in range(3):
        with pytest.raises(JobFailed) as failure:
            await world.read(receipt)
        assert failure.value.retry
    with pytest.raises(JobFailed) as failure:
        await world.read(receipt)
    assert not failure.value.retry
    assert (await world.record(receipt.candidate_id)).entry.reason == RejectionReason.PROCESSING_FAILED


async def test_an_attempt_that_succeeds_after_all_was_given_up_still_counts(world: World) -> None:
    receipt = await world.send()
    is_slow, may_end = asyncio.Event(), asyncio.Event()
    world.profiles.pause = (is_slow, may_end)
    another_worker = replace(world.reader, turns=Turns())
    slow = asyncio.create_task(
        another_worker.read(Reading(world.agency.id, receipt.candidate_id, receipt.revision))
    )
    await is_slow.wait()
    world.profiles.pause = None
    world.profiles.failures = [JobFailed(retry=True) for _ in range(2)]
    for _ in range(3):
        with pytest.raises(JobFailed):
            await world.read(receipt)
    may_end.set()
    await slow
    assert (await world.record(receipt.candidate_id)).entry.status is CandidateStatus.READY


async def test_words_are_found_with_and_without_accents_but_never_by_name(
    world: World, owner_connection: Connection
) -> None:
    await world.read(await world.send())

    async def finds(configuration: str, words: str) -> bool:
        return bool(
            await owner_connection.fetchval(
                "SELECT search @@ plainto_tsquery($1::text::regconfig, $2) FROM candidate_texts",
                configuration,
                words,
            )
        )

    assert await finds("french", "conseillères expérimentées")
    assert await finds("simple", "experimentee")
    assert not await finds("simple", "salma")


async def test_a_hostile_text_does_not_stop_the_search_index(world: World) -> None:
    receipt = await world.send("Salma\n" + " ".join(f"mot{n}" for n in range(25_000)))
    await world.read(receipt)
    assert (await world.record(receipt.candidate_id)).entry.status is CandidateStatus.READY
