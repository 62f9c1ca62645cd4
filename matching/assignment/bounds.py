"""What no plan can exceed, and a plan that is at hand at once: proof and stand-in for the solver."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assignment.problem import AssignmentProblem

Floats = NDArray[np.float64]

N_SWEEPS = 3
"""How often the price of each opening is set anew; the bound hardly moves after."""


@dataclass(frozen=True, slots=True)
class SeatPrices:
    """What people are asked to bring for a seat, and what they are given where a floor needs them.

    Attributes:
        price: Per opening, at least 0.
        credit: Per opening, between 0 and the penalty of a shortage.
    """

    price: Floats
    credit: Floats


def shortage_penalty(worths: Floats, *, n_openings: int) -> float:
    """Return what a seat missing to a floor costs: more than all that moving people to it can lose."""
    return 1.0 + n_openings * float(worths.max(initial=0.0))


def bound_at(problem: AssignmentProblem, worths: Floats, prices: SeatPrices) -> float:
    """Return a worth that no plan exceeds, shortages counted as penalties.

    Every person takes the seat that is worth most after its price, or none; what the seats bring is added.
    Whatever the prices, no plan is worth more (Lagrange); at the prices of the optimum it is the optimum.
    """
    headcount = np.array([demand.headcount for demand in problem.demands], dtype=float)
    floor = np.array([min(d.floor, d.headcount) for d in problem.demands], dtype=float)
    gains = worths + (prices.credit - prices.price)[problem.fits.opening]
    best = np.zeros(len(problem.candidate_ids))
    np.maximum.at(best, problem.fits.candidate, gains)
    return float(best.sum() + headcount @ prices.price - floor @ prices.credit)


def rough_bound(problem: AssignmentProblem, worths: Floats) -> float:
    """Return a bound from prices that are set opening by opening, each as well as the others allow.

    An opening asks for what the first person beyond its headcount would give, over what they would have
    elsewhere; every such step lowers the bound, or leaves it.
    """
    n_people, n_openings = len(problem.candidate_ids), len(problem.demands)
    gains = np.full((n_people, n_openings), -np.inf)
    gains[problem.fits.candidate, problem.fits.opening] = worths
    headcounts = [demand.headcount for demand in problem.demands]
    # From what each would ask for if nobody were wanted twice: too much, but nearer than nothing.
    price = np.array([_asked(gains[:, o], n) for o, n in enumerate(headcounts)])
    for opening in [*range(n_openings)] * N_SWEEPS:
        elsewhere = gains - price
        elsewhere[:, opening] = 0.0
        margins = gains[:, opening] - elsewhere.max(axis=1, initial=0.0)
        price[opening] = _asked(margins, headcounts[opening])
    return bound_at(problem, worths, SeatPrices(price, np.zeros(n_openings)))


def _asked(margins: Floats, headcount: int) -> float:
    takers = np.sort(margins[margins > 0])[::-1]
    return float(takers[headcount]) if len(takers) > headcount else 0.0


def greedy(problem: AssignmentProblem, worths: Floats) -> NDArray[np.bool_]:
    """Return the plan that takes the best remaining pair again and again, floors first."""
    chosen = np.zeros(len(worths), dtype=bool)
    placed: set[int] = set()
    order = np.argsort(-worths, kind="stable")
    floors = [min(demand.floor, demand.headcount) for demand in problem.demands]
    _take(problem, order, floors, placed=placed, chosen=chosen)
    taken = np.bincount(problem.fits.opening[chosen], minlength=len(floors))
    left = [demand.headcount - int(n) for demand, n in zip(problem.demands, taken, strict=True)]
    _take(problem, order, left, placed=placed, chosen=chosen)
    return chosen


def _take(
    problem: AssignmentProblem,
    order: NDArray[np.intp],
    seats: list[int],
    *,
    placed: set[int],
    chosen: NDArray[np.bool_],
) -> None:
    n_left = sum(seats)
    for index in order:
        if not n_left:
            return
        candidate, opening = int(problem.fits.candidate[index]), int(problem.fits.opening[index])
        if seats[opening] > 0 and candidate not in placed:
            chosen[index] = True
            seats[opening] -= 1
            n_left -= 1
            placed.add(candidate)
