"""The best plan of a site, by linear programming.

maximise    sum over fits of worth[fit] * x[fit]  -  penalty * sum over openings of shortage
subject to  each person takes at most one seat,
            each opening has at most its headcount,
            seats of an opening + shortage reach its floor.

The matrix is that of a transport problem: it is totally unimodular, so that the optimum of the linear
programme is whole by itself (Hoffman & Kruskal 1956).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from matching.assignment.problem import AssignmentProblem, Demand, Fits, Placement, SitePlan
from matching.errors import InfeasibleAssignment
from matching.ranking.pool import stable_hash

SHORTAGE_PENALTY = 10.0
"""Worth more than any placement: a floor is missed only where it cannot be reached."""


def solve(problem: AssignmentProblem) -> SitePlan:
    """Return the plan of the highest worth, with reserves.

    Raises:
        InfeasibleAssignment: the people kept by hand do not fit the demands.
    """
    _check_kept(problem)
    problem = _in_stable_order(problem)
    kept = _kept_placements(problem)
    open_problem = _without_kept(problem)
    worths = _worths(open_problem)
    chosen, bound, is_optimal, prices = _best(open_problem, worths)
    placements = (*kept, *_placements(open_problem, chosen))
    return SitePlan(
        placements=placements,
        reserves=_reserves(open_problem, placements),
        worth=float(worths[chosen].sum()),
        bound=bound,
        is_optimal=is_optimal,
        seat_prices=prices,
    )


def _check_kept(problem: AssignmentProblem) -> None:
    seats = np.bincount(list(problem.kept.values()) or [0], minlength=len(problem.demands))
    taken = seats if problem.kept else np.zeros(len(problem.demands), dtype=int)
    reasons = [
        f"{n} people are kept for {demand.headcount} seats of {demand.opening_id}"
        for demand, n in zip(problem.demands, taken, strict=True)
        if n > demand.headcount
    ]
    if reasons:
        raise InfeasibleAssignment(reasons)


def _in_stable_order(problem: AssignmentProblem) -> AssignmentProblem:
    """The same problem numbered by stable hashes, so that equal plans are chosen alike whatever the order."""
    people = sorted(range(len(problem.candidate_ids)), key=lambda i: stable_hash(problem.candidate_ids[i]))
    openings = sorted(range(len(problem.demands)), key=lambda i: stable_hash(problem.demands[i].opening_id))
    person, opening = np.argsort(people), np.argsort(openings)
    renumbered = Fits(person[problem.fits.candidate], opening[problem.fits.opening], problem.fits.score)
    return replace(
        problem,
        candidate_ids=tuple(problem.candidate_ids[i] for i in people),
        demands=tuple(problem.demands[i] for i in openings),
        fits=renumbered.where(np.lexsort((renumbered.opening, renumbered.candidate))),
        kept={int(person[c]): int(opening[o]) for c, o in problem.kept.items()},
        previous={int(person[c]): int(opening[o]) for c, o in problem.previous.items()},
    )


def _kept_placements(problem: AssignmentProblem) -> tuple[Placement, ...]:
    fits = problem.fits
    score = {
        (int(c), int(o)): float(s) for c, o, s in zip(fits.candidate, fits.opening, fits.score, strict=True)
    }
    return tuple(
        Placement(
            candidate_id=problem.candidate_ids[candidate],
            opening_id=problem.demands[opening].opening_id,
            score=score.get((candidate, opening), 0.0),
            is_kept=True,
        )
        for candidate, opening in sorted(problem.kept.items())
    )


def _without_kept(problem: AssignmentProblem) -> AssignmentProblem:
    """The seats and people left, without pairs below the least score."""
    taken = list(problem.kept.values())
    demands = tuple(_less(demand, taken.count(index)) for index, demand in enumerate(problem.demands))
    is_free = ~np.isin(problem.fits.candidate, list(problem.kept))
    is_enough = problem.fits.score >= problem.options.least_score
    return replace(problem, demands=demands, fits=problem.fits.where(is_free & is_enough), kept={})


def _less(demand: Demand, n_taken: int) -> Demand:
    return replace(demand, headcount=demand.headcount - n_taken, floor=max(0, demand.floor - n_taken))


def _worths(problem: AssignmentProblem) -> NDArray[np.float64]:
    fits, options = problem.fits, problem.options
    priority = np.array([demand.priority for demand in problem.demands], dtype=float)
    stays = np.array(
        [problem.previous.get(int(c)) == int(o) for c, o in zip(fits.candidate, fits.opening, strict=True)],
        dtype=bool,
    )
    worth = priority[fits.opening] * (fits.score + options.fill_bonus) if len(fits) else np.zeros(0)
    return worth + options.stability * stays


Best = tuple[NDArray[np.bool_], float, bool, dict[str, float]]
"""Which fits are placed, the bound, whether it is reached, and the price of a seat per opening."""


def _best(problem: AssignmentProblem, worths: NDArray[np.float64]) -> Best:
    no_price = {demand.opening_id: 0.0 for demand in problem.demands}
    if not len(problem.fits):
        return np.zeros(0, dtype=bool), 0.0, True, no_price
    result = _programme(problem, worths)
    if result.status != 0:
        chosen = greedy(problem, worths)
        return chosen, _loose_bound(problem, worths), False, no_price
    chosen = result.x[: len(worths)] > 0.5
    shortage = float(result.x[len(worths) :].sum())
    prices = -result.ineqlin.marginals[len(problem.candidate_ids) :][: len(problem.demands)]
    bound = float(-result.fun + SHORTAGE_PENALTY * shortage)
    return chosen, bound, True, {d.opening_id: float(p) for d, p in zip(problem.demands, prices, strict=True)}


def _programme(problem: AssignmentProblem, worths: NDArray[np.float64]) -> Any:  # noqa: ANN401 - scipy's result
    fits, n_openings = problem.fits, len(problem.demands)
    ones, columns = np.ones(len(fits)), np.arange(len(fits))
    people = csr_array((ones, (fits.candidate, columns)), shape=(len(problem.candidate_ids), len(fits)))
    seats = csr_array((ones, (fits.opening, columns)), shape=(n_openings, len(fits)))
    no_shortage = csr_array((len(problem.candidate_ids) + n_openings, n_openings))
    rows = vstack([hstack([vstack([people, seats]), no_shortage]), hstack([-seats, -eye_array(n_openings)])])
    headcounts = [demand.headcount for demand in problem.demands]
    floors = [min(demand.floor, demand.headcount) for demand in problem.demands]
    return linprog(  # type: ignore[call-overload]  # its stubs leave out sparse matrices
        c=np.concatenate([-worths, np.full(n_openings, SHORTAGE_PENALTY)]),
        A_ub=csr_array(rows),
        b_ub=np.concatenate([np.ones(len(problem.candidate_ids)), headcounts, np.negative(floors)]),
        bounds=(0, None),
        method="highs-ds",
        options={"time_limit": problem.options.time_limit_seconds},
    )


def greedy(problem: AssignmentProblem, worths: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the plan that takes the best remaining pair again and again: what is at hand when time is up."""
    chosen = np.zeros(len(worths), dtype=bool)
    seats = [demand.headcount for demand in problem.demands]
    placed: set[int] = set()
    for index in np.argsort(-worths, kind="stable"):
        candidate, opening = int(problem.fits.candidate[index]), int(problem.fits.opening[index])
        if seats[opening] > 0 and candidate not in placed:
            chosen[index] = True
            seats[opening] -= 1
            placed.add(candidate)
    return chosen


def _loose_bound(problem: AssignmentProblem, worths: NDArray[np.float64]) -> float:
    """No plan is worth more than each opening taking its best people, shared or not."""
    per_opening = (np.sort(worths[problem.fits.opening == o])[::-1] for o in range(len(problem.demands)))
    return float(sum(w[: d.headcount].sum() for w, d in zip(per_opening, problem.demands, strict=True)))


def _placements(problem: AssignmentProblem, chosen: NDArray[np.bool_]) -> Iterable[Placement]:
    fits = problem.fits.where(chosen)
    order = np.lexsort((-fits.score, fits.opening))
    return tuple(
        Placement(
            candidate_id=problem.candidate_ids[fits.candidate[i]],
            opening_id=problem.demands[fits.opening[i]].opening_id,
            score=float(fits.score[i]),
        )
        for i in order
    )


def _reserves(problem: AssignmentProblem, placements: tuple[Placement, ...]) -> tuple[Placement, ...]:
    """Stand-ins are planned like seats, among the people left."""
    place = {candidate: index for index, candidate in enumerate(problem.candidate_ids)}
    seated = [place[placement.candidate_id] for placement in placements]
    left: Fits = problem.fits.where(~np.isin(problem.fits.candidate, seated))
    demands = tuple(replace(d, headcount=d.n_reserves, floor=0) for d in problem.demands)
    second = replace(problem, demands=demands, fits=left, previous={})
    chosen = _best(second, _worths(second))[0]
    return tuple(_placements(second, chosen))
