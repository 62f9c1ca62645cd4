"""A whole site staffed in one pure step: everybody held against every opening, and the best plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.assignment.coverage import Coverage, coverage_of
from matching.assignment.fitting import Fitter, PoolPart, SiteFit
from matching.assignment.gaps import Shortfall, Site, shortfall_of
from matching.assignment.problem import Demand, PlanOptions, SitePlan
from matching.assignment.reduction import People, pairing_of, problem_of
from matching.assignment.seats import Seats, SiteTerms
from matching.assignment.solver import solve


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


def staff(brief: Brief, parts: Sequence[PoolPart], *, fitter: Fitter) -> Staffing:
    """Return the best plan of a site for everybody in these pools."""
    fit = fitter.site(brief.seats, parts, terms=brief.terms)
    pairing = pairing_of(
        fit,
        brief.demands,
        people=brief.people,
        least_score=brief.options.least_score,
        allows_to_verify=brief.allows_to_verify,
    )
    plan = solve(problem_of(fit, brief.demands, pairing=pairing, options=brief.options))
    return Staffing(
        fit=fit,
        plan=plan,
        coverage=coverage_of(plan, brief.demands, fit),
        shortfall=shortfall_of(Site(brief.seats, fit, pairing, plan), parts, fitter=fitter),
    )
