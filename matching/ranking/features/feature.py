"""What a feature of the ranking is: a subject, judged for all candidates at once, explained for one."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Requirement
from matching.types import Span

OUTCOMES = (Outcome.NOT_MET, Outcome.NARROWLY, Outcome.NOT_STATED, Outcome.MET)
"""Worst first: the position of an outcome in the columns, and what wins among alternatives."""

NOT_MET, NARROWLY, NOT_STATED, MET = range(4)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """How far every candidate fulfils one requirement.

    Attributes:
        values: In [0, 1], shape (n_candidates,); NaN where the CV gives no data.
        outcomes: Positions in `OUTCOMES`, shape (n_candidates,).
        must_be_verified: Whether not having stated this keeps a person from the first tier, where the
            requirement is a must-have. Shape (n_candidates,).
    """

    values: NDArray[np.float64]
    outcomes: NDArray[np.int8]
    must_be_verified: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        values: NDArray[np.float64],
        *,
        met: NDArray[np.bool_],
        narrowly: NDArray[np.bool_] | None = None,
        unstated: NDArray[np.bool_] | None = None,
        must_be_verified: NDArray[np.bool_] | None = None,
    ) -> "Fulfilment":
        """Return outcomes from masks; where several hold, not stated wins over met, met over narrowly."""
        outcomes = np.full(len(values), NOT_MET, dtype=np.int8)
        if narrowly is not None:
            outcomes[narrowly] = NARROWLY
        outcomes[met] = MET
        if unstated is not None:
            outcomes[unstated] = NOT_STATED
            values = np.where(unstated, np.nan, values)
        verify = outcomes == NOT_STATED if must_be_verified is None else must_be_verified
        return cls(values=values, outcomes=outcomes, must_be_verified=verify)

    def take(self, places: NDArray[np.integer[Any]]) -> "Fulfilment":
        """Return how far the candidates at these places fulfil it."""
        return Fulfilment(self.values[places], self.outcomes[places], self.must_be_verified[places])


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one candidate has the outcome: key of a sentence, its data, the words of the CV."""

    key: str
    data: dict[str, str]
    cv_spans: tuple[Span, ...] = ()


class Feature(Protocol):
    """One subject of the ranking. The docstring of each class is shown to recruiters and auditors."""

    name: str

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return how far every candidate of the pool fulfils the requirement."""

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return why this candidate, whom `pool` holds alone, has this outcome, with the words of the CV."""
