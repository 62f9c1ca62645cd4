"""A whole site staffed in one pure step: everybody held against every opening, and the best plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matching.assignment.coverage import Coverage, coverage_of
from matching.assignment.fitting import Fitter, PoolPart, SiteFit
from matching.assignment.gaps import Shortfall, Site, shortfall_of
from matching.assignment.problem import Conflict, ConflictKind, Demand, PlanOptions, SitePlan
from matching.assignment.reduction import People, pairing_of, problem_of
from matching.assignment.seats import Seats, SiteTerms
from matching.assignment.solver import solve
from matching.assignment.watching import NOBODY, Stage, Watch


@dataclass(frozen=True, slots=True)
class Brief:
    """What is wanted of a plan.

    Attributes:
        seats: Of the openings of the site.
        terms: What the site asks of everybody.
        people: What is settled about people.
        options: What the plan weighs.
        allows_to_verify: Whether people of whom something has to be asked may be placed.
    """

    seats: tuple[Seats, ...]
    terms: SiteTerms
    people: People
    options: PlanOptions
    allows_to_verify: bool = True

    @property
    def demands(self) -> tuple[Demand, ...]:
        """How many seats each opening has, in the order of `seats`."""
        return tuple(one.demand for one in self.seats)


@dataclass(frozen=True, slots=True)
class Staffing:
    """A plan, and everybody's fit that it was made from; `coverage` is in the order of the seats."""

    fit: SiteFit
    plan: SitePlan
    coverage: tuple[Coverage, ...]
    shortfall: Shortfall


def staff(brief: Brief, parts: Sequence[PoolPart], *, fitter: Fitter, watch: Watch = NOBODY) -> Staffing:
    """Return the best plan of a site for everybody in these pools; when stopped, the best found so far."""
    demands = brief.demands
    fit = fitter.site(brief.seats, parts, terms=brief.terms, watch=watch)
    pairing = pairing_of(
        fit,
        demands,
        people=brief.people,
        least_score=brief.options.least_score,
        allows_to_verify=brief.allows_to_verify,
    )
    watch.tell(Stage.PLANNING, 0, 1)
    plan = solve(problem_of(fit, demands, pairing=pairing, options=brief.options), watch=watch)
    plan = replace(
        _with_openings_not_reached(plan, fit, brief),
        conflicts=(*plan.conflicts, *_kept_against_must_haves(plan, fit, demands)),
    )
    watch.tell(Stage.EXPLAINING, 0, 1)
    return Staffing(
        fit=fit,
        plan=plan,
        coverage=coverage_of(plan, demands, fit),
        shortfall=_shortfall(Site(brief.seats, fit, pairing, plan), parts, fitter=fitter, watch=watch),
    )


def _shortfall(site: Site, parts: Sequence[PoolPart], *, fitter: Fitter, watch: Watch) -> Shortfall:
    """What is said about empty seats; nothing when stopped: whoever stops wants the plan now."""
    if watch.is_stopped():
        return Shortfall(len(site.plan.placements), (), (), 0, ())
    return shortfall_of(site, parts, fitter=fitter)


def _with_openings_not_reached(plan: SitePlan, fit: SiteFit, brief: Brief) -> SitePlan:
    """A seat of an opening that nobody was held against might have been worth a whole score."""
    missed = brief.demands[fit.n_judged :]
    if not missed:
        return plan
    most = sum(demand.headcount * demand.priority for demand in missed) * (1.0 + brief.options.fill_bonus)
    return replace(plan, bound=plan.bound + most, is_optimal=False)


def _kept_against_must_haves(plan: SitePlan, fit: SiteFit, demands: Sequence[Demand]) -> Iterable[Conflict]:
    """People kept by hand stay even where they miss a must-have; it is said."""
    rows = {identifier: row for row, identifier in enumerate(fit.ids)}
    for demand, opening in zip(demands, fit.openings, strict=True):
        kept = [p for p in plan.placements if p.is_kept and p.opening_id == demand.opening_id]
        missing = [p.candidate_id for p in kept if opening.n_missed[rows[p.candidate_id]]]
        if missing:
            yield Conflict(
                ConflictKind.KEPT_AGAINST_MUST_HAVE,
                demand.opening_id,
                wanted=len(missing),
                possible=len(missing),
                candidate_ids=tuple(missing),
            )
