"""Scoring off the event loop, for any number of candidates or openings."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.assessment import Assessment
from matching.ranking.best import best
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.ranker import RankedCandidate, Ranking, assess_all, rank
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening
from matching.taxonomy.taxonomy import Taxonomy
from service.matches.pools import CandidatePool
from service.matches.ranked_list import BestPart, FirstLines, RankedList, RankedPart
from service.scorers.use_cases import serving_scorer
from service.tenancy import OrganisationId, TenantDatabase


@dataclass(frozen=True, slots=True)
class Matcher:
    """One scorer with the taxonomy it asks; lists, pairs and the reverse direction all go through it."""

    taxonomy: Taxonomy
    scorer: Scorer

    async def of(self, database: TenantDatabase, organisation_id: OrganisationId) -> "Matcher":
        """Return a matcher with the scorer that the organisation ranks by; this one's is the declared one."""
        async with database.tenant(organisation_id) as connection:
            return Matcher(self.taxonomy, await serving_scorer(connection, declared=self.scorer))

    def with_weights(self, weights: Mapping[str, float]) -> "Matcher":
        """Return a matcher with some weights replaced.

        Raises:
            FeatureMismatch: a name is no feature.
        """
        return Matcher(self.taxonomy, self.scorer.with_weights(weights)) if weights else self

    @property
    def figures(self) -> str:
        """All figures of the scorer: matchers with the same ones give the same lists."""
        return repr(self.scorer)

    async def rank(self, opening: Opening, pool: CandidatePool) -> RankedList:
        """Return all candidates of an organisation, best first."""

        def ranked() -> RankedList:
            return RankedList.of(
                [
                    RankedPart(self._ranking(opening, pool.base), pool.base, pool.stands),
                    RankedPart.whole(self._ranking(opening, pool.recent), pool.recent),
                ]
            )

        return await asyncio.to_thread(ranked)

    async def first_lines(self, opening: Opening, pool: CandidatePool, *, n: int) -> FirstLines | None:
        """Return at least the first `n` lines of that list; None where that takes scoring everybody."""

        def found() -> FirstLines | None:
            query = Query.of(opening, taxonomy=self.taxonomy)
            first = best(query, pool.index, n=n, counts=pool.stands, scorer=self.scorer)
            if first is None:
                return None
            others = RankedPart.whole(self._ranking(opening, pool.recent), pool.recent)
            lines = RankedList.of_best(BestPart(first, pool.base), others).first(n)
            return FirstLines(lines, n_candidates=len(pool), n_scored=first.n_scored + len(pool.recent))

        return await asyncio.to_thread(found)

    async def rank_candidates(self, opening: Opening, candidates: Sequence[Candidate]) -> RankedList:
        """Return these candidates, best first."""

        def ranked() -> RankedList:
            pool = Pool.from_candidates(candidates, taxonomy=self.taxonomy)
            return RankedList.of([RankedPart.whole(self._ranking(opening, pool), pool)])

        return await asyncio.to_thread(ranked)

    async def assess(self, opening: Opening, candidates: Sequence[Candidate]) -> list[Assessment]:
        """Return the assessment of each candidate, in their order."""
        return await asyncio.to_thread(
            lambda: assess_all(opening, candidates, taxonomy=self.taxonomy, scorer=self.scorer)
        )

    async def lines(self, openings: Sequence[Opening], candidate: Candidate) -> list[RankedCandidate]:
        """Return the score and tier of one candidate for each opening, in their order."""

        def ranked() -> list[RankedCandidate]:
            pool = Pool.from_candidates([candidate], taxonomy=self.taxonomy)
            return [self._ranking(opening, pool).page(start=0, limit=1)[0] for opening in openings]

        return await asyncio.to_thread(ranked)

    def _ranking(self, opening: Opening, pool: Pool) -> Ranking:
        return rank(opening, pool, taxonomy=self.taxonomy, scorer=self.scorer)
