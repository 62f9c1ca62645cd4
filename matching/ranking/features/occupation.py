from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.ranking.columns import NOT_STATED
from matching.ranking.features.feature import Feature, Fulfilment, Reason
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import OccupationWanted, Requirement
from matching.types import Span

FIT = 0.6
"""Value from which the trade is the same or a close neighbour."""

NEIGHBOUR = 0.35
"""Value from which the trade is a neighbour: narrowly not met."""

BEGINNER = 0.5
"""Value of someone who has not worked, where no experience is asked for: not of the trade, nor of another."""

BEGINNER_MONTHS = 6.0
"""Paid work up to which a person is a beginner."""

FULL_MONTHS = 18.0
"""Months in an occupation after which it says what a person is; fewer count in part."""


@dataclass(frozen=True, slots=True)
class OccupationFit(Feature):
    """Nearness of the trades a person has worked in to the trade of the opening.

    Each occupation held counts by its nearness in the taxonomy, by how long it was held and by how long
    ago it ended; internships count less than work. The best one decides, the current one more than the
    others. Where the person says which work they look for, that direction counts too. Where the opening
    asks for no experience, someone who has not worked yet stands half-way.
    """

    name: str = "occupation"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value from the best occupation held, the latest one and the one looked for."""
        wanted = cast("OccupationWanted", requirement.wanted)
        similarity = query.similarity_to(wanted.occupations)
        held = _best_held(similarity, pool)
        latest = _latest(similarity, pool)
        values = 0.65 * held + 0.35 * np.where(np.isnan(latest), held, latest)
        values = _with_direction(values, similarity=similarity, pool=pool)
        if not query.asks_for_experience:
            is_beginner = pool.months_of_experience < BEGINNER_MONTHS
            values = np.where(is_beginner, np.maximum(values, BEGINNER), values)
        is_unknown = _is_unknown(pool) & (values < NEIGHBOUR)
        return Fulfilment.of(values, met=values >= FIT, narrowly=values >= NEIGHBOUR, unstated=is_unknown)

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return the nearest occupation held."""
        wanted = cast("OccupationWanted", requirement.wanted)
        titles = [
            (max(query.taxonomy.similarity(e.occupation.value, o) for o in wanted.occupations), e.title)
            for e in candidate.profile.experiences
            if e.occupation and e.title and wanted.occupations
        ]
        nearest = max(titles, key=lambda pair: pair[0], default=(0.0, None))[1]
        spans: tuple[Span, ...] = (nearest.span,) if nearest and nearest.span else ()
        return Reason(
            f"occupation.{outcome}",
            {"wanted": wanted.title, "found": nearest.value if nearest else ""},
            spans,
        )


def _weight(pool: Pool) -> NDArray[np.float64]:
    """How much each occupation held says about the person, in [0, 1]."""
    columns = pool.experiences
    dated = np.where(columns.months > 0, columns.months, FULL_MONTHS / 2)
    length = 0.55 + 0.45 * np.minimum(dated / FULL_MONTHS, 1.0)
    recency = 1.0 - 0.4 * np.clip((columns.months_ago - 12.0) / 108.0, 0.0, 1.0)
    kind = np.where(columns.is_paid, 1.0, np.where(columns.is_internship, 0.6, 0.3))
    return length * recency * kind


def _best_held(similarity: NDArray[np.float64], pool: Pool) -> NDArray[np.float64]:
    columns = pool.experiences
    held = columns.rows.max(similarity[columns.occupation] * _weight(pool))
    # Someone who presents themselves by the trade without a datable job is nearer than a stranger to it.
    return np.maximum(held, 0.5 * similarity[pool.headline])


def _latest(similarity: NDArray[np.float64], pool: Pool) -> NDArray[np.float64]:
    columns = pool.experiences
    of_latest = np.where(
        columns.is_latest & (columns.occupation != NOT_STATED), similarity[columns.occupation], -1.0
    )
    latest = columns.rows.max(of_latest, empty=-1.0)
    return np.where(latest < 0, np.nan, latest)


def _with_direction(
    values: NDArray[np.float64], *, similarity: NDArray[np.float64], pool: Pool
) -> NDArray[np.float64]:
    """Draw the value a quarter of the way towards the nearness of the work looked for, where it is stated."""
    columns = pool.wanted
    looked_for = columns.rows.max(
        np.where(columns.concept == NOT_STATED, -1.0, similarity[columns.concept]), empty=-1.0
    )
    return np.where(looked_for < 0, values, 0.75 * values + 0.25 * looked_for)


def _is_unknown(pool: Pool) -> NDArray[np.bool_]:
    """Whether no occupation of the person is known to the taxonomy."""
    columns = pool.experiences
    is_known: NDArray[np.bool_] = columns.rows.any(columns.occupation != NOT_STATED) | (
        pool.headline != NOT_STATED
    )
    return ~is_known
