"""Bodies about what became of people."""

from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from api.models import AnswerModel, RequestModel
from service.outcomes.use_cases import OutcomeKind, OutcomeReport, OutcomeRow, RejectionCause

OUTCOME_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "interviewed": {
        "summary": "Invited, and came",
        "value": {"candidate_id": "0190a3b2-0000-7000-8000-000000000001", "outcome": "interviewed"},
    },
    "rejected": {
        "summary": "Turned down: the French did not do",
        "value": {
            "candidate_id": "0190a3b2-0000-7000-8000-000000000002",
            "outcome": "rejected",
            "reason": "language",
        },
    },
}


class OutcomeInput(RequestModel):
    """What became of one candidate. A rejection has a reason of the list; nothing else has one."""

    candidate_id: UUID
    outcome: OutcomeKind
    reason: RejectionCause | None = None

    def report(self) -> OutcomeReport:
        """Return the report, for the use case."""
        return OutcomeReport(candidate_id=self.candidate_id, kind=self.outcome, reason=self.reason)


class OutcomeAnswer(AnswerModel):
    """One outcome, and when it was first told."""

    opening_id: UUID
    candidate_id: UUID
    outcome: OutcomeKind
    reason: RejectionCause | None
    recorded_at: datetime

    @classmethod
    def of(cls, row: OutcomeRow) -> Self:
        """Return the body about an outcome."""
        return cls(
            opening_id=row.opening_id,
            candidate_id=row.candidate_id,
            outcome=row.kind,
            reason=row.reason,
            recorded_at=row.recorded_at,
        )


class OutcomeList(AnswerModel):
    """A page of the outcomes of an opening, the newest first."""

    outcomes: list[OutcomeAnswer]
    next_cursor: str | None
