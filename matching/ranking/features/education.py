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
from matching.requirements import EducationWanted, Requirement
from matching.types import ConceptId, EducationLevel

SAME_FIELD = 0.5
"""Similarity of two fields of study from which a diploma counts as being in the field."""

NEIGHBOUR_FIELD = 0.3
"""From here on the field is a neighbour: narrowly not met."""


@dataclass(frozen=True, slots=True)
class EducationGap(Feature):
    """Highest diploma obtained against the level and field asked for.

    Studies that are not finished do not count. A diploma of the level in a neighbouring field is a
    narrow miss; one whose field is not written counts as met, with a reserve. A CV without any studies
    is to be verified.
    """

    name: str = "education"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value from missing years of study and the nearest field."""
        wanted = cast("EducationWanted", requirement.wanted)
        missing = np.maximum(int(wanted.level) - pool.education, 0)
        values = np.clip(1.0 - 0.35 * missing, 0.0, 1.0)
        fit, is_field_stated = _field_fit(wanted.fields, query=query, pool=pool)
        values = values * np.where(is_field_stated, 0.4 + 0.6 * np.minimum(fit / SAME_FIELD, 1.0), 0.8)
        met = (missing == 0) & (~is_field_stated | (fit >= SAME_FIELD))
        narrowly = (missing == 0) & is_field_stated & (fit >= NEIGHBOUR_FIELD)
        return Fulfilment.of(values, met=met, narrowly=narrowly, unstated=pool.education == NOT_STATED)

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return the diploma that decided, beside the level asked for."""
        wanted = cast("EducationWanted", requirement.wanted)
        obtained = [diploma for diploma in candidate.profile.diplomas if diploma.is_obtained]
        best = max(obtained, key=lambda diploma: diploma.level.value, default=None)
        found = best.level.value if best else EducationLevel.NONE
        data = {"wanted": wanted.level.label, "found": found.label if candidate.profile.diplomas else ""}
        spans = (best.level.span,) if best and best.level.span else ()
        is_wrong_field = outcome in {Outcome.NOT_MET, Outcome.NARROWLY} and found >= wanted.level
        return Reason(f"education.{'field' if is_wrong_field else outcome}", data, spans)


def _field_fit(
    fields: tuple[ConceptId, ...], *, query: Query, pool: Pool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Similarity of the nearest field studied (1 when none is asked), and whether a field is stated."""
    columns = pool.diploma_fields
    if not fields:
        return np.ones(len(pool)), np.ones(len(pool), dtype=bool)
    fit = columns.rows.max(query.field_similarity(fields)[columns.concept])
    return fit, columns.rows.any(columns.concept != NOT_STATED)
