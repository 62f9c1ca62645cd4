from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening; `stated`, `requirements`, `corrections` and `segments` are JSON."""

    id: UUID
    external_id: str | None
    title: str
    text: str
    stated: str
    requirements: str
    corrections: str
    segments: str
    headcount: int
    revision: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SavedRow:
    """What saving an opening says: which one it is, and whether it is a new one."""

    id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class VectorRow:
    """The vector of one passage of an opening."""

    opening_id: UUID
    vector: NDArray[np.float32]
