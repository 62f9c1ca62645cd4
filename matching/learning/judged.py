"""What judged sets teach: the chance of an interview, and whether other weights do better.

Each set is shown by what was fitted on all the others, since only that tells how texts do which nobody saw.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from matching.evaluation.metrics import SUITABLE_GRADE, ndcg
from matching.learning.comparisons import JudgedPeople, compare
from matching.learning.weights import fit_weights
from matching.ranking.criteria import feature_names
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.scorer import Calibration, Scorer
from matching.ranking.scores import score_pool
from matching.ranking.subjects import Candidate, Opening
from matching.taxonomy.taxonomy import Taxonomy

KNOTS = (0.0, 0.35, 0.5, 0.6, 0.7, 0.78, 0.85, 0.92, 1.0)
"""Shares of the attainable score at which the chance is told; straight lines in between."""

WINDOW = 0.05
"""The chance at a knot is the mean of the fitted steps so far to both sides."""

LEAST_RISE = 0.01
"""From knot to knot the chance rises at least so much: a better share is never a mere tie."""

BANDS = (0.0, 0.05, 0.25, 0.5, 0.7, 0.85, 1.0)
"""Of a reliability table."""

TOLERANCE = 0.005
"""How much worse than the declared weights fitted ones may rank one set left out, if they rank all better."""

_PLAIN = Calibration(share=(0.0, 1.0), chance=(0.0, 1.0))


@dataclass(frozen=True, slots=True)
class GradedSet:
    """A judged set, read: `grades` has a row for each opening and a column for each candidate."""

    name: str
    openings: tuple[Opening, ...]
    candidates: tuple[Candidate, ...]
    grades: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Band:
    """People of one band of scores: how many, the mean score, and the share a recruiter would invite."""

    n: int
    said: float
    invited: float


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One set, seen by figures fitted on all others.

    Attributes:
        brier_declared, brier_fitted: Mean squared distance of the score from being invited; lower is better.
        ndcg_declared, ndcg_fitted: Mean nDCG@10 under the declared weights and under fitted ones.
        reliability: By the bands of `BANDS`, of the fitted chance.
    """

    name: str
    brier_declared: float
    brier_fitted: float
    ndcg_declared: float
    ndcg_fitted: float
    reliability: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted on all sets, and how each set does when it is left out.

    Attributes:
        calibration: For the weights that are to be used.
        weights: Fitted where they are better on sets left out, else the declared ones.
        is_moved: Whether `weights` are the fitted ones.
        training_sha256: Digest of the grades, and of the shares of the score, that taught.
        features: Those that the figures are for.
    """

    calibration: Calibration
    weights: dict[str, float]
    is_moved: bool
    held_out: tuple[HeldOut, ...]
    training_sha256: str
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """People before openings: their share of the attainable score, and 1 where they would be invited."""

    shares: NDArray[np.float64]
    is_invited: NDArray[np.float64]


def fit(sets: Sequence[GradedSet], *, taxonomy: Taxonomy, declared: Scorer) -> Fit:
    """Return the calibration and the weights of least error on these sets, each cross-validated by set.

    Raises:
        ValueError: there are fewer than two sets, so that none can be left out.
    """
    if len(sets) < 2:
        raise ValueError("two judged sets or more are needed: each is shown by what the others teach")
    return _Fitting(sets, taxonomy, declared).run()


class _Fitting:
    """Judged sets with all that is fitted on them."""

    def __init__(self, sets: Sequence[GradedSet], taxonomy: Taxonomy, declared: Scorer) -> None:
        self._sets, self._taxonomy, self._declared = sets, taxonomy, declared
        self._people = [_people(one) for one in sets]

    def run(self) -> Fit:
        everything = range(len(self._sets))
        without = [[i for i in everything if i != place] for place in everything]
        moved = [self._declared.with_weights(self._weights(others)) for others in without]
        before = [self._ndcg(i, self._declared) for i in everything]
        after = [self._ndcg(i, moved[i]) for i in everything]
        is_moved = bool(np.mean(after) > np.mean(before) and np.all(np.subtract(before, after) <= TOLERANCE))
        weights = self._weights(everything) if is_moved else dict(self._declared.weights)
        used = self._declared.with_weights(weights)
        judged = [self._judged(i, used) for i in everything]
        return Fit(
            calibration=fit_calibration(judged),
            weights=weights,
            is_moved=is_moved,
            held_out=tuple(
                self._held_out(
                    i, without[i], moved[i] if is_moved else self._declared, ndcg_of=(before[i], after[i])
                )
                for i in everything
            ),
            training_sha256=_digest(judged),
            features=feature_names(),
        )

    def _weights(self, chosen: Sequence[int]) -> dict[str, float]:
        told = [item for i in chosen for item in self._people[i]]
        comparisons = compare(told, taxonomy=self._taxonomy, declared=self._declared)
        return fit_weights(comparisons, declared=self._declared.weights)

    def _held_out(
        self, place: int, others: Sequence[int], used: Scorer, *, ndcg_of: tuple[float, float]
    ) -> HeldOut:
        fitted = fit_calibration([self._judged(i, used) for i in others])
        before, after = self._judged(place, self._declared), self._judged(place, used)
        return HeldOut(
            name=self._sets[place].name,
            brier_declared=_brier(self._declared.calibration(before.shares), before),
            brier_fitted=_brier(fitted(after.shares), after),
            ndcg_declared=ndcg_of[0],
            ndcg_fitted=ndcg_of[1],
            reliability=reliability(fitted(after.shares), after.is_invited),
        )

    def _judged(self, place: int, scorer: Scorer) -> Judged:
        one, plain = self._sets[place], replace(scorer, calibration=_PLAIN)
        pool = Pool.from_candidates(one.candidates, taxonomy=self._taxonomy)
        queries = (Query.of(opening, taxonomy=self._taxonomy) for opening in one.openings)
        shares = [score_pool(query, pool, scorer=plain).scores for query in queries]
        return Judged(np.concatenate(shares), (one.grades.ravel() >= SUITABLE_GRADE).astype(float))

    def _ndcg(self, place: int, scorer: Scorer) -> float:
        one = self._sets[place]
        pool = Pool.from_candidates(one.candidates, taxonomy=self._taxonomy)
        values = []
        for opening, grades in zip(one.openings, one.grades, strict=True):
            scored = score_pool(Query.of(opening, taxonomy=self._taxonomy), pool, scorer=scorer)
            order = np.lexsort((pool.tie_breakers, -scored.scores, scored.tiers))
            values.append(ndcg([int(grade) for grade in grades[order]], k=10))
        return float(np.mean(values))


def fit_calibration(judged: Sequence[Judged]) -> Calibration:
    """Return the rising chance of being invited by share of the score: isotonic steps, told at the knots."""
    shares = np.concatenate([one.shares for one in judged])
    steps = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    steps.fit(shares, np.concatenate([one.is_invited for one in judged]))
    near = np.linspace(-WINDOW, WINDOW, 21)
    means = [float(steps.predict(np.clip(knot + near, 0.0, 1.0)).mean()) for knot in KNOTS]
    chances = [0.0]
    for place, mean in enumerate(means[1:-1], start=1):
        highest = 1.0 - LEAST_RISE * (len(KNOTS) - 1 - place)
        chances.append(round(min(max(mean, chances[-1] + LEAST_RISE), highest), 3))
    return Calibration(share=KNOTS, chance=(*chances, 1.0))


def reliability(scores: NDArray[np.float64], is_invited: NDArray[np.float64]) -> tuple[Band, ...]:
    """Return what became of people by the band of their score; empty bands are left out."""
    band = np.clip(np.searchsorted(BANDS, scores, side="right") - 1, 0, len(BANDS) - 2)
    found = [band == i for i in range(len(BANDS) - 1)]
    return tuple(
        Band(int(rows.sum()), float(scores[rows].mean()), float(is_invited[rows].mean()))
        for rows in found
        if rows.any()
    )


def _brier(chances: NDArray[np.float64], judged: Judged) -> float:
    return float(np.mean(np.square(chances - judged.is_invited)))


def _people(one: GradedSet) -> list[JudgedPeople]:
    """Each opening twice: the suitable beside all others, and the excellent beside the good."""
    found: list[JudgedPeople] = []
    for opening, grades in zip(one.openings, one.grades, strict=True):
        for least, floor in ((SUITABLE_GRADE, 0), (SUITABLE_GRADE + 1, SUITABLE_GRADE)):
            rows = np.flatnonzero(grades >= floor)
            invited = tuple(bool(grade >= least) for grade in grades[rows])
            if len(set(invited)) > 1:
                found.append(JudgedPeople(opening, tuple(one.candidates[i] for i in rows), invited))
    return found


def _digest(judged: Sequence[Judged]) -> str:
    digest = hashlib.sha256(" ".join(feature_names()).encode())
    for one in judged:
        digest.update(np.round(one.shares, 6).tobytes())
        digest.update(one.is_invited.tobytes())
    return digest.hexdigest()
