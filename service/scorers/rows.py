from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScorerRow:
    """Weights that an organisation's outcomes led to; `learned` is JSON."""

    number: int
    declared: str
    learned: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """Which scorer was chosen when; `number` 0 is the declared one."""

    number: int
    is_pinned: bool
    chosen_at: datetime
