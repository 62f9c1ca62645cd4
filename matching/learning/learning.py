"""Weights of one organisation, fitted and held against the declared ones on openings they have not seen."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from matching.learning.comparisons import Comparisons, JudgedPeople, compare
from matching.learning.weights import STEEPNESS, fit_weights
from matching.ranking.scorer import Scorer
from matching.taxonomy.taxonomy import Taxonomy

N_FOLDS = 5

MIN_OPENINGS = 6
"""Openings with people on both sides, below which nothing is learned."""

MIN_PEOPLE = 40
"""People invited or turned down for those openings, below which nothing is learned."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How weights do on openings they were not fitted on.

    Attributes:
        log_loss: Mean over openings, 0 and more; lower is better.
        in_order: Share of pairs in which the one invited has the higher score.
    """

    log_loss: float
    in_order: float


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """What was learned, and whether it is worth using.

    Attributes:
        weights: Per feature, at least 0.
        declared: How the declared weights do.
        learned: How weights fitted on the other openings do: `N_FOLDS` folds, no opening in two.
        is_better: Whether they win by more than one standard error over the openings.
        training_sha256: Digest of the comparisons; the same digest gives the same weights.
    """

    weights: Mapping[str, float]
    declared: Figures
    learned: Figures
    is_better: bool
    n_openings: int
    n_people: int
    n_pairs: int
    training_sha256: str


def learn(judged: Sequence[JudgedPeople], *, taxonomy: Taxonomy, declared: Scorer) -> LearnedWeights | None:
    """Return weights learned from what became of people; None where there are too few of them."""
    both_sides = [people for people in judged if len(set(people.was_invited)) > 1]
    n_people = sum(len(people.candidates) for people in both_sides)
    if len(both_sides) < MIN_OPENINGS or n_people < MIN_PEOPLE:
        return None
    comparisons = compare(both_sides, taxonomy=taxonomy, declared=declared)
    stay, move = _held_out(comparisons, declared.weights)
    gains = _per_opening(comparisons, stay) - _per_opening(comparisons, move)
    figures = [_figures(comparisons, leads) for leads in (stay, move)]
    is_better = gains.mean() > gains.std(ddof=1) / np.sqrt(len(gains))
    return LearnedWeights(
        weights=fit_weights(comparisons, declared=declared.weights),
        declared=figures[0],
        learned=figures[1],
        is_better=bool(is_better and figures[1].in_order >= figures[0].in_order),
        n_openings=comparisons.n_openings,
        n_people=n_people,
        n_pairs=len(comparisons),
        training_sha256=_digest(comparisons),
    )


def _held_out(
    comparisons: Comparisons, declared: Mapping[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Leads of all pairs under the declared weights, and under weights fitted without their opening."""
    stay = comparisons.leads(_column(declared, comparisons))
    move = np.zeros(len(comparisons))
    folds = GroupKFold(n_splits=min(N_FOLDS, comparisons.n_openings))
    for seen, unseen in folds.split(comparisons.differences, groups=comparisons.opening):
        fitted = fit_weights(comparisons.part(seen), declared=declared)
        move[unseen] = comparisons.part(unseen).leads(_column(fitted, comparisons))
    return stay, move


def _column(weights: Mapping[str, float], comparisons: Comparisons) -> NDArray[np.float64]:
    return np.array([weights[name] for name in comparisons.features])


def _per_opening(comparisons: Comparisons, leads: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean log loss of the pairs of each opening."""
    losses = np.logaddexp(0.0, -STEEPNESS * leads)
    totals = np.bincount(comparisons.opening, weights=losses)
    return totals / np.bincount(comparisons.opening)


def _figures(comparisons: Comparisons, leads: NDArray[np.float64]) -> Figures:
    return Figures(
        log_loss=float(_per_opening(comparisons, leads).mean()), in_order=float((leads > 0).mean())
    )


def _digest(comparisons: Comparisons) -> str:
    digest = hashlib.sha256(" ".join(comparisons.features).encode())
    for column in (comparisons.differences, comparisons.asked, comparisons.opening):
        digest.update(np.round(column.astype(float), 9).tobytes())
    return digest.hexdigest()
