"""Plans made by a worker: once in effect, followed, cancelled, failed with their reason."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import numpy as np
import pytest

from matching.assignment.support import load_schemes
from matching.assignment.watching import Stage
from matching.encoding.encoder import EncoderDescription, Vectors
from matching.profile import Town
from matching.ranking.scorer import Scorer
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel
from service.candidates.use_cases import adopt_encoder
from service.inference import Inference
from service.matches.matcher import Matcher
from service.matches.pools import PoolCache
from service.matches.use_cases import Ranker
from service.openings.reading import OpeningDraft, OpeningReader
from service.openings.use_cases import submit_opening
from service.staffing.plans.goals import Ending
from service.staffing.plans.making import PlanTask, cancel_plan, make_queued_plan, queue_plan
from service.staffing.plans.planner import SitePlanner
from service.staffing.plans.rows import PlanStatus, Role
from service.staffing.plans.use_cases import PlanRecord, people_of, plan
from service.staffing.plans.values import FixedPlace, PlanRequest
from service.staffing.plans.watching import PlanWatch
from service.staffing.sites.use_cases import (
    SeatsRow,
    SiteDraft,
    SiteFacts,
    attach_opening,
    detach_opening,
    submit_site,
)
from service.tenancy import TenantDatabase
from tests.factories import Tenant
from tests.people import Person, keep_person

TODAY = date(2030, 6, 1)


class OneEncoder:
    """Every text is the same vector."""

    description = EncoderDescription(model="one", revision="0" * 12, n_dimensions=4)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 4), 0.5, dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts)


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture
async def planner(tenant_database: TenantDatabase, taxonomy: Taxonomy) -> SitePlanner:
    inference = Inference(OneEncoder())
    await adopt_encoder(tenant_database, inference.description)
    ranker = Ranker(
        matcher=Matcher(taxonomy, Scorer.default()),
        openings=OpeningReader(taxonomy, inference),
        pools=PoolCache(taxonomy=taxonomy, encoder=inference.description),
    )
    return SitePlanner(ranker, load_schemes())


class Hirer:
    """An agency with one person, one opening and one site."""

    def __init__(self, database: TenantDatabase, agency: Tenant, planner: SitePlanner) -> None:
        self.database, self.agency, self.planner = database, agency, planner
        self.site_id = self.opening_id = self.person_id = UUID(int=0)

    async def settle(self) -> None:
        self.person_id = await keep_person(
            self.database,
            self.agency,
            Person("Nora", {"fr": CefrLevel.C1}),
            encoder=OneEncoder.description,
            vectors=OneEncoder().encode_passages(["x"]),
        )
        draft = OpeningDraft("Agent", "Français C1 exigé.")
        opening, _ = await submit_opening(
            self.database, self.agency.id, draft, reader=self.planner.ranker.openings, today=TODAY
        )
        self.opening_id = opening.id
        facts = SiteFacts(town=Town("Oujda", None, None))
        async with self.database.tenant(self.agency.id) as connection:
            site, _ = await submit_site(connection, SiteDraft("Centre", facts))
            self.site_id = site.id
            seats = SeatsRow(self.opening_id, 1, None, None, 1.0)
            await attach_opening(connection, site_id=site.id, seats=seats)

    async def queued(self, request: PlanRequest | None = None) -> PlanTask:
        async with self.database.tenant(self.agency.id) as connection:
            record = await queue_plan(
                connection,
                organisation_id=self.agency.id,
                site_id=self.site_id,
                request=request or PlanRequest(),
            )
        assert record.status is PlanStatus.WAITING
        return PlanTask(self.agency.id, self.site_id, record.id)

    async def made(self, task: PlanTask) -> PlanRecord:
        await make_queued_plan(self.database, task, planner=self.planner)
        async with self.database.tenant(self.agency.id) as connection:
            return await plan(connection, site_id=self.site_id, plan_id=task.plan_id)


@pytest.fixture
async def hirer(tenant_database: TenantDatabase, agency: Tenant, planner: SitePlanner) -> Hirer:
    hirer = Hirer(tenant_database, agency, planner)
    await hirer.settle()
    return hirer


async def test_a_queued_plan_is_made_once_in_effect(hirer: Hirer) -> None:
    task = await hirer.queued()
    first = await hirer.made(task)
    assert (first.status, first.progress) == (PlanStatus.READY, 1.0)
    assert first.result is not None
    assert first.result.ending is Ending.OPTIMAL
    assert await hirer.made(task) == first
    async with hirer.database.tenant(hirer.agency.id) as connection:
        people = await people_of(connection, plan_id=task.plan_id)
    assert [(row.role, row.candidate_id) for row in people] == [(Role.SEAT, hirer.person_id)]


async def test_a_plan_queued_is_in_the_queue(hirer: Hirer) -> None:
    task = await hirer.queued()
    async with hirer.database.unbound() as connection:
        assert await connection.fetchval(
            "SELECT count(*) FROM pgqueuer WHERE dedupe_key = $1", f"{task.plan_id}/plan"
        )


async def test_a_plan_cancelled_ends_with_the_best_found_so_far_and_says_so(hirer: Hirer) -> None:
    task = await hirer.queued(PlanRequest(kept=(FixedPlace(hirer.person_id, hirer.opening_id),)))
    async with hirer.database.tenant(hirer.agency.id) as connection:
        assert (
            await cancel_plan(connection, site_id=hirer.site_id, plan_id=task.plan_id)
        ).status is PlanStatus.WAITING
    record = await hirer.made(task)
    assert record.result is not None
    assert record.result.ending is Ending.CANCELLED
    assert record.result.coverage[0].n_filled == 1
    assert record.is_cancelled


async def test_a_plan_out_of_time_says_so_and_how_far_it_may_be_from_the_best(hirer: Hirer) -> None:
    record = await hirer.made(await hirer.queued(PlanRequest(time_limit_seconds=0.0)))
    assert record.result is not None
    assert record.result.ending is Ending.TIME_LIMIT
    assert record.result.gap == 1.0


async def test_a_plan_that_became_impossible_fails_with_its_reason(hirer: Hirer) -> None:
    task = await hirer.queued(PlanRequest(kept=(FixedPlace(hirer.person_id, hirer.opening_id),)))
    async with hirer.database.tenant(hirer.agency.id) as connection:
        await detach_opening(connection, site_id=hirer.site_id, opening_id=hirer.opening_id)
    record = await hirer.made(task)
    assert (record.status, record.stage) == (PlanStatus.FAILED, "An opening is not attached to this site.")


async def test_a_plan_in_the_making_tells_how_far_it_is() -> None:
    watch = PlanWatch(time_limit_seconds=60.0)
    told = []
    for stage, done in ((Stage.SCORING, 1), (Stage.SCORING, 2), (Stage.PLANNING, 0), (Stage.EXPLAINING, 0)):
        watch.tell(stage, done, 2)
        told.append((watch.stage, watch.progress))
    assert [stage for stage, _ in told] == ["scoring", "scoring", "planning", "explaining"]
    assert [progress for _, progress in told] == sorted(progress for _, progress in told)
    assert not watch.is_stopped()
