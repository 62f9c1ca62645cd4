"""The first lines of a ranked list, without scoring those who cannot be on them.

Nothing is guessed. A must-have that is failed puts a person behind all who fail none; a criterion that has
not been judged yet adds no more to a score than its whole share. Whoever comes too short by that alone is
left out, and everyone who remains is scored as in the whole list: the same people, the same bits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ranking.columns import Rows
from matching.ranking.criteria import Criterion, criteria_of
from matching.ranking.features.feature import NARROWLY, NOT_MET, Fulfilment
from matching.ranking.query import Query
from matching.ranking.scorer import Scorer
from matching.ranking.scores import ScoredPool, score_pool, tiers_of, with_alternatives
from matching.ranking.views import ClassIndex, PoolView

PROBED = 200
"""More people than are wanted that are scored first, so that it is known what score is enough."""

FEW = 1000
"""So few are scored at once; leaving out some of them would cost more."""

SLACK = 1e-9
"""Sums in another order differ in their last bits; nobody is left out for those."""

DEAR = 3

COSTS = {
    "education": 1,
    "languages": 1,
    "shifts": 1,
    "start": 1,
    "refusal": 1,
    "salary": 1,
    "place": 2,
    "skills": 4,
    "tasks": 5,
}
"""Criteria that read few or short columns are judged first; those not named here are dear."""


@dataclass(frozen=True, slots=True)
class Best:
    """The first lines of a list, best first.

    Attributes:
        rows: Positions in the pool.
        scores: In [0, 1].
        tiers: Positions in `TIERS`.
        n_scored: People who were scored by everything.
    """

    rows: Rows
    scores: NDArray[np.float64]
    tiers: NDArray[np.int8]
    n_scored: int


def best(
    query: Query, index: ClassIndex, *, n: int, counts: NDArray[np.bool_], scorer: Scorer
) -> Best | None:
    """Return the first `n` lines of the list of a pool, as `rank` gives them.

    Args:
        query: The opening.
        index: Of the pool.
        n: Lines wanted, at least 1.
        counts: Rows that count.
        scorer: Gives weights.

    Returns:
        None where fewer people than `n` fail no must-have: then everybody has to be scored.
    """
    return _Search(query, index, n=n, scorer=scorer).run(counts)


class _Search:
    """People who may be among the first, fewer with each step."""

    def __init__(self, query: Query, index: ClassIndex, *, n: int, scorer: Scorer) -> None:
        self._query = query
        self._index = index
        self._pool = index.pool.beside(query.sketch)
        self._n = n
        self._scorer = scorer
        self._criteria = criteria_of(query)
        self._shares = scorer.shares(self._criteria)
        self._rows: Rows = np.zeros(0, dtype=np.intp)
        self._judged: dict[int, Fulfilment] = {}

    def run(self, counts: NDArray[np.bool_]) -> Best | None:
        musts, wishes = self._units(is_must=True), self._units(is_must=False)
        self._start(counts, musts)
        for unit in musts:
            self._judge(unit)
            self._keep(~self._fails(unit))
        tiers = tiers_of(
            [self._criteria[i] for i in self._judged],
            list(self._judged.values()),
            n_candidates=len(self._rows),
        )
        if len(tiers) < self._n:
            return None
        n_meeting = int((tiers == 0).sum())
        if n_meeting >= self._n:
            self._keep(tiers == 0)
            tiers = tiers[tiers == 0]
        self._narrow(wishes, tiers, n_wanted=self._n - n_meeting if n_meeting < self._n else self._n)
        return self._ordered(self._scored(self._rows), self._rows)

    def _units(self, *, is_must: bool) -> list[tuple[int, ...]]:
        """Criteria that are judged together, being alternatives, those that cost least first."""
        groups: dict[object, list[int]] = {}
        for i, criterion in enumerate(self._criteria):
            alone = ("alone", i)
            groups.setdefault(alone if criterion.alternatives is None else criterion.alternatives, []).append(
                i
            )
        units = [
            tuple(members)
            for members in groups.values()
            if any(self._criteria[i].is_must for i in members) == is_must
        ]
        return sorted(units, key=self._cost)

    def _cost(self, unit: tuple[int, ...]) -> int:
        return max(COSTS.get(self._criteria[i].subject, DEAR) for i in unit)

    def _start(self, counts: NDArray[np.bool_], musts: Sequence[tuple[int, ...]]) -> None:
        """Begin with all who fail none of the must-haves that are told by their class."""
        remain = counts.copy()
        for unit in musts:
            if len(unit) == 1:
                judged = self._index.judged(self._criteria[unit[0]])
                if judged is not None:
                    remain &= ~_is_failed(judged.fulfilment)[judged.of_row]
        self._rows = np.flatnonzero(remain)

    def _judge(self, unit: tuple[int, ...]) -> None:
        view = PoolView(self._pool, self._rows)
        judged = [self._fulfilment(self._criteria[i], view) for i in unit]
        members = tuple(self._criteria[i] for i in unit)
        self._judged.update(zip(unit, with_alternatives(members, tuple(judged)), strict=True))

    def _fulfilment(self, criterion: Criterion, view: PoolView) -> Fulfilment:
        judged = self._index.judged(criterion)
        if judged is None:
            return criterion.fulfilment(pool=view.as_pool)
        return judged.fulfilment.take(judged.of_row[self._rows])

    def _fails(self, unit: tuple[int, ...]) -> NDArray[np.bool_]:
        failed = [_is_failed(self._judged[i]) for i in unit if self._criteria[i].is_must]
        fails: NDArray[np.bool_] = np.logical_or.reduce(failed)
        return fails

    def _keep(self, kept: NDArray[np.bool_]) -> None:
        if not kept.all():
            places = np.flatnonzero(kept)
            self._rows = self._rows[places]
            self._judged = {i: fulfilment.take(places) for i, fulfilment in self._judged.items()}

    def _narrow(self, wishes: Iterable[tuple[int, ...]], tiers: NDArray[np.int8], *, n_wanted: int) -> None:
        """Leave out who cannot be among the first `n_wanted` of the last tier on the page."""
        enough: float | None = None
        last = tiers.max(initial=0)
        for unit in wishes:
            if len(self._rows) <= max(FEW, self._n + PROBED):
                return
            self._judge(unit)
            if self._cost(unit) >= DEAR:
                attainable = self._attainable()
                if enough is None:
                    enough = self._enough(attainable, tiers == last, n_wanted)
                kept = (self._scorer.calibration(attainable) >= enough - SLACK) | (tiers < last)
                self._keep(kept)
                tiers = tiers[kept]

    def _attainable(self) -> NDArray[np.float64]:
        """The share of the score that each of the people left has, if all that is not judged yet is met."""
        total = np.full(
            len(self._rows), sum(s for i, s in enumerate(self._shares) if i not in self._judged), dtype=float
        )
        for i, fulfilment in self._judged.items():
            values = fulfilment.values
            no_data = self._scorer.no_data[self._criteria[i].feature]
            total += self._shares[i] * np.where(np.isnan(values), no_data, values)
        return total

    def _enough(self, attainable: NDArray[np.float64], is_last: NDArray[np.bool_], n_wanted: int) -> float:
        """The score of the last person on the page, or of someone behind, found by scoring the likeliest."""
        places = np.flatnonzero(is_last)
        n_probed = min(n_wanted + PROBED, len(places))
        likeliest = places[np.argpartition(-attainable[places], n_probed - 1)[:n_probed]]
        scores = self._scored(self._rows[likeliest]).scores
        return float(np.sort(scores)[-n_wanted])

    def _scored(self, rows: Rows) -> ScoredPool:
        return score_pool(self._query, PoolView(self._pool, rows).as_pool, scorer=self._scorer)

    def _ordered(self, scored: ScoredPool, rows: Rows) -> Best:
        order = np.lexsort((self._pool.tie_breakers[rows], -scored.scores, scored.tiers))[: self._n]
        return Best(rows[order], scored.scores[order], scored.tiers[order], n_scored=len(rows))


def _is_failed(fulfilment: Fulfilment) -> NDArray[np.bool_]:
    failed: NDArray[np.bool_] = (fulfilment.outcomes == NOT_MET) | (fulfilment.outcomes == NARROWLY)
    return failed
