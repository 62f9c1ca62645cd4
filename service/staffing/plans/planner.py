"""From a site, its openings and the pool to a plan: values are fetched, decided about, and handed back."""

import asyncio
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from matching.assignment.fitting import Fitter, PoolPart
from matching.assignment.problem import Demand, PlanOptions, fill_first
from matching.assignment.reduction import People
from matching.assignment.seats import Seats, SiteTerms
from matching.assignment.staffing import Brief, Staffing, staff
from matching.assignment.support import Scheme, support_of
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Opening
from matching.requirements import OccupationWanted
from matching.types import ConceptId, Mention, Origin
from service.errors import InvalidRequest
from service.matches.pools import CandidatePool
from service.matches.use_cases import Ranker
from service.openings.use_cases import OpeningRecord, as_if_corrected, opening, openings_to_match
from service.staffing.plans.goals import Ending, Goal
from service.staffing.plans.people import people_rows, steps_named
from service.staffing.plans.rows import PersonRow
from service.staffing.plans.values import OpeningIf, PlannedOpening, PlanRequest, PlanResult
from service.staffing.plans.watching import PlanWatch
from service.staffing.sites.use_cases import SeatsRow, SiteFacts, SiteRecord
from service.tenancy import OrganisationId, TenantDatabase


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and its people; `trades` are those of its openings, by opening id."""

    result: PlanResult
    people: tuple[PersonRow, ...]
    trades: Mapping[str, ConceptId]


@dataclass(frozen=True, slots=True)
class SitePlanner:
    """Plans sites with the parts that also rank."""

    ranker: Ranker
    schemes: tuple[Scheme, ...]

    async def plan(
        self,
        database: TenantDatabase,
        organisation_id: OrganisationId,
        site: SiteRecord,
        request: PlanRequest,
        *,
        previous: Mapping[str, str],
        changes: Sequence[OpeningIf] = (),
        watch: PlanWatch | None = None,
    ) -> Planned:
        """Return the best plan of a site.

        Args:
            database: Where the pool is.
            organisation_id: Whose pool it is.
            site: With its openings.
            request: What is wanted.
            previous: Candidate -> opening in the plan to stay close to.
            changes: Openings as they might be.
            watch: Follows planning, and may stop it; None where nobody does before time is up.

        Raises:
            InvalidRequest: a change is about an opening or a requirement that is not there.
        """
        started = time.perf_counter()
        site = site_if(site, changes)
        records = self._as_if(await _open_openings(database, organisation_id, site), changes)
        subjects = await openings_to_match(
            database, organisation_id, list(records.values()), reader=self.ranker.openings
        )
        seats = tuple(
            Seats(
                subject,
                _demand(row, records[row.opening_id], request),
                shift=row.shift,
                starts_on=row.starts_on,
            )
            for subject, row in zip(subjects, _rows(site, records), strict=True)
        )
        brief = _brief(seats, site, request, previous)
        pool = await self.ranker.pools.pool(database, organisation_id)
        matcher = await self.ranker.matcher.of(database, organisation_id)
        fitter = Fitter(matcher.taxonomy, matcher.scorer)
        watch = watch or PlanWatch(time_limit_seconds=request.time_limit_seconds)
        staffing = await asyncio.to_thread(staff, brief, _parts(pool), fitter=fitter, watch=watch)
        result = self._result(staffing, site, list(records.values()), scorer=matcher.scorer)
        return Planned(
            result=replace(
                result,
                ending=watch.ending(is_optimal=staffing.plan.is_optimal),
                seconds=time.perf_counter() - started,
            ),
            people=tuple(people_rows(staffing, brief.demands, previous=previous)),
            trades={subject.id: trade for subject in subjects if (trade := _trade(subject))},
        )

    def _as_if(
        self, records: Mapping[UUID, OpeningRecord], changes: Sequence[OpeningIf]
    ) -> dict[UUID, OpeningRecord]:
        """The openings with what might be other requirements and salaries."""
        changed = dict(records)
        for change in changes:
            if change.opening_id not in changed:
                raise InvalidRequest("The opening is closed.", field="openings")
            record = as_if_corrected(
                changed[change.opening_id], change.corrections, reader=self.ranker.openings
            )
            changed[change.opening_id] = with_salary(record, change.salary_mad)
        return changed

    def _result(
        self, staffing: Staffing, site: SiteRecord, records: Sequence[OpeningRecord], *, scorer: Scorer
    ) -> PlanResult:
        plan, shortfall = staffing.plan, staffing.shortfall
        return PlanResult(
            ending=Ending.OPTIMAL,
            worth=plan.worth,
            bound=plan.bound,
            gap=plan.gap,
            total_score=sum(placement.score for placement in plan.placements),
            n_people=len(staffing.fit.ids),
            openings=tuple(PlannedOpening(r.id, r.title, r.revision) for r in records),
            coverage=staffing.coverage,
            conflicts=tuple(replace(conflict, candidate_ids=()) for conflict in plan.conflicts),
            n_reachable=shortfall.n_reachable,
            gaps=tuple(replace(gap, candidate_ids=()) for gap in shortfall.gaps),
            proposals=shortfall.proposals,
            n_unused=shortfall.n_unused,
            steps=tuple(steps_named(staffing)),
            support=tuple(
                support_of(
                    scheme,
                    town=site.facts.town.concept,
                    investment_mad=site.facts.investment_mad,
                    n_jobs=len(plan.placements),
                )
                for scheme in self.schemes
            ),
            scorer=scorer.version,
            encoder=self.ranker.encoder.key,
            seconds=0.0,
        )


def _trade(subject: Opening) -> ConceptId | None:
    """The trade of an opening, where the taxonomy knows it."""
    wanted = (item.wanted for item in subject.requirements.items)
    named = (trade for it in wanted if isinstance(it, OccupationWanted) for trade in it.occupations)
    return next(named, None)


def _brief(
    seats: tuple[Seats, ...], site: SiteRecord, request: PlanRequest, previous: Mapping[str, str]
) -> Brief:
    return Brief(
        seats=seats,
        terms=terms_of(site.facts),
        people=_people(request, previous),
        options=_options(request, [one.demand for one in seats]),
        allows_to_verify=request.allows_to_verify,
    )


def terms_of(facts: SiteFacts) -> SiteTerms:
    """Return what a site asks of everybody."""
    return SiteTerms(
        town=facts.town,
        shuttle_towns=facts.shuttle_towns,
        shifts=facts.shifts,
        opens_on=facts.opens_on,
    )


def site_if(site: SiteRecord, changes: Sequence[OpeningIf]) -> SiteRecord:
    """Return a site whose seats are as they might be.

    Raises:
        InvalidRequest: a change is about an opening that is not attached, or two are about one.
    """
    by_id = {change.opening_id: change for change in changes}
    attached = {row.opening_id for row in site.seats}
    if len(by_id) < len(changes) or not set(by_id) <= attached:
        raise InvalidRequest("Each change is about another opening of the site.", field="openings")
    return replace(site, seats=tuple(_seats_if(row, by_id.get(row.opening_id)) for row in site.seats))


def _seats_if(row: SeatsRow, change: OpeningIf | None) -> SeatsRow:
    if change is None:
        return row
    return replace(
        row,
        headcount=change.headcount or row.headcount,
        starts_on=change.starts_on or row.starts_on,
        shift=change.shift or row.shift,
        priority=change.priority or row.priority,
    )


def with_salary(record: OpeningRecord, salary_mad: tuple[int, int] | None) -> OpeningRecord:
    """Return the opening with another salary; None leaves it."""
    if salary_mad is None:
        return record
    mention = Mention(salary_mad, None, Origin.CORRECTED)
    return replace(record, requirements=replace(record.requirements, salary_mad=mention))


async def _open_openings(
    database: TenantDatabase, organisation_id: OrganisationId, site: SiteRecord
) -> dict[UUID, OpeningRecord]:
    """Return the openings of a site that are not closed, in their order."""
    async with database.tenant(organisation_id) as connection:
        found = [await opening(connection, opening_id=row.opening_id) for row in site.seats]
    return {record.id: record for record in found if record.closed_at is None}


def _rows(site: SiteRecord, records: Mapping[UUID, OpeningRecord]) -> list[SeatsRow]:
    return [row for row in site.seats if row.opening_id in records]


def _demand(row: SeatsRow, record: OpeningRecord, request: PlanRequest) -> Demand:
    headcount = row.headcount or record.headcount
    return Demand(
        opening_id=str(row.opening_id),
        headcount=headcount,
        priority=row.priority,
        n_reserves=math.ceil(headcount * request.reserve_share),
        floor=math.ceil(headcount * request.floor_share),
    )


def _parts(pool: CandidatePool) -> list[PoolPart]:
    everyone = pool.recent.tie_breakers >= 0
    return [PoolPart(pool.base, pool.stands), PoolPart(pool.recent, everyone)]


def _people(request: PlanRequest, previous: Mapping[str, str]) -> People:
    return People(
        kept={str(it.candidate_id): str(it.opening_id) for it in (*request.kept, *request.placed)},
        excluded=frozenset(str(it.candidate_id) for it in request.excluded if it.opening_id is None),
        excluded_pairs=frozenset(
            (str(it.candidate_id), str(it.opening_id)) for it in request.excluded if it.opening_id
        ),
        previous=previous,
    )


def _options(request: PlanRequest, demands: Sequence[Demand]) -> PlanOptions:
    bonus = {
        Goal.FILL: fill_first(demands),
        Goal.QUALITY: 0.0,
        Goal.BALANCE: request.seat_worth,
    }
    return PlanOptions(
        fill_bonus=bonus[request.goal],
        least_score=request.min_score,
        stability=request.stability,
        time_limit_seconds=request.time_limit_seconds,
    )
