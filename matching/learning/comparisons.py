"""What became of people, as comparisons: for one opening, who was invited against who was not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.ranking.criteria import feature_names
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.scorer import Calibration, Scorer
from matching.ranking.scores import score_pool
from matching.ranking.subjects import Candidate, Opening
from matching.taxonomy.taxonomy import Taxonomy

Matrix = NDArray[np.float64]

_UNCALIBRATED = Calibration(share=(0.0, 1.0), chance=(0.0, 1.0))


@dataclass(frozen=True, slots=True)
class JudgedPeople:
    """The people about whom an organisation has decided for one opening.

    Attributes:
        opening: As the ranking sees it.
        candidates: As the ranking sees them: without identity.
        was_invited: One per candidate; False for those who were turned down.
    """

    opening: Opening
    candidates: tuple[Candidate, ...]
    was_invited: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Pairs of people, the invited one first. Each row is one pair, each column one of `features`.

    Attributes:
        features: All features of the scorer, and nothing else.
        differences: What each feature brings to the first person more than to the second, per unit of its
            weight before weights are scaled to add up to 1. Shape (n_pairs, n_features), in [-1, 1].
        asked: 1 where the opening asks for the feature. Same shape.
        opening: Number of the opening of each pair, rising from 0.
        importance: What each pair counts. Pairs share people: those of one opening together count as many
            as there are people on its smaller side.
    """

    features: tuple[str, ...]
    differences: Matrix
    asked: Matrix
    opening: NDArray[np.intp]
    importance: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.differences)

    @property
    def n_openings(self) -> int:
        """How many openings have somebody on both sides."""
        return len(np.unique(self.opening))

    def leads(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return by how much of the attainable score the first leads the second under these weights."""
        scale = self.asked @ weights
        return np.divide(self.differences @ weights, scale, out=np.zeros(len(self)), where=scale > 0)

    def part(self, rows: NDArray[np.intp]) -> "Comparisons":
        """Return some of the pairs."""
        return replace(
            self,
            differences=self.differences[rows],
            asked=self.asked[rows],
            opening=self.opening[rows],
            importance=self.importance[rows],
        )


def compare(judged: Iterable[JudgedPeople], *, taxonomy: Taxonomy, declared: Scorer) -> Comparisons:
    """Return all pairs of an invited and a refused person, opening by opening.

    Failed must-haves damp a score whatever the weights; that is part of what a feature brings here.
    """
    found = [_of_opening(people, taxonomy, declared) for people in judged]
    parts = [part for part in found if len(part.differences)]
    n_features = len(feature_names())
    return Comparisons(
        features=feature_names(),
        differences=_joined([part.differences for part in parts], n_features),
        asked=_joined([part.asked for part in parts], n_features),
        opening=np.repeat(np.arange(len(parts)), [len(part.differences) for part in parts]),
        importance=np.concatenate([np.zeros(0), *(part.importance for part in parts)]),
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    differences: Matrix
    asked: Matrix
    importance: NDArray[np.float64]


def _of_opening(judged: JudgedPeople, taxonomy: Taxonomy, declared: Scorer) -> _Pairs:
    brought, asked = _brought(judged, taxonomy, declared)
    invited = np.array(judged.was_invited, dtype=bool)
    first, second = brought[invited], brought[~invited]
    differences = (first[:, np.newaxis] - second[np.newaxis]).reshape(-1, brought.shape[1])
    larger_side = max(len(first), len(second), 1)
    return _Pairs(
        differences=differences,
        asked=np.tile(asked, (len(differences), 1)),
        importance=np.full(len(differences), 1.0 / larger_side),
    )


def _brought(judged: JudgedPeople, taxonomy: Taxonomy, declared: Scorer) -> tuple[Matrix, Matrix]:
    """What each feature brings to each person per unit of weight, and which features are asked for.

    With equal weights and no calibration, the parts of a score are that divided by the number of features.
    """
    names = feature_names()
    even = replace(declared, weights=dict.fromkeys(names, 1.0), calibration=_UNCALIBRATED)
    pool = Pool.from_candidates(judged.candidates, taxonomy=taxonomy)
    scored = score_pool(Query.of(judged.opening, taxonomy=taxonomy), pool, scorer=even)
    brought = np.zeros((len(pool), len(names)))
    asked = np.zeros(len(names))
    for criterion, part in zip(scored.criteria, scored.parts, strict=True):
        column = names.index(criterion.feature)
        brought[:, column] += part
        asked[column] = 1.0
    return brought * asked.sum(), asked


def _joined(parts: Sequence[Matrix], n_columns: int) -> Matrix:
    return np.concatenate([np.zeros((0, n_columns)), *parts])
