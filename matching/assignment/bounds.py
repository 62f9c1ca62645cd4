"""What no plan can exceed, and a plan that is at hand at once: proof and stand-in for the solver."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assignment.problem import AssignmentProblem

Floats = NDArray[np.float64]

N_PRICE_STEPS = 60


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
    """Return the lowest bound met while prices rise where too many want a seat and fall where too few do."""
    headcount = np.array([demand.headcount for demand in problem.demands], dtype=float)
    credit = np.zeros(len(headcount))
    price = credit.copy()
    lowest = np.inf
    step = float(worths.max(initial=0.0)) / max(headcount.mean(), 1.0)
    for turn in range(N_PRICE_STEPS):
        lowest = min(lowest, bound_at(problem, worths, SeatPrices(price, credit)))
        wanted = _n_takers(problem, worths - price[problem.fits.opening])
        price = np.maximum(0.0, price + step / (1 + turn) ** 0.7 * (wanted - headcount))
    return float(lowest)


def _n_takers(problem: AssignmentProblem, gains: Floats) -> Floats:
    """How many people like each opening best."""
    order = np.lexsort((-gains, problem.fits.candidate))
    candidates = problem.fits.candidate[order]
    first = order[np.r_[True, candidates[1:] != candidates[:-1]]] if len(order) else order
    likes = first[gains[first] > 0]
    return np.bincount(problem.fits.opening[likes], minlength=len(problem.demands)).astype(float)


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
