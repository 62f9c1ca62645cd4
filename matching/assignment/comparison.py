"""Two plans of one site side by side: who moves, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ChangeReason(StrEnum):
    """Why somebody is placed otherwise than before."""

    NEW = "new"
    KEPT = "kept"
    MOVED = "moved"
    MOVED_TO_FILL = "moved_to_fill"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    NO_SEAT = "no_seat"
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody is placed, with the score in [0, 1]."""

    opening_id: str
    score: float
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class PlanSide:
    """What is compared of one plan.

    Attributes:
        seats: By candidate.
        headcounts: By opening.
    """

    seats: Mapping[str, Seat]
    headcounts: Mapping[str, int]

    def n_empty(self, opening_id: str) -> int:
        """Return how many seats of an opening nobody has."""
        n_filled = sum(seat.opening_id == opening_id for seat in self.seats.values())
        return self.headcounts.get(opening_id, 0) - n_filled


@dataclass(frozen=True, slots=True)
class Departures:
    """What is known of people who had a seat before.

    Attributes:
        excluded: Not to be placed any more.
        n_missing: Must-haves of their former opening that people of the pool miss now; those not named are no
            longer in the pool.
        is_complete: Whether everybody is named who was in the pool.
    """

    excluded: frozenset[str] = frozenset()
    n_missing: Mapping[str, int] = field(default_factory=dict)
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One person placed otherwise than before.

    Attributes:
        before, after: Openings; None for no seat.
        gain: Of the person's score, in [-1, 1]; None for who had or has no seat.
    """

    candidate_id: str
    reason: ChangeReason
    before: str | None
    after: str | None
    gain: float | None = None


def changes_between(before: PlanSide, after: PlanSide, departures: Departures) -> tuple[Change, ...]:
    """Return everybody who is placed otherwise, those who lose a seat first."""
    fewer = {o for o, n in before.headcounts.items() if after.headcounts.get(o, 0) < n}
    return (
        *(
            Change(c, _why_left(c, departures, is_fewer=seat.opening_id in fewer), seat.opening_id, None)
            for c, seat in before.seats.items()
            if c not in after.seats
        ),
        *_moves(before, after),
        *(_arrival(c, seat) for c, seat in after.seats.items() if c not in before.seats),
    )


def _why_left(candidate_id: str, departures: Departures, *, is_fewer: bool) -> ChangeReason:
    missing = departures.n_missing.get(candidate_id)
    if candidate_id in departures.excluded or (departures.is_complete and missing is None):
        return ChangeReason.WITHDRAWN
    if missing:
        return ChangeReason.NOT_MET
    return ChangeReason.NO_SEAT if is_fewer else ChangeReason.LEFT


def _moves(before: PlanSide, after: PlanSide) -> Iterable[Change]:
    for candidate_id, seat in after.seats.items():
        old = before.seats.get(candidate_id)
        if old is None or old.opening_id == seat.opening_id:
            continue
        reason = ChangeReason.MOVED
        if seat.is_kept:
            reason = ChangeReason.KEPT
        elif before.n_empty(seat.opening_id) > 0 or seat.opening_id not in before.headcounts:
            reason = ChangeReason.MOVED_TO_FILL
        yield Change(candidate_id, reason, old.opening_id, seat.opening_id, seat.score - old.score)


def _arrival(candidate_id: str, seat: Seat) -> Change:
    return Change(
        candidate_id, ChangeReason.KEPT if seat.is_kept else ChangeReason.NEW, None, seat.opening_id
    )
