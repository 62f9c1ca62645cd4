"""Features of the opening as a whole, which answer to no single requirement."""

from typing import Protocol

from matching.assessment import Outcome
from matching.ranking.features.feature import Fulfilment, Reason
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Importance


class WholeFeature(Protocol):
    """One subject of the ranking that the advert does not state as a requirement."""

    name: str
    importance: Importance

    def applies(self, query: Query) -> bool:
        """Return whether the opening gives what the feature compares with."""

    def fulfilment(self, *, query: Query, pool: Pool) -> Fulfilment:
        """Return how near every candidate comes."""

    def reason(self, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome) -> Reason:
        """Return why, with the words of the CV of the candidate, whom `pool` holds alone."""
