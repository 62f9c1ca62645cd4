"""Load the demonstration: an agency with invented candidates and the openings of two sites."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from uuid import UUID

from matching.taxonomy.loading import load_taxonomy
from service.candidates.encoders import adopt_encoder
from service.candidates.receiving import Sender, Submission, receive_candidate
from service.candidates.rows import CandidateStatus
from service.candidates.use_cases import candidates
from service.demo.files import as_docx, as_pdf
from service.demo.material import Material
from service.demo.people import Person, draw_people
from service.demo.pool import load_pool
from service.demo.progress import Progress
from service.demo.sites import load_sites
from service.demo.writing import write_cv
from service.documents.originals.originals import Originals
from service.documents.rows import DocumentKind
from service.errors import NotFound
from service.inference import Inference
from service.openings.reading import OpeningDraft, OpeningReader
from service.openings.use_cases import submit_opening
from service.organisations.rows import OrganisationKind
from service.organisations.use_cases import create_organisation, find_organisation
from service.settings import Settings
from service.tenancy import OrganisationId, TenantDatabase

AGENCY_NAME = "Demonstration agency"
N_CANDIDATES = 300
SEED = 1
BATCH_SIZE = 50

EVERY_NTH_AS_FILE = 5
"""Of five CVs one is sent as a Word document and, where its script allows, one as a PDF."""

READING_PATIENCE_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class DemoSite:
    """Where to look first."""

    organisation_id: OrganisationId
    opening_id: UUID
    site_id: UUID


async def load_demo(
    settings: Settings,
    *,
    n_candidates: int = N_CANDIDATES,
    seed: int = SEED,
    progress: Progress = lambda _what, _done, _of: None,
) -> DemoSite:
    """Return the demonstration's agency and first opening, having loaded what is not there yet.

    Candidates are read by the workers; this waits for them, but not for ever. Everything carries an
    external id, so that loading again changes nothing.
    """
    material, today = Material.load(), datetime.now(UTC).date()
    async with TenantDatabase.open(settings.database) as database:
        organisation_id = await _agency(database)
        originals = Originals.open(settings)
        people = draw_people(material, n=n_candidates, seed=seed, today=today.replace(day=1))
        n_sent = 0
        while batch := list(islice(people, BATCH_SIZE)):
            await _send(
                database, organisation_id, [_submission(person, material) for person in batch], originals
            )
            n_sent += len(batch)
            progress("candidates sent", n_sent, n_candidates)
        async with Inference.open(settings.encoder) as inference:
            opening_id = await _openings(
                database, organisation_id, material, inference, today=today, progress=progress
            )
        site_id = await load_sites(database, organisation_id, material, taxonomy=load_taxonomy())
        await _wait_until_read(database, organisation_id, n_candidates=n_candidates, progress=progress)
    return DemoSite(organisation_id, opening_id, site_id)


async def load_large_demo(
    settings: Settings,
    *,
    n_candidates: int,
    seed: int = SEED,
    progress: Progress = lambda _what, _done, _of: None,
) -> DemoSite:
    """Return an agency of its own with the demonstration's openings and a pool of any size.

    Nothing is read: candidates are stored with what their CVs are composed of, so that no worker is needed.
    Loading again goes on where an interrupted load ended.
    """
    material, today = Material.load(), datetime.now(UTC).date()
    async with (
        TenantDatabase.open(settings.database) as database,
        Inference.open(settings.encoder) as inference,
    ):
        await adopt_encoder(database, inference.description)
        organisation_id = await _agency(database, name=f"{AGENCY_NAME} of {n_candidates} candidates")
        opening_id = await _openings(
            database, organisation_id, material, inference, today=today, progress=progress
        )
        site_id = await load_sites(database, organisation_id, material, taxonomy=load_taxonomy())
        await load_pool(
            database,
            organisation_id,
            material=material,
            n_candidates=n_candidates,
            seed=seed,
            today=today.replace(day=1),
            inference=inference,
            progress=progress,
        )
    return DemoSite(organisation_id, opening_id, site_id)


async def _agency(database: TenantDatabase, *, name: str = AGENCY_NAME) -> OrganisationId:
    try:
        row = await find_organisation(database, name)
    except NotFound:
        row = await create_organisation(database, kind=OrganisationKind.AGENCY, name=name)
    return OrganisationId(row.id)


def _submission(person: Person, material: Material) -> tuple[str, Submission]:
    text, name = write_cv(person, material), f"demo-{person.number:06d}"
    place = person.number % EVERY_NTH_AS_FILE
    if place == 0:
        file = as_docx(text, name=name)
    elif place == 1 and person.language != "ar":
        file = as_pdf(text, name=name)
    else:
        return name, Submission(DocumentKind.TEXT, text.encode(), "text/plain", f"{name}.txt")
    return name, Submission(DocumentKind.FILE, file.data, file_name=file.name)


async def _send(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    submissions: Sequence[tuple[str, Submission]],
    originals: Originals,
) -> None:
    sender = Sender(organisation_id=organisation_id, sender_id=organisation_id)
    kept = [
        await originals.keep(database, submission.content, organisation_id=organisation_id)
        for _, submission in submissions
    ]
    async with database.tenant(organisation_id) as connection:
        for (external_id, submission), original in zip(submissions, kept, strict=True):
            await receive_candidate(
                connection, submission, sender=sender, original=original, external_id=external_id
            )


async def _openings(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    material: Material,
    inference: Inference,
    *,
    today: date,
    progress: Progress,
) -> UUID:
    opening_ids: list[UUID] = []
    reader = OpeningReader(taxonomy=load_taxonomy(), inference=inference)
    for draft in _drafts(material):
        _, saved = await submit_opening(database, organisation_id, draft, reader=reader, today=today)
        opening_ids.append(saved.opening_id)
        progress("openings read", len(opening_ids), len(material.openings))
    return opening_ids[0]


def _drafts(material: Material) -> Iterator[OpeningDraft]:
    for advert in material.openings:
        yield OpeningDraft(
            title=advert.title, text=advert.text, headcount=advert.headcount, external_id=advert.external_id
        )


async def _wait_until_read(
    database: TenantDatabase, organisation_id: OrganisationId, *, n_candidates: int, progress: Progress
) -> None:
    deadline = time.monotonic() + READING_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        async with database.tenant(organisation_id) as connection:
            waiting = await candidates(connection, status=CandidateStatus.RECEIVED, limit=n_candidates)
        progress("candidates read", n_candidates - len(waiting), n_candidates)
        if not waiting:
            return
        await asyncio.sleep(1.0)
