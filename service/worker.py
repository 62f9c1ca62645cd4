"""The worker: reads what candidates sent, in any number of processes on any number of machines."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import structlog

from matching.assignment.support import load_schemes
from matching.ranking.scorer import Scorer
from matching.taxonomy.loading import load_taxonomy
from service.candidates.encoders import EMBED_CANDIDATES, EncoderSwitch
from service.candidates.profile_reader import ProfileReader
from service.candidates.reading import CandidateReader, Reading
from service.candidates.receiving import READ_CANDIDATE
from service.candidates.rereading import READ_ALL_AGAIN, Step, read_some_again
from service.candidates.use_cases import adopt_encoder
from service.documents.originals.originals import Originals
from service.documents.originals.sweeping import sweeping
from service.documents.reading import DocumentReader
from service.imports.ending import WATCH_IMPORT, Watch, look_whether_over
from service.imports.processing import Batch, ImportProcessor
from service.imports.use_cases import DO_BATCH
from service.inference import Inference
from service.jobs.health import Pulse, beating
from service.jobs.runner import Handler, run_jobs
from service.matches.matcher import Matcher
from service.matches.pools import PoolCache
from service.matches.use_cases import Ranker
from service.openings.reading import OpeningReader
from service.outcomes.use_cases import REFIT_SCORER
from service.scorers.training import ScorerTrainer
from service.settings import Settings
from service.staffing.plans.making import PLAN_SITE, PlanTask, make_queued_plan
from service.staffing.plans.planner import SitePlanner
from service.tenancy import OrganisationId, TenantDatabase
from service.webhooks.delivering import Deliverer, delivery_of
from service.webhooks.events import DELIVER, TELL_OF_MATCHES

_log = structlog.get_logger(__name__)


def main(settings: Settings | None = None) -> None:
    """Run jobs until the process is told to stop by SIGTERM or SIGINT; jobs in hand are finished first.

    Raises:
        UnfitToServe: stored vectors are of another encoder, or the settings name none.
    """
    asyncio.run(_work_until_told(settings or Settings()))


async def _work_until_told(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for ask in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ask, stop.set)
    await work(settings, stop=stop)


async def work(settings: Settings, *, stop: asyncio.Event) -> None:
    """Run jobs until `stop` is set."""
    async with (
        TenantDatabase.open(settings.database) as database,
        candidate_reader(settings, database) as reader,
    ):
        following = reader.following
        await adopt_encoder(
            database,
            reader.inference.description,
            following=following.description if following else None,
        )
        if following:
            await EncoderSwitch(database, following).begin()
        deliverer = Deliverer(database, reader.originals.keyring, settings.webhooks)
        _log.info("worker_ready", encoder=reader.inference.description.key)
        pulse = Pulse()
        async with (
            sweeping(reader.originals, database, every_seconds=settings.originals.sweep_seconds),
            beating(database, pulse),
        ):
            await run_jobs(
                database,
                handlers(reader) | webhook_handlers(deliverer),
                settings.worker,
                stop=stop,
                pulse=pulse,
            )


@asynccontextmanager
async def candidate_reader(settings: Settings, database: TenantDatabase) -> AsyncIterator[CandidateReader]:
    """Yield everything that reading a candidate takes; its child processes end with the block."""
    async with (
        Inference.open(settings.encoder) as inference,
        Inference.open_if(settings.encoder.following) as following,
        DocumentReader.open(settings.limits) as documents,
        ProfileReader.open(settings.limits) as profiles,
    ):
        await profiles.warm_up()
        yield CandidateReader(
            database=database,
            documents=documents,
            profiles=profiles,
            inference=inference,
            following=following,
            taxonomy=load_taxonomy(),
            originals=Originals.open(settings),
            max_attempts=settings.worker.max_attempts,
        )


def _site_planner(reader: CandidateReader, *, openings: OpeningReader, scorer: Scorer) -> SitePlanner:
    """Return what plans sites with the taxonomy and the encoder that candidates are read with."""
    return SitePlanner(
        Ranker(
            matcher=Matcher(reader.taxonomy, scorer),
            openings=openings,
            pools=PoolCache(taxonomy=reader.taxonomy, encoder=reader.inference.description),
        ),
        load_schemes(),
    )


def handlers(reader: CandidateReader) -> dict[str, Handler]:
    """Return what does each kind of job."""
    openings = OpeningReader(reader.taxonomy, reader.inference)
    scorer = Scorer.default()
    imports = ImportProcessor(reader.database, openings, reader.originals)
    trainer = ScorerTrainer(reader.database, openings, scorer)
    planner = _site_planner(reader, openings=openings, scorer=scorer)

    async def read_candidate(arguments: dict[str, Any]) -> None:
        await reader.read(
            Reading(
                organisation_id=_organisation(arguments),
                candidate_id=UUID(arguments["candidate_id"]),
                revision=int(arguments["revision"]),
            )
        )

    async def import_batch(arguments: dict[str, Any]) -> None:
        await imports.do(
            Batch(
                organisation_id=_organisation(arguments),
                import_id=UUID(arguments["import_id"]),
                number=int(arguments["number"]),
            )
        )

    async def refit_scorer(arguments: dict[str, Any]) -> None:
        await trainer.refit(_organisation(arguments))

    async def plan_site(arguments: dict[str, Any]) -> None:
        task = PlanTask(
            organisation_id=_organisation(arguments),
            site_id=UUID(arguments["site_id"]),
            plan_id=UUID(arguments["plan_id"]),
        )
        await make_queued_plan(reader.database, task, planner=planner)

    async def watch_import(arguments: dict[str, Any]) -> None:
        await look_whether_over(
            reader.database,
            Watch(
                organisation_id=_organisation(arguments),
                import_id=UUID(arguments["import_id"]),
                number=int(arguments["number"]),
            ),
        )

    async def read_all_again(arguments: dict[str, Any]) -> None:
        await read_some_again(
            reader.database,
            Step(
                organisation_id=_organisation(arguments),
                rereading_id=UUID(arguments["rereading_id"]),
                number=int(arguments["number"]),
            ),
        )

    known: dict[str, Handler] = {
        READ_ALL_AGAIN: read_all_again,
        READ_CANDIDATE: read_candidate,
        DO_BATCH: import_batch,
        WATCH_IMPORT: watch_import,
        REFIT_SCORER: refit_scorer,
        PLAN_SITE: plan_site,
    }
    if reader.following:
        switch = EncoderSwitch(reader.database, reader.following)

        async def embed_candidates(arguments: dict[str, Any]) -> None:
            await switch.embed(_organisation(arguments))

        known[EMBED_CANDIDATES] = embed_candidates
    return known


def webhook_handlers(deliverer: Deliverer) -> dict[str, Handler]:
    """Return what tells organisations of events."""

    async def deliver(arguments: dict[str, Any]) -> None:
        await deliverer.deliver(*delivery_of(arguments))

    async def tell_of_matches(arguments: dict[str, Any]) -> None:
        await deliverer.tell_of_matches(_organisation(arguments))

    return {DELIVER: deliver, TELL_OF_MATCHES: tell_of_matches}


def _organisation(arguments: dict[str, Any]) -> OrganisationId:
    return OrganisationId(UUID(arguments["organisation_id"]))
