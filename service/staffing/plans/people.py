"""The people of a plan as rows: seats, reserves, those one step away, those who cannot be used."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from matching.assignment.problem import Demand, Placement
from matching.assignment.staffing import Staffing
from matching.assignment.steps import step_of
from matching.ranking.scores import TIERS
from service.staffing.plans.rows import PersonRow, Role
from service.staffing.plans.values import NamedStep


def people_rows(
    staffing: Staffing, demands: Sequence[Demand], *, previous: Mapping[str, str]
) -> list[PersonRow]:
    """Return one row per person and part in the plan; `previous` says who had which seat before."""
    return _Rows(staffing, demands).all(previous)


def steps_named(staffing: Staffing) -> Iterable[NamedStep]:
    """Return the steps of the must-haves that `near misses` are said to miss."""
    wanted = {(near.opening_id, near.requirement_id) for near in staffing.shortfall.near_misses}
    for coverage, fit in zip(staffing.coverage, staffing.fit.openings, strict=True):
        for must in fit.musts:
            if (coverage.opening_id, must.id) in wanted:
                yield NamedStep(coverage.opening_id, must.id, step_of(must))


class _Rows:
    """Makes rows from one plan."""

    def __init__(self, staffing: Staffing, demands: Sequence[Demand]) -> None:
        self._staffing = staffing
        self._row_of = {identifier: row for row, identifier in enumerate(staffing.fit.ids)}
        self._fit_of = {d.opening_id: fit for d, fit in zip(demands, staffing.fit.openings, strict=True)}

    def all(self, previous: Mapping[str, str]) -> list[PersonRow]:
        """Return all rows."""
        plan, shortfall = self._staffing.plan, self._staffing.shortfall
        return [
            *self._placed(Role.SEAT, plan.placements),
            *self._placed(Role.RESERVE, plan.reserves),
            *(
                self._row(
                    Role.TRAINEE, gap.opening_id, candidate_id, place, requirement_id=gap.requirement_id
                )
                for gap in shortfall.gaps
                for place, candidate_id in enumerate(gap.candidate_ids, start=1)
            ),
            *(
                self._row(
                    Role.UNUSED, near.opening_id, near.candidate_id, place, requirement_id=near.requirement_id
                )
                for place, near in enumerate(shortfall.near_misses, start=1)
            ),
            *self._lost(previous),
        ]

    def _lost(self, previous: Mapping[str, str]) -> Iterable[PersonRow]:
        """People of the pool who had a seat in an opening of the site, and have none."""
        seated = {placement.candidate_id for placement in self._staffing.plan.placements}
        lost = [c for c, o in previous.items() if c not in seated and c in self._row_of and o in self._fit_of]
        for place, candidate_id in enumerate(lost, start=1):
            yield self._row(Role.LOST, previous[candidate_id], candidate_id, place)

    def _placed(self, role: Role, placements: Iterable[Placement]) -> Iterable[PersonRow]:
        """Number the people of each opening from 1, best first."""
        n_before: dict[str, int] = {}
        for it in sorted(placements, key=lambda placement: -placement.score):
            n_before[it.opening_id] = n_before.get(it.opening_id, 0) + 1
            yield self._row(role, it.opening_id, it.candidate_id, n_before[it.opening_id], is_kept=it.is_kept)

    def _row(
        self,
        role: Role,
        opening_id: str,
        candidate_id: str,
        place: int,
        *,
        requirement_id: str = "",
        is_kept: bool = False,
    ) -> PersonRow:
        fit, row = self._fit_of[opening_id], self._row_of[candidate_id]
        return PersonRow(
            role=role,
            opening_id=UUID(opening_id),
            candidate_id=UUID(candidate_id),
            requirement_id=requirement_id,
            n_missing=int(fit.n_missed[row]),
            place=place,
            score=float(fit.scores[row]),
            tier=TIERS[int(fit.tiers[row])],
            is_kept=is_kept,
        )
