import pytest

from matching.evaluation.metrics import Judgements, ndcg
from matching.evaluation.mistakes import worst_mistakes

GRADES = Judgements({"o1": {"a": 0, "b": 3, "c": 2, "d": 1}, "o2": {"a": 3, "b": 2}})


def test_the_dearest_mistake_comes_first_and_nobody_is_told_of_twice() -> None:
    first, second = worst_mistakes(GRADES, {"o1": ["a", "c", "b", "d"], "o2": ["b", "a"]})
    assert (first.above, first.below, first.above_rank, first.below_rank) == ("a", "b", 1, 3)
    assert (second.opening_id, second.above, second.below) == ("o2", "b", "a")


def test_a_list_in_order_has_no_mistake() -> None:
    assert worst_mistakes(GRADES, {"o1": ["b", "c", "d", "a"]}) == []


def test_the_cost_is_what_the_swap_adds_to_the_gain_of_the_list() -> None:
    (mistake,) = worst_mistakes(GRADES, {"o2": ["b", "a"]})
    ideal = 7 + 3 / 1.584962500721156
    assert mistake.cost == pytest.approx((1 - ndcg([2, 3], k=10)) * ideal)
