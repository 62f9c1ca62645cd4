from dataclasses import dataclass
from typing import cast

import numpy as np

from matching.assessment import Outcome
from matching.ranking.features.feature import Feature, Fulfilment, Reason
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Requirement, StartWanted

NARROW_DAYS = 21
"""A start this many days late is a narrow miss."""


@dataclass(frozen=True, slots=True)
class StartDate(Feature):
    """Whether the person can start in time, notice period included.

    Up to three weeks late is a narrow miss. Silence is to be verified in the interview, and keeps
    nobody from the first tier.
    """

    name: str = "start"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value from days late."""
        wanted = cast("StartWanted", requirement.wanted)
        late = pool.available_on - wanted.latest.toordinal()
        values = np.where(late <= 0, 1.0, np.clip(0.8 - late / 120.0, 0.0, 1.0))
        return Fulfilment.of(
            values,
            met=late <= 0,
            narrowly=late <= NARROW_DAYS,
            unstated=np.isnan(late),
            must_be_verified=np.zeros(len(pool), dtype=bool),
        )

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return the day or the notice period stated."""
        wanted = cast("StartWanted", requirement.wanted)
        stated = candidate.profile.availability
        mentions = [m for m in (stated.available_from, stated.notice_days) if m is not None]
        data = {"wanted": wanted.latest.isoformat(), "found": " + ".join(str(m.value) for m in mentions)}
        return Reason(f"start.{outcome}", data, tuple(m.span for m in mentions if m.span))
