"""What a plan is made for, and how its making ends."""

from enum import StrEnum


class Goal(StrEnum):
    """What a plan puts first."""

    FILL = "fill"
    QUALITY = "quality"
    BALANCE = "balance"


class Ending(StrEnum):
    """Why planning ended."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"
    CANCELLED = "cancelled"
