"""Figures of merit of a ranked list against judged grades (0 unsuitable ... 3 excellent)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SUITABLE_GRADE = 2
"""From this grade on a person would be invited to interview."""

Grades = Sequence[int]
"""Grades in ranked order, best rank first."""


def ndcg(grades: Grades, *, k: int) -> float:
    """Return the normalised discounted cumulative gain of one ranking, in [0, 1].

    The gain of a grade is `2**grade - 1`; 1 is an ideal order, 0 means nothing relevant was there to find.
    `grades` holds every judged item, so that the ideal order can be made of it.

    Example: `ndcg([3, 0, 2], k=3)` is (7 + 3 / 2) / (7 + 3 / log2(3)) = 0.9558.

    Raises:
        ValueError: k is below 1.

    Source: Järvelin & Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques".
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    gains = np.exp2(np.asarray(grades, dtype=float)) - 1.0
    discounts = 1.0 / np.log2(np.arange(2, min(k, len(gains)) + 2))
    ideal = np.sort(gains)[::-1][: len(discounts)] @ discounts
    return float(gains[: len(discounts)] @ discounts / ideal) if ideal > 0 else 0.0


def average_precision(grades: Grades) -> float:
    """Return the mean of the precisions at the rank of every suitable person; 0 when there is none.

    Example: suitable people at ranks 1 and 3 give (1/1 + 2/3) / 2 = 0.8333.
    """
    is_suitable = np.asarray(grades) >= SUITABLE_GRADE
    if not is_suitable.any():
        return 0.0
    ranks = np.flatnonzero(is_suitable) + 1
    return float(np.mean(np.arange(1, len(ranks) + 1) / ranks))


def precision(grades: Grades, *, k: int) -> float:
    """Return the share of suitable people among the first k."""
    return sum(grade >= SUITABLE_GRADE for grade in grades[:k]) / k


def n_unsuitable(grades: Grades, *, k: int) -> int:
    """Return how many people of grade 0 stand among the first k."""
    return sum(grade == 0 for grade in grades[:k])


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the bounds of its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


def bootstrap_mean(values: Sequence[float], *, n_resamples: int = 2000, seed: int = 0) -> Interval:
    """Return the mean of one figure per opening, with its percentile bootstrap interval over openings."""
    sample = np.asarray(values, dtype=float)
    draws = np.random.default_rng(seed).integers(0, len(sample), size=(n_resamples, len(sample)))
    low, high = np.quantile(sample[draws].mean(axis=1), [0.025, 0.975])
    return Interval(mean=float(sample.mean()), low=float(low), high=float(high))


@dataclass(frozen=True, slots=True)
class Judgements:
    """Grades given by a recruiter: opening -> candidate -> grade; pairs left out count as 0."""

    grades: Mapping[str, Mapping[str, int]]

    def in_order(self, opening_id: str, ranking: Sequence[str]) -> list[int]:
        """Return the grades of a ranking, best rank first."""
        judged = self.grades.get(opening_id, {})
        return [judged.get(candidate_id, 0) for candidate_id in ranking]


def recall_by_language(
    judgements: Judgements,
    rankings: Mapping[str, Sequence[str]],
    *,
    language_of: Callable[[str], str],
    k: int = 10,
) -> dict[str, float]:
    """Return, per language of the CV, the share of suitable people who stand among the first k.

    Pairs are pooled over all openings, since one opening has few suitable people per language.
    """
    found: dict[str, int] = {}
    total: dict[str, int] = {}
    for opening_id, ranking in rankings.items():
        grades = judgements.in_order(opening_id, ranking)
        for rank, (candidate_id, grade) in enumerate(zip(ranking, grades, strict=True)):
            if grade >= SUITABLE_GRADE:
                language = language_of(candidate_id)
                total[language] = total.get(language, 0) + 1
                found[language] = found.get(language, 0) + (rank < k)
    return {language: found[language] / total[language] for language in sorted(total)}


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """Figures of one system over all openings."""

    ndcg_at_10: Interval
    mean_average_precision: Interval
    precision_at_5: Interval
    unsuitable_in_first_5: Interval
    recall_at_10_by_language: dict[str, float]


def measure(
    judgements: Judgements,
    rankings: Mapping[str, Sequence[str]],
    *,
    language_of: Callable[[str], str],
) -> RankingFigures:
    """Return the figures of one system; `rankings` holds every candidate of every opening, best first."""
    graded = [judgements.in_order(opening_id, ranking) for opening_id, ranking in rankings.items()]
    return RankingFigures(
        ndcg_at_10=bootstrap_mean([ndcg(grades, k=10) for grades in graded]),
        mean_average_precision=bootstrap_mean([average_precision(grades) for grades in graded]),
        precision_at_5=bootstrap_mean([precision(grades, k=5) for grades in graded]),
        unsuitable_in_first_5=bootstrap_mean([n_unsuitable(grades, k=5) for grades in graded]),
        recall_at_10_by_language=recall_by_language(judgements, rankings, language_of=language_of),
    )
