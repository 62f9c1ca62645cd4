"""From values per criterion to one score and one tier per candidate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Tier
from matching.ranking.criteria import PREFERENCES, Criterion, criteria_of
from matching.ranking.features.feature import NARROWLY, NOT_MET, Fulfilment
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.scorer import Scorer

TIERS = (Tier.MEETS, Tier.TO_VERIFY, Tier.FAILS)
"""In the order of the list."""

SKILLS = "skills"

UNNAMED_TOOLS = 0.5
"""Share of the tools insisted on from which their absence from the CV is to be verified: nobody writes down
every tool, and one left out among several says little."""


@dataclass(frozen=True, slots=True)
class ScoredPool:
    """Scores of a whole pool against one opening.

    Attributes:
        criteria: What was judged.
        fulfilments: One per criterion; alternatives as they stand each on their own.
        parts: Share of the calibrated score that each criterion brings, shape (n_criteria, n_candidates).
        scores: Sum of the parts, in [0, 1].
        tiers: Positions in `TIERS`.
    """

    criteria: tuple[Criterion, ...]
    fulfilments: tuple[Fulfilment, ...]
    parts: NDArray[np.float64]
    scores: NDArray[np.float64]
    tiers: NDArray[np.int8]


def score_pool(query: Query, pool: Pool, *, scorer: Scorer) -> ScoredPool:
    """Return the scores of every candidate; each depends on that candidate alone, to the last bit."""
    criteria = criteria_of(query)
    pool = pool.beside(query.sketch)
    fulfilments = tuple(criterion.fulfilment(pool=pool) for criterion in criteria)
    judged = with_alternatives(criteria, fulfilments)
    parts = _weighted(criteria, judged, scorer) * _damping(criteria, judged, scorer, n_candidates=len(pool))
    raw = _total(parts, n_candidates=len(pool))
    chance = scorer.calibration(raw)
    parts = parts * np.divide(chance, raw, out=np.zeros_like(raw), where=raw > 0)
    return ScoredPool(
        criteria=criteria,
        fulfilments=fulfilments,
        parts=parts,
        scores=_total(parts, n_candidates=len(pool)),
        tiers=tiers_of(criteria, judged, n_candidates=len(pool)),
    )


def _total(parts: NDArray[np.float64], *, n_candidates: int) -> NDArray[np.float64]:
    """Added criterion by criterion, so that the bits do not depend on how many candidates there are."""
    total = np.zeros(n_candidates)
    for part in parts:
        total = total + part
    return total


def _weighted(
    criteria: tuple[Criterion, ...], judged: tuple[Fulfilment, ...], scorer: Scorer
) -> NDArray[np.float64]:
    shares = scorer.shares(criteria)
    return np.array(
        [
            share * np.where(np.isnan(f.values), scorer.no_data[criterion.feature], f.values)
            for share, criterion, f in zip(shares, criteria, judged, strict=True)
        ]
    )


def _damping(
    criteria: tuple[Criterion, ...], judged: tuple[Fulfilment, ...], scorer: Scorer, *, n_candidates: int
) -> NDArray[np.float64]:
    factor = np.ones(n_candidates)
    for criterion, fulfilment in zip(criteria, judged, strict=True):
        if criterion.is_must:
            factor = factor * np.where(
                fulfilment.outcomes == NOT_MET, scorer.damping_of(criterion, is_narrow=False), 1.0
            )
            factor = factor * np.where(
                fulfilment.outcomes == NARROWLY, scorer.damping_of(criterion, is_narrow=True), 1.0
            )
    return factor


def tiers_of(
    criteria: Sequence[Criterion], judged: Sequence[Fulfilment], *, n_candidates: int
) -> NDArray[np.int8]:
    """Return the tier of every candidate, positions in `TIERS`; only must-haves decide."""
    musts = [(c, f) for c, f in zip(criteria, judged, strict=True) if c.is_must]
    tools = [f.must_be_verified for c, f in musts if c.feature == SKILLS]
    others = [f.must_be_verified for c, f in musts if not c.is_one_of_many]
    is_open = np.logical_or.reduce(others) if others else np.zeros(n_candidates, dtype=bool)
    if tools:
        is_open = is_open | (np.mean(tools, axis=0) >= UNNAMED_TOOLS)
    tiers = is_open.astype(np.int8)
    for _, fulfilment in musts:
        fails = (fulfilment.outcomes == NOT_MET) | (fulfilment.outcomes == NARROWLY)
        tiers = np.where(fails, np.int8(2), tiers)
    return tiers


def with_alternatives(
    criteria: tuple[Criterion, ...], fulfilments: tuple[Fulfilment, ...]
) -> tuple[Fulfilment, ...]:
    """Return fulfilments in which each of a group of alternatives has the group's best value and outcome."""
    groups: dict[int, list[int]] = {}
    for index, criterion in enumerate(criteria):
        if criterion.alternatives is not None:
            groups.setdefault(criterion.alternatives, []).append(index)
    judged = list(fulfilments)
    for members in groups.values():
        best = _best([fulfilments[index] for index in members])
        for index in members:
            judged[index] = best
    return tuple(judged)


def _best(alternatives: list[Fulfilment]) -> Fulfilment:
    values = np.fmax.reduce([fulfilment.values for fulfilment in alternatives])
    outcomes = np.maximum.reduce([fulfilment.outcomes for fulfilment in alternatives])
    verified = np.logical_and.reduce([fulfilment.must_be_verified for fulfilment in alternatives])
    return Fulfilment(values=values, outcomes=outcomes, must_be_verified=verified)


def feature_values(scored: ScoredPool, *, row: int) -> dict[str, float | None]:
    """Return the mean value of each feature for one candidate; None where the CV gives no data."""
    gathered: dict[str, list[float]] = {}
    for criterion, fulfilment in zip(scored.criteria, scored.fulfilments, strict=True):
        value = float(fulfilment.values[row])
        known = gathered.setdefault(criterion.feature, [])
        if not np.isnan(value):
            known.append(value)
        elif criterion.feature == PREFERENCES:
            known.append(0.0)
    return {feature: sum(known) / len(known) if known else None for feature, known in gathered.items()}
