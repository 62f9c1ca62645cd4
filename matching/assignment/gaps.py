"""Why seats stay empty: what each requirement costs, who is one step away, and who cannot be used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Tier
from matching.assignment.filling import Filling
from matching.assignment.fitting import NONE, Fitter, PoolPart, SiteFit
from matching.assignment.problem import Demand, SitePlan
from matching.assignment.reduction import Pairing
from matching.assignment.seats import Seats
from matching.assignment.steps import TO_VERIFY, Step, relaxed, step_of
from matching.ranking.scores import TIERS

N_LISTED = 200
"""People named per gap, and people listed who cannot be used; all are counted."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gap:
    """A requirement that keeps people from an opening.

    Attributes:
        requirement_id: The requirement, or the first of alternatives; empty for what is to be verified.
        step: From what the people have to what is asked for.
        n_people: Without a seat, and with everything else but this step.
        n_seats: Seats of the site that would be filled if they made it: what the requirement costs.
        candidate_ids: The best of them, at most N_LISTED.
    """

    opening_id: str
    requirement_id: str
    step: Step
    n_people: int
    n_seats: int
    candidate_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One step that several people could make together.

    Attributes:
        opening_ids: Where it would open a seat to them.
        n_people: Each counted once.
        n_seats: Seats of the site that would be filled if all of them made it.
    """

    step: Step
    opening_ids: tuple[str, ...]
    n_people: int
    n_seats: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Somebody who may take no seat, and the opening that comes nearest.

    Attributes:
        requirement_id: The only must-have missing there; empty where there are several.
        n_missing: How many are.
    """

    candidate_id: str
    opening_id: str
    requirement_id: str
    n_missing: int
    score: float


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a plan says about its empty seats and unused people.

    Attributes:
        n_reachable: Seats that can be filled at all, whatever the scores.
        gaps: The most costly first.
        proposals: Those that fill most seats first.
        n_unused: People who may take no seat.
        near_misses: The nearest of them, at most N_LISTED.
    """

    n_reachable: int
    gaps: tuple[Gap, ...]
    proposals: tuple[Proposal, ...]
    n_unused: int
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a site once its plan is made."""

    seats: Sequence[Seats]
    fit: SiteFit
    pairing: Pairing
    plan: SitePlan

    @property
    def demands(self) -> list[Demand]:
        """How many seats each opening has."""
        return [one.demand for one in self.seats]

    def is_free(self) -> Mask:
        """Return, per person, whether they have no seat and are not excluded."""
        seated = {placement.candidate_id for placement in self.plan.placements}
        has_none = np.array([identifier not in seated for identifier in self.fit.ids], dtype=bool)
        return has_none & ~self.pairing.excluded


def shortfall_of(site: Site, parts: Sequence[PoolPart], *, fitter: Fitter) -> Shortfall:
    """Return what keeps the seats of a site empty, and who is how near to one.

    A requirement is looked at where lowering it could fill a seat: at openings with empty seats, and at those
    whose people could move there.
    """
    allowed, headcounts = _left(site)
    filling = Filling(allowed, headcounts)
    is_free = site.is_free()
    additions = [
        (index, requirement_id, step, mask)
        for index in _reachable(site)
        for requirement_id, step, mask in _one_step_away(site, index, is_free, parts, fitter)
    ]
    gaps = [
        _gap(site, index, requirement_id, step, mask, n_seats=filling.gain({index: mask}))
        for index, requirement_id, step, mask in additions
    ]
    n_unused, near_misses = _near_misses(site)
    return Shortfall(
        n_reachable=filling.n_now + len(site.pairing.kept),
        gaps=tuple(sorted(gaps, key=lambda gap: (-gap.n_seats, -gap.n_people))),
        proposals=tuple(_proposals(site, additions, filling)),
        n_unused=n_unused,
        near_misses=near_misses,
    )


def _left(site: Site) -> tuple[Mask, list[int]]:
    """Who may be placed where among the people not kept, and the seats left to them."""
    allowed = site.pairing.allowed.copy()
    allowed[:, list(site.pairing.kept)] = False
    taken = list(site.pairing.kept.values())
    return allowed, [max(0, d.headcount - taken.count(index)) for index, d in enumerate(site.demands)]


def _reachable(site: Site) -> list[int]:
    """Openings with empty seats, and those from which people could move to them, directly or in turn."""
    rows = {identifier: row for row, identifier in enumerate(site.fit.ids)}
    index_of = {demand.opening_id: index for index, demand in enumerate(site.demands)}
    seated = np.array([rows[p.candidate_id] for p in site.plan.placements], dtype=int)
    seat = np.array([index_of[p.opening_id] for p in site.plan.placements], dtype=int)
    n_filled = np.bincount(seat, minlength=len(index_of))
    found = [index for index, demand in enumerate(site.demands) if n_filled[index] < demand.headcount]
    for index in found:
        movable = site.pairing.allowed[index][seated]
        found.extend(int(other) for other in np.unique(seat[movable]) if other not in found)
    return found


def _one_step_away(
    site: Site, index: int, is_free: Mask, parts: Sequence[PoolPart], fitter: Fitter
) -> Iterable[tuple[str, Step, Mask]]:
    """Per must-have of an opening: its id, the step, and the people who lack nothing else."""
    fit = site.fit.openings[index]
    for position, must in enumerate(fit.musts):
        if not must.requirements:
            continue  # who refuses the work is no step away from it
        lacks = is_free & (fit.missed == position)
        lower = [relaxed(requirement) for requirement in must.requirements]
        asked = [requirement for requirement in lower if requirement is not None]
        if len(asked) == len(lower) and lacks.any():
            lacks = lacks & fitter.meets(asked, site.seats[index], parts)
        if lacks.any():
            yield must.id, step_of(must), lacks
    if not site.pairing.allows_to_verify:
        to_ask = is_free & (fit.tiers == TIERS.index(Tier.TO_VERIFY))
        if to_ask.any():
            yield "", TO_VERIFY, to_ask


def _gap(site: Site, index: int, requirement_id: str, step: Step, mask: Mask, *, n_seats: int) -> Gap:
    rows = np.flatnonzero(mask)
    order = np.lexsort((site.fit.ties[rows], -site.fit.openings[index].scores[rows]))
    return Gap(
        opening_id=site.demands[index].opening_id,
        requirement_id=requirement_id,
        step=step,
        n_people=len(rows),
        n_seats=n_seats,
        candidate_ids=tuple(site.fit.ids[row] for row in rows[order[:N_LISTED]]),
    )


def _proposals(
    site: Site, additions: Sequence[tuple[int, str, Step, Mask]], filling: Filling
) -> list[Proposal]:
    by_step: dict[Step, dict[int, Mask]] = {}
    for index, _, step, mask in additions:
        openings = by_step.setdefault(step, {})
        openings[index] = openings[index] | mask if index in openings else mask
    proposals = [
        Proposal(
            step=step,
            opening_ids=tuple(site.demands[index].opening_id for index in openings),
            n_people=int(np.logical_or.reduce(list(openings.values())).sum()),
            n_seats=filling.gain(openings),
        )
        for step, openings in by_step.items()
    ]
    useful = [proposal for proposal in proposals if proposal.n_seats]
    return sorted(useful, key=lambda proposal: (-proposal.n_seats, -proposal.n_people))


def _near_misses(site: Site) -> tuple[int, tuple[NearMiss, ...]]:
    """How many people may take no seat, and the nearest of them: fewest must-haves missing, then by score."""
    kept = np.zeros(len(site.fit.ids), dtype=bool)
    kept[list(site.pairing.kept)] = True
    rows = np.flatnonzero(~site.pairing.allowed.any(axis=0) & ~kept & ~site.pairing.excluded)
    if not len(rows) or not site.fit.openings:
        return len(rows), ()
    n_missed = np.array([fit.n_missed[rows] for fit in site.fit.openings]).astype(float)
    scores = np.array([fit.scores[rows] for fit in site.fit.openings])
    nearest = np.argmin(n_missed - scores / 2, axis=0)
    columns = np.arange(len(rows))
    order = np.lexsort((site.fit.ties[rows], -scores[nearest, columns], n_missed[nearest, columns]))
    return len(rows), tuple(_near_miss(site, int(rows[i]), int(nearest[i])) for i in order[:N_LISTED])


def _near_miss(site: Site, row: int, index: int) -> NearMiss:
    fit = site.fit.openings[index]
    missed = int(fit.missed[row])
    return NearMiss(
        candidate_id=site.fit.ids[row],
        opening_id=site.demands[index].opening_id,
        requirement_id="" if missed == NONE else fit.musts[missed].id,
        n_missing=int(fit.n_missed[row]),
        score=float(fit.scores[row]),
    )
