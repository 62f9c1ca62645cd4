from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.ranking.columns import NOT_STATED
from matching.ranking.features.feature import Fulfilment, Reason
from matching.ranking.features.whole import WholeFeature
from matching.ranking.pool import VECTOR_SCALE, Pool, quantised
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate

UNRELATED = 0.15
"""Cosine of passages that have nothing to do with each other."""

ALIKE = 0.65
"""Cosine of passages that describe the same duty in other words."""


@dataclass(frozen=True, slots=True)
class TaskFit(WholeFeature):
    """Nearness in meaning of the duties in the advert to the passages of the CV.

    Every passage of the advert is compared with every passage about work (or with all, where a CV sets
    none apart) by the encoder; the nearest one counts, and the mean over the advert is taken (late
    interaction). Texts in two languages are no data. The advert's own sentences and lists of keywords
    in place of work count nothing. Identity is blanked before encoding.
    """

    name: str = "tasks"

    def applies(self, query: Query) -> bool:
        """Return whether the advert has encoded passages."""
        return len(query.opening.segments) > 0

    def fulfilment(self, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the mean nearness, stretched so that unrelated texts are 0 and paraphrases 1."""
        columns = pool.segments
        if not len(columns.vectors):
            unknown = np.ones(len(pool), dtype=bool)
            return Fulfilment.of(np.zeros(len(pool)), met=~unknown, unstated=unknown)
        cosines = _cosines(query, pool)
        comparable = pool.cv_language == pool.vocabulary.languages.get(
            query.opening.requirements.language, NOT_STATED
        )
        cosines = np.where(columns.counts[:, np.newaxis], cosines, -1.0)
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
        nearest = int(np.argmax(_cosines(query, pool).mean(axis=1)))
        return Reason(f"tasks.{outcome}", {}, (candidate.segments[nearest].span,))


def _cosines(query: Query, pool: Pool) -> NDArray[np.float64]:
    """Cosines of shape (n_passages_of_all_candidates, n_passages_of_the_advert), exact to the bit."""
    products = pool.segments.vectors @ quantised(query.opening.vectors).T
    return products.astype(np.float64) / VECTOR_SCALE**2
