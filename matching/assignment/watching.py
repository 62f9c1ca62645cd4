"""How long work is followed from outside, and stopped."""

from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """What is being done."""

    SCORING = "scoring"
    PLANNING = "planning"
    EXPLAINING = "explaining"


class Watch(Protocol):
    """Whoever waits for a plan. Both are called from the thread that plans."""

    def tell(self, stage: Stage, done: int, of: int) -> None:
        """Hear how much of a stage is done."""

    def is_stopped(self) -> bool:
        """Return whether the best plan found so far is wanted now."""


class Unwatched:
    """Nobody waits, or stops anything."""

    def tell(self, stage: Stage, done: int, of: int) -> None:
        """Hear nothing."""

    def is_stopped(self) -> bool:
        """Return False."""
        return False


NOBODY = Unwatched()
