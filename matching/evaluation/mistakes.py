"""The worst mistakes of a ranking: who stands above somebody better, and what that costs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2

from matching.evaluation.metrics import Judgements

DEPTH = 10
"""Ranks that count, as in nDCG@10."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Two people of one list in the wrong order; ranks count from 1.

    Attributes:
        cost: What putting each in the other's place would add to the discounted gain of the list.
    """

    opening_id: str
    above: str
    above_rank: int
    above_grade: int
    below: str
    below_rank: int
    below_grade: int
    cost: float


def worst_mistakes(
    judgements: Judgements, rankings: Mapping[str, Sequence[str]], *, limit: int = 5
) -> list[Mistake]:
    """Return the dearest mistakes over all lists, the worst first; nobody is in two of one list."""
    found = [
        mistake
        for opening_id, ranking in rankings.items()
        for mistake in _of(judgements, opening_id, ranking)
    ]
    found.sort(key=lambda mistake: (-mistake.cost, mistake.opening_id, mistake.above_rank))
    told: set[tuple[str, str]] = set()
    kept: list[Mistake] = []
    for mistake in found:
        people = {(mistake.opening_id, mistake.above), (mistake.opening_id, mistake.below)}
        if told.isdisjoint(people):
            told |= people
            kept.append(mistake)
    return kept[:limit]


def _of(judgements: Judgements, opening_id: str, ranking: Sequence[str]) -> Iterator[Mistake]:
    grades = judgements.in_order(opening_id, ranking)
    for first, second in combinations(range(len(ranking)), 2):
        if first < DEPTH and grades[first] < grades[second]:
            gain = 2.0 ** grades[second] - 2.0 ** grades[first]
            yield Mistake(
                opening_id=opening_id,
                above=ranking[first],
                above_rank=first + 1,
                above_grade=grades[first],
                below=ranking[second],
                below_rank=second + 1,
                below_grade=grades[second],
                cost=gain * (_discount(first) - _discount(second)),
            )


def _discount(position: int) -> float:
    return 1.0 / log2(position + 2) if position < DEPTH else 0.0
