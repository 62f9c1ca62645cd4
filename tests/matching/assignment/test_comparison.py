import pytest

from matching.assignment.comparison import (
    Change,
    ChangeReason,
    Departures,
    PlanSide,
    Seat,
    changes_between,
)


def side(*, headcounts: dict[str, int] | None = None, **seats: str) -> PlanSide:
    placed = {c: Seat(o.rstrip("!"), 0.5, is_kept=o.endswith("!")) for c, o in seats.items()}
    return PlanSide(placed, headcounts or {"o0": 2, "o1": 2})


NOBODY = Departures()


def reasons(changes: tuple[Change, ...]) -> dict[str, str]:
    return {change.candidate_id: change.reason.value for change in changes}


def test_whoever_has_the_same_seat_is_no_change() -> None:
    assert changes_between(side(c0="o0"), side(c0="o0!"), NOBODY) == ()


def test_a_move_to_a_seat_that_was_empty_fills_it_and_one_to_a_taken_seat_does_not() -> None:
    full = {"o0": 1, "o1": 1}
    assert reasons(changes_between(side(c0="o0"), side(c0="o1"), NOBODY)) == {"c0": "moved_to_fill"}
    swapped = changes_between(
        side(headcounts=full, c0="o0", c1="o1"), side(headcounts=full, c0="o1", c1="o0"), NOBODY
    )
    assert reasons(swapped) == {"c0": "moved", "c1": "moved"}


@pytest.mark.parametrize(
    ("departures", "headcounts", "reason"),
    [
        (Departures(excluded=frozenset({"c0"})), None, ChangeReason.WITHDRAWN),
        (Departures(is_complete=True), None, ChangeReason.WITHDRAWN),
        (Departures(n_missing={"c0": 2}, is_complete=True), None, ChangeReason.NOT_MET),
        (Departures(n_missing={"c0": 0}, is_complete=True), {"o0": 1, "o1": 2}, ChangeReason.NO_SEAT),
        (Departures(n_missing={"c0": 0}, is_complete=True), {"o1": 2}, ChangeReason.NO_SEAT),
        (Departures(n_missing={"c0": 0}, is_complete=True), None, ChangeReason.LEFT),
        (NOBODY, None, ChangeReason.LEFT),
    ],
)
def test_a_lost_seat_has_its_reason(
    departures: Departures, headcounts: dict[str, int] | None, reason: ChangeReason
) -> None:
    (change,) = changes_between(side(c0="o0"), side(headcounts=headcounts), departures)
    assert (change.reason, change.before, change.after) == (reason, "o0", None)


def test_people_who_come_are_new_or_kept_by_hand() -> None:
    assert reasons(changes_between(side(), side(c0="o0", c1="o1!"), NOBODY)) == {"c0": "new", "c1": "kept"}


def test_a_move_tells_what_the_person_gains() -> None:
    before = PlanSide({"c0": Seat("o0", 0.4)}, {"o0": 1})
    after = PlanSide({"c0": Seat("o1", 0.7)}, {"o0": 1, "o1": 1})
    (change,) = changes_between(before, after, NOBODY)
    assert change.gain == pytest.approx(0.3)
