"""Ranked lists for an opening, single pairs, and openings for a candidate: one scorer, the same bits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from matching.assessment import Assessment
from matching.encoding.encoder import EncoderDescription
from matching.ranking.ranker import RankedCandidate
from matching.ranking.scorer import Scorer
from matching.ranking.scores import TIERS
from matching.ranking.subjects import Candidate, Opening
from service.candidates.rankable import external_ids, rankable_candidate, rankable_candidates
from service.matches.listing import KeptLists, Listing, ListRequest
from service.matches.matcher import Matcher
from service.matches.pools import CandidatePool, PoolCache
from service.matches.ranked_list import ListPosition
from service.openings.reading import OpeningReader
from service.openings.use_cases import OpeningFilter, OpeningRecord, opening, openings, openings_to_match
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase

MAX_OPENINGS = 1000
"""Open openings that one candidate is held against, the newest first."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """The parts of a process that ranking takes; `matcher` scores as declared."""

    matcher: Matcher
    openings: OpeningReader
    pools: PoolCache
    lists: KeptLists = field(default_factory=KeptLists)

    @property
    def encoder(self) -> EncoderDescription:
        """Whose vectors are compared."""
        return self.openings.inference.description


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate and an opening held against each other.

    Attributes:
        line: Where in the list.
        external_id: What its sender calls the candidate.
    """

    line: RankedCandidate
    candidate: Candidate
    assessment: Assessment
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class MatchPage:
    """A part of the ranked list of an opening.

    Attributes:
        n_candidates: Lines of the whole list.
        n_shown: Lines left by the filter, on all pages together.
        n_scored: People who were scored by everything to know this page.
        next_after: Where the next page begins; None on the last.
        scorer: As applied.
    """

    record: OpeningRecord
    matches: tuple[Match, ...]
    n_candidates: int
    n_shown: int
    n_scored: int
    next_after: ListPosition | None
    scorer: Scorer


@dataclass(frozen=True, slots=True)
class PairMatch:
    """One candidate held against one opening, and the scorer applied."""

    record: OpeningRecord
    match: Match
    scorer: Scorer


@dataclass(frozen=True, slots=True)
class OpeningMatch:
    """An opening as one candidate may be told of it."""

    record: OpeningRecord
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """A part of the list of openings for one candidate, best first; `next_start` counts lines from 0."""

    candidate: Candidate
    matches: tuple[OpeningMatch, ...]
    n_openings: int
    next_start: int | None
    scorer: Scorer


async def rank_opening(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    opening_id: UUID,
    request: ListRequest,
    ranker: Ranker,
) -> MatchPage:
    """Return a page of the ranked list of an opening, each line explained.

    Raises:
        NotFound: the organisation has no such opening.
        FeatureMismatch: a weight names no feature.
    """
    own = await ranker.matcher.of(database, organisation_id)
    matcher = own.with_weights(request.weights)
    record, subject = await _opening_to_match(database, organisation_id, opening_id, ranker)
    pool = await ranker.pools.pool(database, organisation_id)
    listing = _listing(organisation_id, record, subject, pool=pool, matcher=matcher, ranker=ranker)
    found = await listing.page(request)
    page = found.lines[: request.limit]
    return MatchPage(
        record=record,
        matches=await _explained(
            database, organisation_id, page, subject=subject, matcher=matcher, ranker=ranker
        ),
        n_candidates=found.n_candidates,
        n_shown=found.n_shown,
        n_scored=found.n_scored,
        next_after=_position(page[-1]) if len(found.lines) > request.limit else None,
        scorer=matcher.scorer,
    )


def _listing(
    organisation_id: OrganisationId,
    record: OpeningRecord,
    subject: Opening,
    *,
    pool: CandidatePool,
    matcher: Matcher,
    ranker: Ranker,
) -> Listing:
    question = (organisation_id, record.id, record.revision, record.updated_at, matcher.figures)
    return Listing(question, subject, pool=pool, matcher=matcher, kept=ranker.lists)


async def assess_pair(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    opening_id: UUID,
    candidate_id: UUID,
    ranker: Ranker,
) -> PairMatch:
    """Return one candidate held against one opening, with its place in the list.

    Raises:
        NotFound: the organisation has no such opening, or no such candidate that has been read.
    """
    record, subject = await _opening_to_match(database, organisation_id, opening_id, ranker)
    async with database.tenant(organisation_id) as connection:
        candidate = await rankable_candidate(connection, candidate_id=candidate_id, encoder=ranker.encoder)
        external = await external_ids(connection, candidate_ids=[candidate_id])
    matcher = await ranker.matcher.of(database, organisation_id)
    (assessment,) = await matcher.assess(subject, [candidate])
    pool = await ranker.pools.pool(database, organisation_id)
    listing = _listing(organisation_id, record, subject, pool=pool, matcher=matcher, ranker=ranker)
    ranking = await listing.whole()
    line = RankedCandidate(
        candidate_id=candidate.id,
        rank=ranking.rank_of(candidate.id),
        score=assessment.score,
        tier=assessment.tier,
    )
    match = Match(line, candidate, assessment, external.get(candidate.id))
    return PairMatch(record, match, matcher.scorer)


async def openings_for_candidate(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    candidate_id: UUID,
    start: int,
    limit: int,
    ranker: Ranker,
) -> OpeningPage:
    """Return the open openings for a candidate, those it meets first, then by score.

    Raises:
        NotFound: the organisation has no such candidate that has been read.
    """
    async with database.tenant(organisation_id) as connection:
        candidate = await rankable_candidate(connection, candidate_id=candidate_id, encoder=ranker.encoder)
        records = await openings(
            connection, wanted=OpeningFilter(is_open=True), after=None, limit=MAX_OPENINGS
        )
    subjects = await openings_to_match(database, organisation_id, records, reader=ranker.openings)
    matcher = await ranker.matcher.of(database, organisation_id)
    lines = await matcher.lines(subjects, candidate)
    order = sorted(range(len(lines)), key=lambda i: (TIERS.index(lines[i].tier), -lines[i].score, i))
    page = order[start : start + limit]
    return OpeningPage(
        candidate=candidate,
        matches=tuple(
            [OpeningMatch(records[i], (await matcher.assess(subjects[i], [candidate]))[0]) for i in page]
        ),
        n_openings=len(lines),
        next_start=start + limit if start + limit < len(order) else None,
        scorer=matcher.scorer,
    )


async def _opening_to_match(
    database: TenantDatabase, organisation_id: OrganisationId, opening_id: UUID, ranker: Ranker
) -> tuple[OpeningRecord, Opening]:
    async with database.tenant(organisation_id) as connection:
        record = await opening(connection, opening_id=opening_id)
    (subject,) = await openings_to_match(database, organisation_id, [record], reader=ranker.openings)
    return record, subject


async def _explained(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    lines: Sequence[RankedCandidate],
    *,
    subject: Opening,
    matcher: Matcher,
    ranker: Ranker,
) -> tuple[Match, ...]:
    """Explain lines; one whose candidate was erased in the meantime is left out."""
    ids = [UUID(line.candidate_id) for line in lines]

    async def read(connection: TenantConnection) -> tuple[list[Candidate], dict[str, str]]:
        found = await rankable_candidates(
            connection, encoder=ranker.encoder, candidate_ids=ids, with_text=True
        )
        return found, await external_ids(connection, candidate_ids=ids)

    replicas = ranker.pools.replicas_of(database)
    since = await replicas.position(organisation_id)
    found, external = await replicas.read(organisation_id, read, since=since)
    candidates = {candidate.id: candidate for candidate in found}
    kept = [line for line in lines if line.candidate_id in candidates]
    assessments = await matcher.assess(subject, [candidates[line.candidate_id] for line in kept])
    return tuple(
        Match(line, candidates[line.candidate_id], assessment, external.get(line.candidate_id))
        for line, assessment in zip(kept, assessments, strict=True)
    )


def _position(line: RankedCandidate) -> ListPosition:
    return ListPosition(tier=line.tier, score=line.score, candidate_id=line.candidate_id)
