"""Builds the application: parts once at its start, middleware, error handlers, routes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from api.body_limit import BodyLimitMiddleware
from api.dependencies import Resources, today
from api.description import API_VERSION, DESCRIPTION, describe
from api.errors import install_error_handlers
from api.metrics import Metrics
from api.request_context import RequestContextMiddleware
from api.routes import (
    candidates,
    exports,
    health,
    imports,
    jobs,
    matches,
    openings,
    outcomes,
    plans,
    regions,
    rereadings,
    scorer,
    sites,
    webhooks,
)
from matching.assignment.support import load_schemes
from matching.assignment.wording import PlanWording
from matching.explanation.wording import Wording
from matching.ranking.scorer import Scorer
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates.encoders import adopt_encoder
from service.candidates.profile_reader import ProfileReader
from service.documents.originals.originals import Originals
from service.documents.room import Room
from service.inference import Inference
from service.logs import configure_logs
from service.matches.matcher import Matcher
from service.matches.pools import PoolCache
from service.matches.texts import rank_texts
from service.matches.turns import OrganisationTurns
from service.matches.use_cases import Ranker
from service.openings.reading import OpeningDraft, OpeningReader
from service.quotas.use_cases import Quotas
from service.replicas import Replicas
from service.settings import LimitSettings, Settings
from service.startup import require_fitness
from service.tenancy import TenantDatabase

DOCUMENTATION_PAGES = frozenset({"/docs", "/docs/oauth2-redirect", "/redoc"})
BODY_BYTES = 3 * 1024 * 1024
"""Cap of bodies without files or many CVs: the longest advert with every character escaped."""

_BIG_BODIES = ("/v1/candidates", "/v1/rank")

_WARM_UP_TITLE = "Conseiller clientèle francophone"
_WARM_UP_TEXT = "Oujda. Français C1, bac+2 en gestion, 1 an d'expérience en relation client, Excel, week-end."

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; database, encoder and taxonomy are opened when it starts, not before."""
    settings = settings or Settings()
    metrics = Metrics.create()
    app = FastAPI(
        title="Oujda Match",
        version=API_VERSION,
        description=DESCRIPTION,
        lifespan=_lifespan(settings, metrics),
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    _add_middleware(app, settings.limits, metrics)
    install_error_handlers(app)
    for routes in (
        health,
        exports,
        candidates,
        imports,
        jobs,
        openings,
        matches,
        outcomes,
        scorer,
        sites,
        plans,
        regions,
        rereadings,
        webhooks,
    ):
        app.include_router(routes.router)
    describe(app)
    return app


def _add_middleware(app: FastAPI, limits: LimitSettings, metrics: Metrics) -> None:
    """The last one added is the outermost."""
    app.add_middleware(
        BodyLimitMiddleware,
        default_bytes=min(BODY_BYTES, limits.max_body_bytes),
        paths={**dict.fromkeys(_BIG_BODIES, limits.max_body_bytes), "/v1/imports": limits.max_import_bytes},
    )
    app.add_middleware(RequestContextMiddleware, metrics=metrics, pages=DOCUMENTATION_PAGES)


def _lifespan(settings: Settings, metrics: Metrics) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        configure_logs()
        async with AsyncExitStack() as stack:
            inference = await stack.enter_async_context(Inference.open(settings.encoder))
            await require_fitness(settings.database, encoder=inference.description.key)
            database = await stack.enter_async_context(TenantDatabase.open(settings.database))
            await adopt_encoder(database, inference.description)
            replicas = await stack.enter_async_context(Replicas.open(database, settings.database))
            profiles = await stack.enter_async_context(ProfileReader.open(settings.limits))
            app.state.resources = _resources(
                settings,
                database=database,
                replicas=replicas,
                inference=inference,
                profiles=profiles,
                metrics=metrics,
            )
            await _warm_up(app.state.resources)
            app.openapi()  # refusals look into it, and it takes a second to make
            yield

    return lifespan


def _resources(
    settings: Settings,
    *,
    database: TenantDatabase,
    replicas: Replicas,
    inference: Inference,
    profiles: ProfileReader,
    metrics: Metrics,
) -> Resources:
    taxonomy = load_taxonomy()
    openings_reader = OpeningReader(taxonomy, inference)
    wording = Wording.load(taxonomy)
    return Resources(
        settings=settings,
        database=database,
        inference=inference,
        taxonomy=taxonomy,
        profiles=profiles,
        originals=Originals.open(settings),
        openings=openings_reader,
        ranker=_ranker(taxonomy, inference, openings_reader, replicas=replicas),
        wording=wording,
        plan_wording=PlanWording.load(wording),
        schemes=load_schemes(),
        metrics=metrics,
        quotas=Quotas(database, settings.limits),
        turns=OrganisationTurns(),
        room=Room.of(settings),
    )


async def _warm_up(resources: Resources) -> None:
    """Make what is made on first use, so that no request waits seconds for it."""
    draft = OpeningDraft(title=_WARM_UP_TITLE, text=_WARM_UP_TEXT)
    await resources.profiles.warm_up()
    await rank_texts(draft, {}, weights={}, ranker=resources.text_ranker, today=today())


def _ranker(taxonomy: Taxonomy, inference: Inference, reader: OpeningReader, *, replicas: Replicas) -> Ranker:
    return Ranker(
        matcher=Matcher(taxonomy, Scorer.default()),
        openings=reader,
        pools=PoolCache(taxonomy=taxonomy, encoder=inference.description, replicas=replicas),
    )
