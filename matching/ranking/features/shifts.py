from dataclasses import dataclass
from typing import cast

import numpy as np

from matching.assessment import Outcome
from matching.ranking.features.feature import Feature, Fulfilment, Reason
from matching.ranking.pool import SHIFTS, Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Requirement, ShiftsWanted
from matching.types import Shift

TO_BE_ASKED = frozenset({Shift.NIGHT})
"""Shifts that silence does not accept: people who work them, or would, say so."""


@dataclass(frozen=True, slots=True)
class ShiftFit(Feature):
    """Whether the person accepts the shifts of the opening.

    A refused shift is not met. All shifts accepted: met. Silence is to be verified; it keeps a person
    from the first tier only for night work.
    """

    name: str = "shifts"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value from shifts refused and accepted."""
        wanted = cast("ShiftsWanted", requirement.wanted)
        asked = sum(1 << SHIFTS.index(shift) for shift in wanted.shifts)
        is_refused = (pool.refused_shifts & asked) != 0
        is_accepted = (pool.accepted_shifts & asked) == asked
        unstated = ~is_refused & ~is_accepted
        night = sum(1 << SHIFTS.index(shift) for shift in TO_BE_ASKED) & asked
        must_be_verified = unstated & ((pool.accepted_shifts & night) != night)
        values = np.where(is_refused, 0.0, 1.0)
        return Fulfilment.of(
            values, met=is_accepted & ~is_refused, unstated=unstated, must_be_verified=must_be_verified
        )

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return the shifts refused, or accepted."""
        wanted = cast("ShiftsWanted", requirement.wanted)
        availability = candidate.profile.availability
        said = availability.refused_shifts if outcome is Outcome.NOT_MET else availability.accepted_shifts
        relevant = [mention for mention in said if mention.value in wanted.shifts]
        data = {"wanted": ",".join(wanted.shifts), "found": ",".join(mention.value for mention in relevant)}
        return Reason(f"shifts.{outcome}", data, tuple(mention.span for mention in relevant if mention.span))
