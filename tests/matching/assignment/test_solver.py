from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment.problem import (
    AssignmentProblem,
    ConflictKind,
    Demand,
    Fits,
    PlanOptions,
    SitePlan,
)
from matching.assignment.solver import solve
from matching.assignment.watching import Unwatched

Scores = list[list[float | None]]
"""Per candidate, the score for each opening; None where a must-have is failed."""


def problem(scores: Scores, demands: tuple[Demand, ...], **changes: object) -> AssignmentProblem:
    pairs = [(c, o, s) for c, row in enumerate(scores) for o, s in enumerate(row) if s is not None]
    columns = list(zip(*pairs, strict=True)) or [(), (), ()]
    fits = Fits(
        np.array(columns[0], dtype=int), np.array(columns[1], dtype=int), np.array(columns[2], dtype=float)
    )
    ids = tuple(f"c{i}" for i in range(len(scores)))
    return AssignmentProblem(ids, demands, fits, **changes)  # type: ignore[arg-type]  # tests name the fields


def seats(plan: SitePlan) -> dict[str, str]:
    return {placement.candidate_id: placement.opening_id for placement in plan.placements}


def best_by_trying_everything(scores: Scores, demands: tuple[Demand, ...], *, bonus: float) -> float:
    choices = [[None, *(o for o, s in enumerate(row) if s is not None)] for row in scores]
    best = 0.0
    for plan in product(*choices):
        if all(plan.count(o) <= demand.headcount for o, demand in enumerate(demands)):
            worth = sum((scores[c][o] or 0.0) + bonus for c, o in enumerate(plan) if o is not None)
            best = max(best, worth)
    return best


SCORES = st.lists(
    st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=2, max_size=2), min_size=1, max_size=6
)
SEATS = st.tuples(st.integers(0, 3), st.integers(0, 3))


def two(headcounts: tuple[int, int]) -> tuple[Demand, ...]:
    return (Demand("o0", headcounts[0]), Demand("o1", headcounts[1]))


@settings(max_examples=80, deadline=None)
@given(scores=SCORES, headcounts=SEATS)
def test_the_plan_is_worth_as_much_as_the_best_of_all_plans(
    scores: Scores, headcounts: tuple[int, int]
) -> None:
    demands = two(headcounts)
    plan = solve(problem(scores, demands))
    assert plan.is_optimal
    assert plan.worth == pytest.approx(best_by_trying_everything(scores, demands, bonus=0.2), abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(scores=SCORES, headcounts=SEATS)
def test_nobody_is_placed_twice_nor_beyond_a_headcount_nor_against_a_must_have(
    scores: Scores, headcounts: tuple[int, int]
) -> None:
    demands = tuple(Demand(d.opening_id, d.headcount, n_reserves=1) for d in two(headcounts))
    plan = solve(problem(scores, demands))
    everyone = [placement.candidate_id for placement in (*plan.placements, *plan.reserves)]
    assert len(everyone) == len(set(everyone))
    assert all(plan.n_filled(demand.opening_id) <= demand.headcount for demand in demands)
    for placement in (*plan.placements, *plan.reserves):
        assert scores[int(placement.candidate_id[1:])][int(placement.opening_id[1:])] is not None


def test_a_bilingual_is_sent_where_nobody_else_can_go() -> None:
    scores: Scores = [[0.9, 0.8], [0.85, None]]
    assert seats(solve(problem(scores, two((1, 1))))) == {"c0": "o1", "c1": "o0"}


def test_the_same_people_in_another_order_give_the_same_plan() -> None:
    scores: Scores = [[0.5, 0.5]] * 4
    forward = problem(scores, two((2, 1)))
    backward = AssignmentProblem(forward.candidate_ids[::-1], forward.demands, forward.fits)
    assert seats(solve(forward)) == seats(solve(backward))


def test_a_floor_keeps_an_opening_from_staying_empty_for_a_marginal_gain() -> None:
    scores: Scores = [[0.9, 0.1]]
    demands = (Demand("o0", 1), Demand("o1", 1, floor=1))
    assert seats(solve(problem(scores, demands))) == {"c0": "o1"}


def test_a_floor_out_of_reach_is_missed_and_explained_without_failing() -> None:
    plan = solve(problem([[0.9, None]], (Demand("o0", 1), Demand("o1", 2, floor=2))))
    assert seats(plan) == {"c0": "o0"}
    assert plan.is_optimal
    (conflict,) = plan.conflicts
    assert (conflict.kind, conflict.wanted, conflict.possible) == (ConflictKind.FLOOR_OUT_OF_REACH, 2, 0)


def test_people_kept_by_hand_stay_and_take_their_seat() -> None:
    plan = solve(problem([[0.9, 0.2], [0.8, 0.1]], two((1, 1)), kept={0: 1}))
    assert seats(plan) == {"c0": "o1", "c1": "o0"}


def test_more_people_kept_than_seats_is_explained_and_the_best_of_them_stay() -> None:
    plan = solve(problem([[0.9, 0.2], [0.8, 0.1]], two((1, 1)), kept={0: 0, 1: 0}))
    assert seats(plan) == {"c0": "o0", "c1": "o1"}
    (conflict,) = plan.conflicts
    assert conflict.kind is ConflictKind.KEPT_BEYOND_HEADCOUNT
    assert (conflict.wanted, conflict.possible, conflict.candidate_ids) == (2, 1, ("c1",))


def test_stability_leaves_people_where_they_were() -> None:
    scores: Scores = [[0.50, 0.52], [0.52, 0.50]]
    options = PlanOptions(stability=0.1)
    assert seats(solve(problem(scores, two((1, 1))))) == {"c0": "o1", "c1": "o0"}
    moved = solve(problem(scores, two((1, 1)), previous={0: 0, 1: 1}, options=options))
    assert seats(moved) == {"c0": "o0", "c1": "o1"}


def test_priority_sends_the_only_person_to_the_more_urgent_opening() -> None:
    demands = (Demand("o0", 1), Demand("o1", 1, priority=3.0))
    assert seats(solve(problem([[0.9, 0.5]], demands))) == {"c0": "o1"}


def test_the_price_of_a_seat_is_what_one_more_would_add() -> None:
    scores: Scores = [[0.9, None], [0.7, None]]
    plan = solve(problem(scores, two((1, 1))))
    assert plan.seat_prices["o0"] == pytest.approx(0.9, abs=1e-6)
    assert plan.seat_prices["o1"] == pytest.approx(0.0, abs=1e-6)


def test_when_time_is_up_the_best_plan_so_far_is_returned_and_says_so() -> None:
    draw = np.random.default_rng(0)
    scores: Scores = [list(row) for row in draw.random((300, 40))]
    demands = tuple(Demand(f"o{i}", 5) for i in range(40))
    plan = solve(problem(scores, demands, options=PlanOptions(time_limit_seconds=0.0)))
    assert not plan.is_optimal
    assert plan.placements
    assert 0.0 <= plan.gap < 0.5


class StoppedAfter(Unwatched):
    """Waits while it is asked some times, then wants the best plan."""

    def __init__(self, n_looks: int) -> None:
        self.n_left = n_looks

    def is_stopped(self) -> bool:
        self.n_left -= 1
        return self.n_left < 0


def test_when_stopped_while_the_solver_runs_the_best_plan_so_far_is_returned_and_says_so() -> None:
    draw = np.random.default_rng(0)
    scores: Scores = [list(row) for row in draw.random((3000, 60))]
    demands = tuple(Demand(f"o{i}", 20) for i in range(60))
    plan = solve(problem(scores, demands), watch=StoppedAfter(2))
    assert not plan.is_optimal
    assert len(plan.placements) == 1200
    assert 0.0 <= plan.gap < 0.2
