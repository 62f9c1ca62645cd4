"""People of a plan with their reasons: held against their opening again, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from matching.assessment import Assessment, Evidence
from matching.assignment.problem import Demand
from matching.assignment.seats import SITE_REQUIREMENT, Seats, must_haves
from matching.ranking.subjects import Candidate, Opening
from service.candidates.rankable import external_ids, rankable_candidates
from service.errors import NotFound
from service.matches.use_cases import Ranker
from service.openings.use_cases import OpeningRecord, opening, openings_to_match
from service.staffing.plans.planner import terms_of
from service.staffing.plans.rows import PersonRow
from service.staffing.sites.use_cases import SiteRecord
from service.tenancy import OrganisationId, TenantDatabase


@dataclass(frozen=True, slots=True)
class ExplainedPerson:
    """One person of a plan.

    Attributes:
        row: As planned.
        external_id: What its sender calls the candidate.
        opening: As it is now; None when it was deleted.
        candidate: As it is now; None when nothing of it can be ranked.
        assessment: One against the other, as they are now.
        terms: What the site itself asks for, apart from the score.
    """

    row: PersonRow
    external_id: str | None
    opening: OpeningRecord | None
    candidate: Candidate | None
    assessment: Assessment | None
    terms: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Explaining:
    """What explains the people of one site."""

    database: TenantDatabase
    organisation_id: OrganisationId
    site: SiteRecord
    ranker: Ranker

    async def explained(self, rows: Sequence[PersonRow]) -> list[ExplainedPerson]:
        """Return these people with their reasons, in their order."""
        ids = list({row.candidate_id for row in rows})
        async with self.database.tenant(self.organisation_id) as connection:
            found = await rankable_candidates(
                connection, encoder=self.ranker.encoder, candidate_ids=ids, with_text=True
            )
            names = await external_ids(connection, candidate_ids=ids)
        candidates = {candidate.id: candidate for candidate in found}
        people: dict[PersonRow, ExplainedPerson] = {}
        for opening_id, group in groupby(
            sorted(rows, key=lambda it: it.opening_id), lambda it: it.opening_id
        ):
            for person in await self._of_opening(opening_id, list(group), candidates):
                people[person.row] = replace(person, external_id=names.get(str(person.row.candidate_id)))
        return [people[row] for row in rows]

    async def _of_opening(
        self, opening_id: UUID, rows: Sequence[PersonRow], candidates: dict[str, Candidate]
    ) -> list[ExplainedPerson]:
        record = await self._opening(opening_id)
        if record is None:
            return [ExplainedPerson(row, None, None, None, None, ()) for row in rows]
        (subject,) = await openings_to_match(
            self.database, self.organisation_id, [record], reader=self.ranker.openings
        )
        known = [candidates[str(row.candidate_id)] for row in rows if str(row.candidate_id) in candidates]
        matcher = await self.ranker.matcher.of(self.database, self.organisation_id)
        own = await matcher.assess(subject, known)
        strict = await matcher.assess(self._must_haves(subject, opening_id), known)
        by_id = {c.id: (c, a, _terms(s)) for c, a, s in zip(known, own, strict, strict=True)}
        return [
            ExplainedPerson(row, None, record, *by_id.get(str(row.candidate_id), (None, None, ())))
            for row in rows
        ]

    async def _opening(self, opening_id: UUID) -> OpeningRecord | None:
        async with self.database.tenant(self.organisation_id) as connection:
            try:
                return await opening(connection, opening_id=opening_id)
            except NotFound:
                return None

    def _must_haves(self, subject: Opening, opening_id: UUID) -> Opening:
        row = next((row for row in self.site.seats if row.opening_id == opening_id), None)
        seats = Seats(
            subject,
            Demand(subject.id, headcount=1),
            shift=row.shift if row else None,
            starts_on=row.starts_on if row else None,
        )
        return must_haves(seats, terms=terms_of(self.site.facts))


def _terms(assessment: Assessment) -> tuple[Evidence, ...]:
    """What the site asks for; it decides who may be placed and brings no points."""
    return tuple(
        replace(evidence, contribution=0.0)
        for evidence in assessment.evidence
        if evidence.requirement_id.startswith(SITE_REQUIREMENT)
    )
