"""The same person twice is linked, replaced where the sender asked for it, and never lost."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from matching.taxonomy.loading import load_taxonomy
from service.candidates import store
from service.candidates.profile_reader import ProfileReader
from service.candidates.rankable import rankable_versions
from service.candidates.reading import CandidateReader, Reading
from service.candidates.receiving import Sender, Submission, receive_candidate
from service.candidates.rows import DuplicateState
from service.candidates.use_cases import (
    CandidateEntry,
    adopt_encoder,
    candidate,
    erase_candidate,
    merge,
    undo_merge,
)
from service.documents.reading import DocumentReader
from service.errors import Conflict, InvalidRequest, NotFound
from service.inference import Inference
from service.settings import LimitSettings
from service.tenancy import TenantDatabase
from tests.factories import Tenant
from tests.flows.encoder import LengthEncoder


def cv(
    name: str = "Salma Exemple",
    *,
    email: str = "salma@exemple.example",
    phone: str = "06 00 00 12 34",
    work: str = "réclamations et fidélisation",
) -> str:
    return (
        f"{name}\nConseillère clientèle\nOujda - {phone} - {email}\n\nEXPÉRIENCE\n"
        f"01/2023 - 06/2025 Conseillère clientèle, Centre Exemple, Oujda\n{work}\n\n"
        "LANGUES\nFrançais C1, arabe langue maternelle\n"
    )


OTHERWISE = (
    "tenue de caisse, inventaire, facturation, accueil au magasin, formation des nouveaux vendeurs " * 3
)


@dataclass
class World:
    """Sends documents, which are read at once."""

    database: TenantDatabase
    agency: Tenant
    reader: CandidateReader

    async def send(
        self,
        text: str,
        *,
        external_id: str | None = None,
        replaces: bool = False,
        partner: Tenant | None = None,
    ) -> UUID:
        partner_id = partner.id if partner else None
        sender = Sender(self.agency.id, partner_id or self.agency.id)
        async with self.database.tenant(self.agency.id, partner_id=partner_id) as connection:
            receipt = await receive_candidate(
                connection,
                Submission.of_text(text),
                sender=sender,
                external_id=external_id,
                replaces_duplicates=replaces,
            )
        await self.reader.read(Reading(self.agency.id, receipt.candidate_id, receipt.revision))
        return receipt.candidate_id

    async def entry(self, candidate_id: UUID, *, partner: Tenant | None = None) -> CandidateEntry:
        async with self.database.tenant(
            self.agency.id, partner_id=partner.id if partner else None
        ) as connection:
            return (await candidate(connection, candidate_id=candidate_id)).entry

    async def ranked(self) -> set[UUID]:
        async with self.database.tenant(self.agency.id) as connection:
            ids = (await rankable_versions(connection)).ids
        return {UUID(bytes=bytes(name).ljust(16, b"\0")) for name in ids}


@pytest.fixture
async def world(tenant_database: TenantDatabase, agency: Tenant):  # type: ignore[no-untyped-def] # noqa: ANN201 - an async generator of World
    await adopt_encoder(tenant_database, LengthEncoder.description)
    limits = LimitSettings()
    async with DocumentReader.open(limits) as documents, ProfileReader.open(limits) as profiles:
        yield World(
            tenant_database,
            agency,
            CandidateReader(
                database=tenant_database,
                documents=documents,
                profiles=profiles,
                inference=Inference(LengthEncoder()),
                taxonomy=load_taxonomy(),
                max_attempts=3,
            ),
        )


async def test_the_same_address_number_or_text_is_told_on_both_sides(world: World) -> None:
    first = await world.send(cv())
    by_email = await world.send(cv("EXEMPLE Salma", phone="06 00 00 99 99", work=OTHERWISE))
    by_phone = await world.send(cv("Salma Exemple", email="s.exemple@autre.example", work=OTHERWISE[:90]))
    entry = await world.entry(first)
    found = {other.candidate_id: other for other in entry.duplicates}
    assert found[by_email].because == ("email",)
    assert found[by_phone].because == ("phone",)
    assert found[by_email].is_certain
    assert [other.candidate_id for other in (await world.entry(by_email)).duplicates] == [first]
    assert entry.merged_into is None
    assert await world.ranked() == {first, by_email, by_phone}


async def test_a_text_that_is_nearly_the_same_is_told_as_such(world: World) -> None:
    long = cv(work=OTHERWISE)
    first = await world.send(long)
    copied = await world.send(
        cv("Nadia Autre", email="n@exemple.example", phone="06 00 00 77 77", work=OTHERWISE)
    )
    (other,) = (await world.entry(first)).duplicates
    assert (other.candidate_id, other.because, other.is_certain) == (copied, ("text",), False)


async def test_strangers_are_not_linked(world: World) -> None:
    first = await world.send(cv())
    await world.send(cv("Karim Autre", email="karim@exemple.example", phone="06 00 00 55 55", work=OTHERWISE))
    assert (await world.entry(first)).duplicates == ()


async def test_whoever_asks_for_it_replaces_and_nothing_is_lost(world: World) -> None:
    first = await world.send(cv(), external_id="A-1")
    family = await world.send(cv("Youssef Exemple", email="y@exemple.example", work=OTHERWISE))
    newer = await world.send(cv(work="appels entrants"), replaces=True)
    entry = await world.entry(first)
    assert entry.merged_into == newer
    assert (await world.entry(newer)).duplicates[0].state is DuplicateState.MERGED
    # The same telephone, but another name: told, and left alone.
    assert await world.ranked() == {newer, family}

    async with world.database.tenant(world.agency.id) as connection:
        await undo_merge(connection, candidate_id=first)
    assert await world.ranked() == {first, newer, family}
    # What a person decided is not decided again by the rule.
    await world.send(cv(work="appels sortants"), external_id="A-1", replaces=True)
    assert await world.ranked() == {first, newer, family}


async def test_a_new_document_speaks_for_itself_again(world: World) -> None:
    first = await world.send(cv(), external_id="A-1")
    newer = await world.send(cv(work="appels entrants"), replaces=True)
    await world.send(cv(work="appels sortants et vente"), external_id="A-1")
    assert (await world.entry(first)).merged_into is None
    assert await world.ranked() == {first, newer}


async def test_a_partner_neither_replaces_nor_sees_what_others_sent(world: World, partner: Tenant) -> None:
    own = await world.send(cv())
    sent = await world.send(cv(work="appels entrants"), replaces=True, partner=partner)
    assert await world.ranked() == {own, sent}
    assert (await world.entry(sent, partner=partner)).duplicates == ()
    assert [other.candidate_id for other in (await world.entry(own)).duplicates] == [sent]


async def test_other_organisations_are_never_compared(world: World, other_agency: Tenant) -> None:
    first = await world.send(cv())
    elsewhere = World(world.database, other_agency, world.reader)
    second = await elsewhere.send(cv())
    assert (await world.entry(first)).duplicates == ()
    assert (await elsewhere.entry(second)).duplicates == ()


async def test_people_merge_whom_no_rule_would_and_undo_it(world: World) -> None:
    first = await world.send(cv())
    second = await world.send(
        cv("Salma Mariée", email="m@exemple.example", phone="06 00 00 55 55", work=OTHERWISE)
    )
    async with world.database.tenant(world.agency.id) as connection:
        await merge(connection, candidate_id=first, into=second)
    assert await world.ranked() == {second}
    for wrong, error in (((second, second), InvalidRequest), ((second, first), Conflict)):
        with pytest.raises(error):
            async with world.database.tenant(world.agency.id) as connection:
                await merge(connection, candidate_id=wrong[0], into=wrong[1])
    with pytest.raises(NotFound):
        async with world.database.tenant(world.agency.id) as connection:
            await merge(connection, candidate_id=first, into=UUID(int=1))
    # Whoever stood for somebody and goes leaves them to stand for themselves.
    async with world.database.tenant(world.agency.id) as connection:
        await erase_candidate(connection, organisation_id=world.agency.id, candidate_id=second)
        assert await store.standing(connection, candidate_id=first) is not None
    assert await world.ranked() == {first}
