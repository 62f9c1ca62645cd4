"""From everybody's fit to the problem of a site, and back to a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Tier
from matching.assignment.fitting import OpeningFit, SiteFit
from matching.assignment.problem import AssignmentProblem, Demand, Fits, PlanOptions
from matching.ranking.scores import TIERS

Pair = tuple[str, str]
"""A candidate and an opening, by their ids."""


@dataclass(frozen=True, slots=True)
class People:
    """What is settled about people before a plan is made.

    Attributes:
        kept: Candidate -> opening of people placed by hand or already hired; they stay.
        excluded: People who are not to be placed.
        excluded_pairs: People who are not to be placed in one opening.
        previous: Candidate -> opening in the plan before.
    """

    kept: Mapping[str, str]
    excluded: frozenset[str] = frozenset()
    excluded_pairs: frozenset[Pair] = frozenset()
    previous: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """Who may be placed where, and what is settled, by positions.

    Attributes:
        allowed: By must-haves, least score and exclusions, shape (n_openings, n_people).
        excluded: People who are not to be placed at all, shape (n_people,).
        allows_to_verify: Whether people of whom something has to be asked may be placed.
        kept: Row of a person -> position of an opening.
        previous: The same, of the plan before.
    """

    allowed: NDArray[np.bool_]
    excluded: NDArray[np.bool_]
    allows_to_verify: bool
    kept: Mapping[int, int]
    previous: Mapping[int, int]


def pairing_of(
    fit: SiteFit,
    demands: Sequence[Demand],
    *,
    people: People,
    least_score: float = 0.0,
    allows_to_verify: bool = True,
) -> Pairing:
    """Return who may be placed where; people and openings that are not there are left aside."""
    rows = {identifier: row for row, identifier in enumerate(fit.ids)}
    openings = {demand.opening_id: index for index, demand in enumerate(demands)}
    allowed = np.zeros((len(demands), len(fit.ids)), dtype=bool)
    for index, opening in enumerate(fit.openings):
        is_enough = opening.scores >= least_score
        allowed[index] = may_be_placed(opening, allows_to_verify=allows_to_verify) & is_enough
    excluded = np.array([identifier in people.excluded for identifier in fit.ids], dtype=bool)
    allowed[:, excluded] = False
    for candidate, opening_id in people.excluded_pairs:
        if candidate in rows and opening_id in openings:
            allowed[openings[opening_id], rows[candidate]] = False
    return Pairing(
        allowed,
        excluded,
        allows_to_verify,
        kept=_known(people.kept, rows, openings),
        previous=_known(people.previous or {}, rows, openings),
    )


def problem_of(
    fit: SiteFit, demands: Sequence[Demand], *, pairing: Pairing, options: PlanOptions
) -> AssignmentProblem:
    """Return the problem whose best plan is the best plan of the site.

    An opening needs no more than its best people, as many as there are seats and reserves in all: of those,
    one is free whenever somebody further down would be placed, and is worth at least as much.
    """
    n_enough = sum(demand.headcount + demand.n_reserves for demand in demands) + len(pairing.kept)
    chosen = [
        _enough(opening, pairing.allowed[index], fit.ties, n_enough, named=_named(index, pairing))
        for index, opening in enumerate(fit.openings)
    ]
    return _compressed(fit, demands, chosen, pairing=pairing, options=options)


def may_be_placed(fit: OpeningFit, *, allows_to_verify: bool) -> NDArray[np.bool_]:
    """Return, per person, whether the must-haves allow a seat."""
    return fit.tiers <= TIERS.index(Tier.TO_VERIFY if allows_to_verify else Tier.MEETS)


def _known(pairs: Mapping[str, str], rows: Mapping[str, int], openings: Mapping[str, int]) -> dict[int, int]:
    return {rows[c]: openings[o] for c, o in pairs.items() if c in rows and o in openings}


def _named(index: int, pairing: Pairing) -> list[int]:
    """Who is part of the problem by name: people kept here or who were here before, and may be."""
    allowed = pairing.allowed[index]
    known = (*pairing.previous.items(), *pairing.kept.items())
    return [row for row, opening in known if opening == index and allowed[row]]


def _enough(
    opening: OpeningFit, mask: NDArray[np.bool_], ties: NDArray[np.int64], n: int, *, named: Sequence[int]
) -> NDArray[np.intp]:
    """The best `n` who may be placed, and those named."""
    rows = np.flatnonzero(mask)
    order = np.lexsort((ties[rows], -opening.scores[rows]))
    return np.union1d(rows[order[:n]], np.array(named, dtype=np.intp))


def _compressed(
    fit: SiteFit,
    demands: Sequence[Demand],
    chosen: Sequence[NDArray[np.intp]],
    *,
    pairing: Pairing,
    options: PlanOptions,
) -> AssignmentProblem:
    """The problem with the people who take part in it, and nobody else."""
    pairs = np.concatenate([*chosen, np.zeros(0, dtype=np.intp)])
    involved = np.union1d(pairs, np.array(list(pairing.kept), dtype=np.intp))
    place = {int(row): index for index, row in enumerate(involved)}
    return AssignmentProblem(
        candidate_ids=tuple(fit.ids[row] for row in involved),
        demands=tuple(demands),
        fits=Fits(
            candidate=np.searchsorted(involved, pairs).astype(np.int64),
            opening=np.repeat(np.arange(len(chosen)), [len(rows) for rows in chosen]).astype(np.int64),
            score=np.concatenate(
                [*(opening.scores[rows] for opening, rows in zip(fit.openings, chosen, strict=True)), []]
            ),
        ),
        kept={place[row]: opening for row, opening in pairing.kept.items()},
        kept_scores={
            place[row]: float(fit.openings[opening].scores[row]) for row, opening in pairing.kept.items()
        },
        previous={place[row]: opening for row, opening in pairing.previous.items() if row in place},
        options=options,
    )
