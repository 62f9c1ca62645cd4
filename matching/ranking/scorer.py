"""Weights, assumptions and calibration: the declared part of a score."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from matching.errors import FeatureMismatch
from matching.ranking.criteria import Criterion, feature_names


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line from the share of the attainable score to the chance of an interview, both in [0, 1]."""

    share: tuple[float, ...]
    chance: tuple[float, ...]

    def __call__(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the chance for each share."""
        return np.interp(shares, self.share, self.chance)


@dataclass(frozen=True, slots=True)
class Scorer:
    """How values become a score. Every weight is 0 or more, so that more of a thing never lowers a score.

    Attributes:
        version: Named in every answer; changes with any figure of the default scorer.
        weights: Relative weight per feature.
        no_data: Value assumed per feature where the CV gives none.
        damping: Share of the score left per failed must-have, by outcome.
        damping_narrowly: The same for narrow misses of single features, where it differs.
        calibration: To the chance of an interview.
    """

    version: str
    weights: Mapping[str, float]
    no_data: Mapping[str, float]
    damping: Mapping[str, float]
    damping_narrowly: Mapping[str, float]
    calibration: Calibration

    @classmethod
    def default(cls) -> Self:
        """Return the scorer of the packaged `data/scorer.toml`, with what `data/fitted.toml` has learned.

        Raises:
            FeatureMismatch: a file names other features than the code has.
        """
        declared, fitted = _packaged("scorer.toml"), _packaged("fitted.toml")
        weights = fitted.get("weights", declared["weights"])
        return cls.from_table({**declared, "weights": weights, "calibration": _calibration(fitted)})

    @classmethod
    def declared(cls) -> Self:
        """Return the scorer with the declared weights, which fitted ones are held against.

        Raises:
            FeatureMismatch: a file names other features than the code has.
        """
        return cls.from_table(
            {**_packaged("scorer.toml"), "calibration": _calibration(_packaged("fitted.toml"))}
        )

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """Return the scorer that a file describes.

        Raises:
            FeatureMismatch: the file names other features than the code has.
        """
        unknown = set(table["weights"]) ^ set(feature_names())
        if unknown:
            raise FeatureMismatch(sorted(unknown))
        return cls(
            version=table["version"],
            weights=table["weights"],
            no_data=table["no_data"],
            damping=table["damping"],
            damping_narrowly=table["damping_narrowly"],
            calibration=Calibration(
                share=tuple(table["calibration"]["share"]), chance=tuple(table["calibration"]["chance"])
            ),
        )

    def with_weights(self, weights: Mapping[str, float]) -> Self:
        """Return this scorer with some weights replaced.

        Raises:
            FeatureMismatch: a name is no feature.
            ValueError: a weight is negative or not finite.
        """
        unknown = set(weights) - set(self.weights)
        if unknown:
            raise FeatureMismatch(sorted(unknown))
        if any(not 0 <= weight < np.inf for weight in weights.values()):
            raise ValueError("a weight must be a number of at least 0")
        return replace(self, weights={**self.weights, **weights})

    def shares(self, criteria: tuple[Criterion, ...]) -> list[float]:
        """Return the share of the score that each criterion decides; they add up to 1.

        A feature's weight is divided evenly among its criteria; features that the opening does not ask for
        take no part.
        """
        counts: dict[str, int] = {}
        for criterion in criteria:
            counts[criterion.feature] = counts.get(criterion.feature, 0) + 1
        total = sum(self.weights[feature] for feature in counts) or 1.0
        return [self.weights[c.feature] / counts[c.feature] / total for c in criteria]

    def damping_of(self, criterion: Criterion, *, is_narrow: bool) -> float:
        """Return the share of the score left when this must-have is failed."""
        if is_narrow:
            return self.damping_narrowly.get(criterion.feature, self.damping["narrowly"])
        return self.damping["not_met"]


def _packaged(name: str) -> dict[str, Any]:
    file = resources.files("matching.ranking") / "data" / name
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _calibration(fitted: Mapping[str, Any]) -> Mapping[str, Any]:
    unknown = set(fitted["features"]) ^ set(feature_names())
    if unknown:
        raise FeatureMismatch(sorted(unknown))
    calibration: Mapping[str, Any] = fitted["calibration"]
    return calibration
