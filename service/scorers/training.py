"""Fits the weights of one organisation to what became of its people."""

import asyncio
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from matching.learning.comparisons import JudgedPeople
from matching.learning.learning import learn
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Opening
from service.candidates.rankable import rankable_candidates
from service.openings.reading import OpeningReader
from service.openings.use_cases import opening, openings_to_match
from service.outcomes.use_cases import Decisions, all_decisions
from service.scorers.use_cases import LearnedScorer, keep_learned
from service.tenancy import OrganisationId, TenantDatabase


@dataclass(frozen=True, slots=True)
class ScorerTrainer:
    """Learns beside one declared scorer. Run twice, it learns the same twice, and no harm is done."""

    database: TenantDatabase
    openings: OpeningReader
    declared: Scorer

    async def refit(self, organisation_id: OrganisationId) -> LearnedScorer | None:
        """Return what was learned and kept; None while there are too few outcomes."""
        async with self.database.tenant(organisation_id) as connection:
            decisions = await all_decisions(connection)
        judged = [
            await self._people(organisation_id, one) for one in decisions if one.invited and one.refused
        ]
        learned = await asyncio.to_thread(
            partial(learn, judged, taxonomy=self.openings.taxonomy, declared=self.declared)
        )
        if learned is None:
            return None
        async with self.database.tenant(organisation_id) as connection:
            return await keep_learned(connection, organisation_id, learned=learned, declared=self.declared)

    async def _people(self, organisation_id: OrganisationId, decisions: Decisions) -> JudgedPeople:
        subject = await self._opening(organisation_id, decisions.opening_id)
        async with self.database.tenant(organisation_id) as connection:
            candidates = await rankable_candidates(
                connection,
                encoder=self.openings.inference.description,
                candidate_ids=[*decisions.invited, *decisions.refused],
            )
        invited = set(decisions.invited)
        return JudgedPeople(
            opening=subject,
            candidates=tuple(candidates),
            was_invited=tuple(UUID(candidate.id) in invited for candidate in candidates),
        )

    async def _opening(self, organisation_id: OrganisationId, opening_id: UUID) -> Opening:
        async with self.database.tenant(organisation_id) as connection:
            record = await opening(connection, opening_id=opening_id)
        (subject,) = await openings_to_match(self.database, organisation_id, [record], reader=self.openings)
        return subject
