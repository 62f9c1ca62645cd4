from dataclasses import dataclass

import numpy as np

from matching.assessment import Outcome
from matching.ranking.columns import NOT_STATED
from matching.ranking.features.feature import Fulfilment, Reason
from matching.ranking.features.whole import WholeFeature
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Importance

SAME_WORK = 0.9
"""Similarity from which a refused trade is the trade of the opening."""


@dataclass(frozen=True, slots=True)
class Refusal(WholeFeature):
    """Whether the person says that they will not do the work of the opening.

    "I do not want to go back to the telephone", "no sales": such a wish is believed, like a refused shift,
    and puts the person after those who meet the must-haves. Silence is no refusal.
    """

    name: str = "refusal"
    importance: Importance = Importance.MUST

    def applies(self, query: Query) -> bool:
        """Return whether the trade of the opening is known."""
        return len(query.occupations) > 0

    def fulfilment(self, *, query: Query, pool: Pool) -> Fulfilment:
        """Return 0 where the trade of the opening is refused, else 1."""
        columns = pool.refused
        similarity = np.where(
            columns.concept == NOT_STATED, 0.0, query.occupation_similarity[columns.concept]
        )
        refuses = columns.rows.any(similarity >= SAME_WORK)
        return Fulfilment.of(np.where(refuses, 0.0, 1.0), met=~refuses)

    def reason(self, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome) -> Reason:
        """Return the words that refuse."""
        said = [
            mention
            for mention in candidate.profile.refused_occupations
            if any(query.taxonomy.similarity(mention.value, o) >= SAME_WORK for o in query.occupations)
        ]
        found = said[0].span.text_in(candidate.text) if said and said[0].span else ""
        spans = (said[0].span,) if said and said[0].span else ()
        return Reason(f"refusal.{outcome}", {"found": found}, spans)
