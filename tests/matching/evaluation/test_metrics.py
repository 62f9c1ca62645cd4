import math

import pytest

from matching.evaluation.metrics import (
    Judgements,
    average_precision,
    bootstrap_mean,
    measure,
    n_unsuitable,
    ndcg,
    precision,
)


def test_ndcg_is_one_for_the_ideal_order_and_lower_for_any_other() -> None:
    assert ndcg([3, 2, 1, 0], k=10) == 1.0
    assert ndcg([0, 1, 2, 3], k=10) < ndcg([2, 3, 1, 0], k=10) < 1.0


def test_ndcg_agrees_with_a_figure_worked_by_hand() -> None:
    by_hand = (7 + 3 / math.log2(4)) / (7 + 3 / math.log2(3))
    assert ndcg([3, 0, 2], k=3) == pytest.approx(by_hand)


def test_ndcg_compares_the_first_k_with_the_best_of_all_judged_people() -> None:
    assert ndcg([0, 0, 3], k=2) == 0.0


def test_ndcg_of_a_list_with_nobody_suitable_is_zero() -> None:
    assert ndcg([0, 0], k=10) == 0.0


def test_ndcg_refuses_a_depth_below_one() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        ndcg([1], k=0)


def test_average_precision_agrees_with_a_figure_worked_by_hand() -> None:
    assert average_precision([2, 1, 3]) == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert average_precision([1, 0]) == 0.0


def test_only_grades_of_two_and_more_are_suitable_and_only_zero_is_unsuitable() -> None:
    assert precision([3, 2, 1, 0, 0], k=5) == 0.4
    assert n_unsuitable([3, 2, 1, 0, 0, 0], k=5) == 2


def test_a_bootstrap_interval_encloses_the_mean_and_repeats_exactly() -> None:
    interval = bootstrap_mean([0.2, 0.4, 0.9])
    assert interval.low <= interval.mean <= interval.high
    assert interval == bootstrap_mean([0.2, 0.4, 0.9])


def test_recall_is_pooled_over_openings_per_language_of_the_cv() -> None:
    judgements = Judgements({"o1": {"a": 3, "b": 2}, "o2": {"a": 2}})
    rankings = {"o1": ["a", "b"], "o2": ["b", *(f"x{i}" for i in range(9)), "a"]}
    languages = {"a": "ar", "b": "fr"}
    figures = measure(judgements, rankings, language_of=lambda c: languages.get(c, "fr"))
    assert figures.recall_at_10_by_language == {"ar": 0.5, "fr": 1.0}
