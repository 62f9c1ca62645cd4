from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.ranking.columns import NOT_STATED, Ints
from matching.ranking.features.feature import Fulfilment, Reason
from matching.ranking.features.whole import WholeFeature
from matching.ranking.pool import VECTOR_SCALE, Pool, quantised
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Importance

UNRELATED = 0.15
"""Cosine of passages that have nothing to do with each other."""

ALIKE = 0.65
"""Cosine of passages that describe the same duty in other words."""

_COMPARED_AT_ONCE = 2048
"""Passages whose vectors fit into a processor's cache together."""


@dataclass(frozen=True, slots=True)
class TaskFit(WholeFeature):
    """Nearness in meaning of the duties in the advert to the passages of the CV.

    Every passage of the advert is compared with every passage about work (or with all, where a CV sets
    none apart) by the encoder; the nearest one counts, and the mean over the advert is taken (late
    interaction). Texts in two languages are no data. The advert's own sentences and lists of keywords
    in place of work count nothing. Identity is blanked before encoding.
    """

    name: str = "tasks"
    importance: Importance = Importance.NICE

    def applies(self, query: Query) -> bool:
        """Return whether the advert has encoded passages."""
        return len(query.opening.segments) > 0

    def fulfilment(self, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the mean nearness, stretched so that unrelated texts are 0 and paraphrases 1."""
        columns = pool.segments
        if not len(columns.vectors):
            unknown = np.ones(len(pool), dtype=bool)
            return Fulfilment.of(np.zeros(len(pool)), met=~unknown, unstated=unknown)
        comparable = pool.cv_language == pool.vocabulary.languages.get(
            query.opening.requirements.language, NOT_STATED
        )
        is_compared = columns.counts & comparable[columns.rows.owner]
        cosines = np.full((len(is_compared), len(query.opening.segments)), -1.0)
        cosines[is_compared] = _cosines(query, pool, columns.place[is_compared])
        nearest = [columns.rows.max(cosines[:, task], empty=np.nan) for task in range(cosines.shape[1])]
        mean = sum(nearest) / len(nearest)
        values = np.clip((mean - UNRELATED) / (ALIKE - UNRELATED), 0.0, 1.0)
        values = np.where(pool.is_copied, 0.0, values)
        return Fulfilment.of(
            values,
            met=values >= 0.5,
            narrowly=values >= 0.25,
            unstated=np.isnan(mean) | ~comparable,
        )

    def reason(self, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome) -> Reason:
        """Return the passage of the CV that is nearest to the duties."""
        if not candidate.segments:
            return Reason(f"tasks.{outcome}", {})
        nearest = int(np.argmax(_cosines(query, pool, pool.segments.place).mean(axis=1)))
        return Reason(f"tasks.{outcome}", {}, (candidate.segments[nearest].span,))


def _cosines(query: Query, pool: Pool, places: Ints) -> NDArray[np.float64]:
    """Cosines of some passages, shape (n_places, n_passages_of_the_advert), exact to the bit."""
    wanted = quantised(query.opening.vectors).T.astype(np.float32)
    products = np.empty((len(places), wanted.shape[1]), dtype=np.float32)
    for start in range(0, len(places), _COMPARED_AT_ONCE):
        chunk = slice(start, start + _COMPARED_AT_ONCE)
        np.matmul(pool.segments.vectors[places[chunk]].astype(np.float32), wanted, out=products[chunk])
    return products.astype(np.float64) / VECTOR_SCALE**2
