"""A plan in the making, followed and stopped from outside the thread that makes it."""

import time

from matching.assignment.watching import Stage
from service.staffing.plans.goals import Ending

_SHARES = {Stage.SCORING: (0.0, 0.7), Stage.PLANNING: (0.7, 0.2), Stage.EXPLAINING: (0.9, 0.1)}
"""Where each stage begins and how much of the whole it is, as measured on sites of all sizes."""


class PlanWatch:
    """Knows how far planning is, and ends it when it is cancelled or out of time.

    Attributes:
        progress: Share of the work done, in [0, 1].
        stage: What is being done; empty before it begins.
        is_cancelled: Set by whoever cancels.
    """

    def __init__(self, *, time_limit_seconds: float) -> None:
        self.progress = 0.0
        self.stage = ""
        self.is_cancelled = False
        self._deadline = time.monotonic() + time_limit_seconds

    def tell(self, stage: Stage, done: int, of: int) -> None:
        """Take note of how much of a stage is done."""
        start, share = _SHARES[stage]
        self.stage, self.progress = stage, start + share * done / max(of, 1)

    def is_stopped(self) -> bool:
        """Return whether the best plan found so far is wanted now."""
        return self.is_cancelled or time.monotonic() > self._deadline

    def ending(self, *, is_optimal: bool) -> Ending:
        """Return why planning ended."""
        if is_optimal:
            return Ending.OPTIMAL
        return Ending.CANCELLED if self.is_cancelled else Ending.TIME_LIMIT
