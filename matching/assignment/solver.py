"""The best plan of a site, by linear programming.

maximise    sum over fits of worth[fit] * x[fit]  -  penalty * sum over openings of shortage
subject to  each person takes at most one seat,
            each opening has at most its headcount,
            seats of an opening + shortage reach its floor.

The matrix is that of a transport problem: it is totally unimodular, so that the optimum of the linear
programme is whole by itself (Hoffman & Kruskal 1956). That it is the optimum is checked from the prices of
the seats, apart from the solver.
"""

import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from matching.assignment.bounds import SeatPrices, bound_at, greedy, rough_bound, shortage_penalty
from matching.assignment.problem import (
    AssignmentProblem,
    Conflict,
    ConflictKind,
    Demand,
    Fits,
    Placement,
    SitePlan,
)
from matching.assignment.watching import NOBODY, Watch
from matching.ranking.pool import stable_hash

_LOOK_SECONDS = 0.05
"""How often it is looked whether the best plan so far is wanted."""

TOLERANCE = 1e-6
"""Of the worth of a plan, relative: what sums of thousands of scores lose."""


def solve(problem: AssignmentProblem, *, watch: Watch = NOBODY) -> SitePlan:
    """Return the plan of the highest worth, with reserves; when stopped, or out of time, the best so far.

    People kept beyond a headcount, and floors out of reach, are told as conflicts.
    """
    problem, beyond = _with_kept_that_fit(_in_stable_order(problem))
    kept = _kept_placements(problem)
    left = _without_kept(problem)
    worths = _worths(left)
    best = _best(left, worths, watch)
    placements = (*kept, *_placements(left, best.chosen))
    return SitePlan(
        placements=placements,
        reserves=_reserves(left, placements, watch),
        worth=float(worths[best.chosen].sum()),
        bound=best.bound,
        is_optimal=best.is_optimal,
        seat_prices=dict(zip(_ids(left), map(float, best.prices), strict=True)),
        conflicts=(*beyond, *_floors_missed(problem, placements)),
    )


def _in_stable_order(problem: AssignmentProblem) -> AssignmentProblem:
    """The same problem numbered by stable hashes, so that equal plans are chosen alike whatever the order."""
    people = sorted(range(len(problem.candidate_ids)), key=lambda i: stable_hash(problem.candidate_ids[i]))
    openings = sorted(range(len(problem.demands)), key=lambda i: stable_hash(problem.demands[i].opening_id))
    person, opening = np.argsort(people), np.argsort(openings)
    renumbered = Fits(
        person[problem.fits.candidate.astype(np.intp)],
        opening[problem.fits.opening.astype(np.intp)],
        problem.fits.score,
    )
    return replace(
        problem,
        candidate_ids=tuple(problem.candidate_ids[i] for i in people),
        demands=tuple(problem.demands[i] for i in openings),
        fits=renumbered.where(np.lexsort((renumbered.opening, renumbered.candidate))),
        kept={int(person[c]): int(opening[o]) for c, o in problem.kept.items()},
        kept_scores={int(person[c]): score for c, score in problem.kept_scores.items()},
        previous={int(person[c]): int(opening[o]) for c, o in problem.previous.items()},
    )


def _with_kept_that_fit(problem: AssignmentProblem) -> tuple[AssignmentProblem, list[Conflict]]:
    """Let go of people kept beyond a headcount, the lowest scores first, and say so."""
    scores, conflicts, kept = _kept_scores(problem), [], dict(problem.kept)
    for index, demand in enumerate(problem.demands):
        wanted = sorted((c for c, o in kept.items() if o == index), key=lambda c: (-scores[c], c))
        beyond = wanted[demand.headcount :]
        if not beyond:
            continue
        for candidate in beyond:
            del kept[candidate]
        conflicts.append(
            Conflict(
                ConflictKind.KEPT_BEYOND_HEADCOUNT,
                demand.opening_id,
                wanted=len(wanted),
                possible=demand.headcount,
                candidate_ids=tuple(problem.candidate_ids[candidate] for candidate in beyond),
            )
        )
    return replace(problem, kept=kept), conflicts


def _kept_scores(problem: AssignmentProblem) -> dict[int, float]:
    """The score of each person kept, whether or not the pair breaks a must-have."""
    fits = problem.fits.where(np.isin(problem.fits.candidate, list(problem.kept)))
    found = {
        (int(c), int(o)): float(s) for c, o, s in zip(fits.candidate, fits.opening, fits.score, strict=True)
    }
    return {
        candidate: found.get((candidate, opening), problem.kept_scores.get(candidate, 0.0))
        for candidate, opening in problem.kept.items()
    }


def _kept_placements(problem: AssignmentProblem) -> tuple[Placement, ...]:
    scores = _kept_scores(problem)
    return tuple(
        Placement(
            candidate_id=problem.candidate_ids[candidate],
            opening_id=problem.demands[opening].opening_id,
            score=scores[candidate],
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
    before = np.full(len(problem.candidate_ids), -1)
    before[list(problem.previous)] = list(problem.previous.values())
    worth = priority[fits.opening] * (fits.score + options.fill_bonus) if len(fits) else np.zeros(0)
    stays: NDArray[np.bool_] = before[fits.candidate] == fits.opening
    return np.asarray(worth + options.stability * stays)


class _Best:
    """Which fits are placed, the bound, whether it is reached, and the price of a seat per opening."""

    __slots__ = ("bound", "chosen", "is_optimal", "prices")

    def __init__(
        self, chosen: NDArray[np.bool_], *, bound: float, is_optimal: bool, prices: NDArray[np.float64]
    ) -> None:
        self.chosen, self.bound, self.is_optimal, self.prices = chosen, bound, is_optimal, prices


def _best(problem: AssignmentProblem, worths: NDArray[np.float64], watch: Watch) -> _Best:
    n_openings = len(problem.demands)
    if not len(problem.fits):
        return _Best(np.zeros(0, dtype=bool), bound=0.0, is_optimal=True, prices=np.zeros(n_openings))
    result = None if watch.is_stopped() else _unless_stopped(lambda: _programme(problem, worths), watch)
    if result is None or result.status != 0:
        return _at_once(problem, worths)
    chosen = result.x[: len(worths)] > 0.5
    marginals = np.maximum(0.0, -result.ineqlin.marginals[len(problem.candidate_ids) :])
    prices = SeatPrices(marginals[:n_openings], marginals[n_openings:])
    penalty = shortage_penalty(worths, n_openings=n_openings)
    bound = bound_at(problem, worths, prices) + penalty * _shortage(problem, chosen)
    worth = float(worths[chosen].sum())
    is_optimal = bound - worth <= TOLERANCE * max(1.0, bound)
    return _Best(chosen, bound=max(bound, worth), is_optimal=is_optimal, prices=prices.price)


def _unless_stopped(work: Callable[[], Any], watch: Watch) -> Any:  # noqa: ANN401 - scipy's result
    """Return what comes of the work, or None as soon as it is stopped; the solver then ends by its own limit.

    The solver hears nothing while it runs, so that it runs beside.
    """
    done: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((work(), None))
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            done.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    while not watch.is_stopped():
        try:
            result, error = done.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            continue
        if error is not None:
            raise error
        return result
    return None


def _at_once(problem: AssignmentProblem, worths: NDArray[np.float64]) -> _Best:
    chosen = greedy(problem, worths)
    worth, bound = float(worths[chosen].sum()), rough_bound(problem, worths)
    is_optimal = not _shortage(problem, chosen) and bound - worth <= TOLERANCE * max(1.0, bound)
    prices = np.zeros(len(problem.demands))
    return _Best(chosen, bound=max(bound, worth), is_optimal=is_optimal, prices=prices)


def _shortage(problem: AssignmentProblem, chosen: NDArray[np.bool_]) -> int:
    """How many seats are missing to the floors."""
    filled = np.bincount(problem.fits.opening[chosen], minlength=len(problem.demands))
    floors = np.array([min(demand.floor, demand.headcount) for demand in problem.demands], dtype=int)
    return int(np.maximum(floors - filled, 0).sum())


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
        c=np.concatenate([-worths, np.full(n_openings, shortage_penalty(worths, n_openings=n_openings))]),
        A_ub=csr_array(rows),
        b_ub=np.concatenate([np.ones(len(problem.candidate_ids)), headcounts, np.negative(floors)]),
        bounds=(0, None),
        method="highs-ds",
        options={"time_limit": problem.options.time_limit_seconds},
    )


def _placements(problem: AssignmentProblem, chosen: NDArray[np.bool_]) -> Iterable[Placement]:
    fits = problem.fits.where(chosen)
    order = np.lexsort((fits.candidate, -fits.score, fits.opening))
    return tuple(
        Placement(
            candidate_id=problem.candidate_ids[fits.candidate[i]],
            opening_id=problem.demands[fits.opening[i]].opening_id,
            score=float(fits.score[i]),
        )
        for i in order
    )


def _reserves(
    problem: AssignmentProblem, placements: tuple[Placement, ...], watch: Watch
) -> tuple[Placement, ...]:
    """Stand-ins are planned like seats, among the people left."""
    place = {candidate: index for index, candidate in enumerate(problem.candidate_ids)}
    seated = [place[placement.candidate_id] for placement in placements]
    left: Fits = problem.fits.where(~np.isin(problem.fits.candidate, seated))
    demands = tuple(replace(d, headcount=d.n_reserves, floor=0) for d in problem.demands)
    second = replace(problem, demands=demands, fits=left, previous={})
    return tuple(_placements(second, _best(second, _worths(second), watch).chosen))


def _floors_missed(problem: AssignmentProblem, placements: tuple[Placement, ...]) -> Iterable[Conflict]:
    for demand in problem.demands:
        n_filled = sum(placement.opening_id == demand.opening_id for placement in placements)
        floor = min(demand.floor, demand.headcount)
        if n_filled < floor:
            yield Conflict(
                ConflictKind.FLOOR_OUT_OF_REACH, demand.opening_id, wanted=floor, possible=n_filled
            )


def _ids(problem: AssignmentProblem) -> list[str]:
    return [demand.opening_id for demand in problem.demands]
