from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A part of a quota, as it was taken."""

    n_before: int
    seconds_left: float
