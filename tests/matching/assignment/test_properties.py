"""What holds for any site, drawn by chance."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment.filling import Filling
from matching.assignment.fitting import OpeningFit, SiteFit
from matching.assignment.problem import (
    AssignmentProblem,
    ConflictKind,
    Demand,
    Fits,
    PlanOptions,
    SitePlan,
    fill_first,
)
from matching.assignment.reduction import People, pairing_of, problem_of
from matching.assignment.solver import solve
from matching.assignment.watching import Unwatched
from matching.ranking.pool import stable_hash

N_OPENINGS = 3


class Stopped(Unwatched):
    """Wants the best plan at once."""

    def is_stopped(self) -> bool:
        return True


MEETS, TO_VERIFY, FAILS = range(3)


@st.composite
def sites(draw: st.DrawFn) -> tuple[SiteFit, tuple[Demand, ...]]:
    """A site of three openings and up to nine people, with scores that often tie."""
    n_people = draw(st.integers(1, 9))
    ids = tuple(f"c{n}" for n in range(n_people))
    openings = tuple(
        _fit(
            draw(st.lists(st.integers(0, 8), min_size=n_people, max_size=n_people)),
            draw(st.lists(st.sampled_from([MEETS, TO_VERIFY, FAILS]), min_size=n_people, max_size=n_people)),
        )
        for _ in range(N_OPENINGS)
    )
    demands = tuple(
        Demand(
            f"o{n}",
            headcount=draw(st.integers(0, 3)),
            priority=draw(st.sampled_from([0.5, 1.0, 3.0])),
            n_reserves=draw(st.integers(0, 2)),
            floor=draw(st.integers(0, 2)),
        )
        for n in range(N_OPENINGS)
    )
    ties = np.array([stable_hash(it) for it in ids])
    return SiteFit(ids, ties, openings, n_judged=N_OPENINGS), demands


def _fit(eighths: list[int], tiers: list[int]) -> OpeningFit:
    nothing = np.full(len(tiers), -1, dtype=np.int8)
    return OpeningFit(
        musts=(),
        scores=np.array(eighths) / 8,
        tiers=np.array(tiers, dtype=np.int8),
        n_missed=np.array([tier == FAILS for tier in tiers], dtype=np.int8),
        missed=nothing,
        unverified=nothing,
    )


OPTIONS = st.builds(
    PlanOptions,
    fill_bonus=st.sampled_from([0.0, 0.2, 20.0]),
    least_score=st.sampled_from([0.0, 0.3]),
    stability=st.sampled_from([0.0, 0.1]),
)
KEPT = st.dictionaries(
    st.sampled_from([f"c{n}" for n in range(9)]), st.sampled_from(["o0", "o1"]), max_size=4
)


def posed(
    site: tuple[SiteFit, tuple[Demand, ...]],
    options: PlanOptions,
    *,
    kept: dict[str, str] | None = None,
    allows: bool = True,
) -> AssignmentProblem:
    fit, demands = site
    pairing = pairing_of(
        fit,
        demands,
        people=People(kept=kept or {}),
        least_score=options.least_score,
        allows_to_verify=allows,
    )
    return problem_of(fit, demands, pairing=pairing, options=options)


def without_reduction(
    site: tuple[SiteFit, tuple[Demand, ...]], options: PlanOptions
) -> tuple[AssignmentProblem, dict[tuple[int, int], float]]:
    """Every pair that may be placed, and what it is worth."""
    fit, demands = site
    pairs = {
        (person, opening): float(one.scores[person])
        for opening, one in enumerate(fit.openings)
        for person in range(len(fit.ids))
        if one.tiers[person] <= TO_VERIFY and one.scores[person] >= options.least_score
    }
    columns = list(zip(*((c, o, s) for (c, o), s in pairs.items()), strict=True)) or [(), (), ()]
    fits = Fits(np.array(columns[0], int), np.array(columns[1], int), np.array(columns[2], float))
    worths = {pair: demands[pair[1]].priority * (s + options.fill_bonus) for pair, s in pairs.items()}
    return AssignmentProblem(fit.ids, demands, fits, options=options), worths


def placed(plan: SitePlan) -> dict[str, str]:
    return {placement.candidate_id: placement.opening_id for placement in plan.placements}


@settings(max_examples=50, deadline=None)
@given(site=sites(), options=OPTIONS, kept=KEPT, allows=st.booleans())
def test_nobody_is_placed_twice_beyond_a_headcount_or_against_a_must_have(
    site: tuple[SiteFit, tuple[Demand, ...]], options: PlanOptions, kept: dict[str, str], *, allows: bool
) -> None:
    fit, demands = site
    for watch in (Unwatched(), Stopped()):
        plan = solve(posed(site, options, kept=kept, allows=allows), watch=watch)
        everyone = [it.candidate_id for it in (*plan.placements, *plan.reserves)]
        assert len(everyone) == len(set(everyone))
        for demand in demands:
            assert plan.n_filled(demand.opening_id) <= demand.headcount
            assert sum(it.opening_id == demand.opening_id for it in plan.reserves) <= demand.n_reserves
        for it in (*plan.placements, *plan.reserves):
            opening = fit.openings[int(it.opening_id[1:])]
            if not it.is_kept:
                assert opening.tiers[int(it.candidate_id[1:])] <= (TO_VERIFY if allows else MEETS)
                assert it.score >= options.least_score


@settings(max_examples=40, deadline=None)
@given(site=sites(), options=OPTIONS)
def test_the_best_people_of_each_opening_are_enough_for_the_best_plan(
    site: tuple[SiteFit, tuple[Demand, ...]], options: PlanOptions
) -> None:
    reduced, whole = solve(posed(site, options)), solve(without_reduction(site, options)[0])
    assert reduced.is_optimal
    assert reduced.worth == pytest.approx(whole.worth, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(site=sites().filter(lambda it: len(it[0].ids) <= 6), options=OPTIONS)
def test_the_optimum_is_that_of_trying_everything(
    site: tuple[SiteFit, tuple[Demand, ...]], options: PlanOptions
) -> None:
    demands = site[1]
    _, worths = without_reduction(site, options)
    choices = [[None, *(o for o in range(N_OPENINGS) if (c, o) in worths)] for c in range(len(site[0].ids))]
    best = (-1, 0.0)
    for choice in product(*choices):
        filled = [choice.count(o) for o in range(N_OPENINGS)]
        if all(n <= demand.headcount for n, demand in zip(filled, demands, strict=True)):
            met = sum(min(n, d.floor, d.headcount) for n, d in zip(filled, demands, strict=True))
            worth = sum(worths[c, o] for c, o in enumerate(choice) if o is not None)
            best = max(best, (met, worth))
    plan = solve(posed(site, options))
    assert sum(min(plan.n_filled(d.opening_id), d.floor, d.headcount) for d in demands) == best[0]
    assert plan.worth == pytest.approx(best[1], abs=1e-6)
    assert plan.bound == pytest.approx(best[1], abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(site=sites(), options=OPTIONS, kept=KEPT)
def test_the_same_input_gives_the_same_plan_whatever_the_order_of_people(
    site: tuple[SiteFit, tuple[Demand, ...]], options: PlanOptions, kept: dict[str, str]
) -> None:
    fit, demands = site
    turned = SiteFit(
        fit.ids[::-1],
        fit.ties[::-1],
        tuple(
            OpeningFit(one.musts, *(getattr(one, name)[::-1] for name in OpeningFit.__slots__[1:]))
            for one in fit.openings
        ),
        n_judged=N_OPENINGS,
    )
    first = solve(posed(site, options, kept=kept))
    assert placed(first) == placed(solve(posed(site, options, kept=kept)))
    assert placed(first) == placed(solve(posed((turned, demands), options, kept=kept)))


@settings(max_examples=40, deadline=None)
@given(site=sites(), options=OPTIONS, kept=KEPT)
def test_demands_that_cannot_be_met_are_explained_and_never_fail(
    site: tuple[SiteFit, tuple[Demand, ...]], options: PlanOptions, kept: dict[str, str]
) -> None:
    fit, demands = site
    plan = solve(posed(site, options, kept=kept))
    told = {(it.kind, it.opening_id) for it in plan.conflicts}
    for demand in demands:
        wanted = [c for c, o in kept.items() if o == demand.opening_id and c in fit.ids]
        is_beyond = len(wanted) > demand.headcount
        assert is_beyond == ((ConflictKind.KEPT_BEYOND_HEADCOUNT, demand.opening_id) in told)
        is_missed = plan.n_filled(demand.opening_id) < min(demand.floor, demand.headcount)
        assert is_missed == ((ConflictKind.FLOOR_OUT_OF_REACH, demand.opening_id) in told)


@settings(max_examples=40, deadline=None)
@given(site=sites())
def test_seats_first_fills_every_seat_that_can_be_filled(
    site: tuple[SiteFit, tuple[Demand, ...]],
) -> None:
    fit, demands = site
    demands = tuple(Demand(d.opening_id, d.headcount, d.priority) for d in demands)
    allowed = np.array([one.tiers <= TO_VERIFY for one in fit.openings])
    plan = solve(posed((fit, demands), PlanOptions(fill_bonus=fill_first(demands))))
    assert len(plan.placements) == Filling(allowed, [d.headcount for d in demands]).n_now


@settings(max_examples=40, deadline=None)
@given(
    cells=st.lists(st.booleans(), min_size=18, max_size=18),
    added=st.lists(st.booleans(), min_size=6, max_size=6),
    headcounts=st.lists(st.integers(0, 3), min_size=3, max_size=3),
)
def test_what_more_people_would_fill_is_what_trying_everything_says(
    cells: list[bool], added: list[bool], headcounts: list[int]
) -> None:
    allowed, mask = np.array(cells).reshape(3, 6), np.array(added)
    filling = Filling(allowed, headcounts)
    wider = allowed.copy()
    wider[1] |= mask
    assert filling.n_now == _most(allowed, headcounts)
    assert filling.n_now + filling.gain({1: mask}) == _most(wider, headcounts)


def _most(allowed: np.ndarray, headcounts: list[int]) -> int:
    choices = [[None, *np.flatnonzero(allowed[:, person])] for person in range(allowed.shape[1])]
    return max(
        sum(opening is not None for opening in choice)
        for choice in product(*choices)
        if all(choice.count(o) <= n for o, n in enumerate(headcounts))
    )
