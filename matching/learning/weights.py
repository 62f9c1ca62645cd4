"""Weights drawn from what became of people, held back by the declared ones."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LinearRegression

from matching.learning.comparisons import Comparisons

STEEPNESS = 10.0
"""Log-odds, per whole score, that the better scored of two people is the one invited: who leads by a tenth
of the score is invited in 73 of 100 such pairs."""

SPREAD = 0.5
"""How far a weight is expected from the declared one, as a share of it. Pulls with the weight of a normal
prior; a small organisation stays close to what is declared."""

LEAST_SPREAD = 0.01

N_STEPS = 50

Weights = NDArray[np.float64]


def fit_weights(comparisons: Comparisons, *, declared: Mapping[str, float]) -> dict[str, float]:
    """Return one weight of at least 0 per feature, with the sum of the declared ones.

    A logistic model of who of two people is invited, with a normal prior around the declared weights; since
    no weight is negative, more of a thing never lowers a score. Solved by Newton steps, each a non-negative
    least-squares problem (scikit-learn). The same comparisons give the same weights to the last bit.
    """
    prior = np.array([declared[name] for name in comparisons.features])
    pull = 1.0 / np.square(np.maximum(SPREAD * prior, LEAST_SPREAD))
    # The scale that makes weights add up to 1 is that of the declared ones: so the model is linear.
    leads = comparisons.differences / np.maximum(comparisons.asked @ prior, 1e-9)[:, np.newaxis]
    weights = _minimum(STEEPNESS * leads, comparisons.importance, prior=prior, pull=pull)
    scaled = weights * (prior.sum() / max(float(weights.sum()), 1e-9))
    return {name: round(float(w), 4) for name, w in zip(comparisons.features, scaled, strict=True)}


def _minimum(rows: NDArray[np.float64], importance: Weights, *, prior: Weights, pull: Weights) -> Weights:
    """The weights of least loss: that of the pairs, and that of leaving the prior."""

    def loss(weights: Weights) -> float:
        of_pairs = importance @ np.logaddexp(0.0, -(rows @ weights))
        return float(of_pairs + 0.5 * pull @ np.square(weights - prior))

    weights = prior
    for _ in range(N_STEPS):
        aim = _newton_step(rows, importance, weights, prior=prior, pull=pull)
        tried = [weights + step * (aim - weights) for step in (1.0, 0.5, 0.25, 0.1)]
        better = next((one for one in tried if loss(one) < loss(weights) - 1e-12), None)
        if better is None:
            return weights
        weights = better
    return weights


def _newton_step(
    rows: NDArray[np.float64], importance: Weights, weights: Weights, *, prior: Weights, pull: Weights
) -> Weights:
    """The non-negative minimum of the loss as it bends at `weights`."""
    chance = 1.0 / (1.0 + np.exp(-(rows @ weights)))
    bend = (rows * (importance * chance * (1.0 - chance))[:, np.newaxis]).T @ rows + np.diag(pull)
    slope = -rows.T @ (importance * (1.0 - chance)) + pull * (weights - prior)
    factor = np.linalg.cholesky(bend).T
    target = np.linalg.solve(factor.T, bend @ weights - slope)
    model = LinearRegression(fit_intercept=False, positive=True).fit(factor, target)
    return np.asarray(model.coef_, dtype=float)
