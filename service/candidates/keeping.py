"""Candidates that come with their profile, so that nothing has to be read; many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from matching.encoding.encoder import EncoderDescription, Vectors
from matching.profile import Identity, Profile
from matching.ranking.subjects import Candidate, Segment
from service.candidates import store
from service.candidates.columns import ColumnReader
from service.documents.use_cases import keep_texts
from service.serialization import identity_to_json, profile_to_json, segments_to_json
from service.tenancy import TenantConnection


@dataclass(frozen=True, slots=True)
class ReadCandidate:
    """A candidate with all that reading the CV gives; `vectors` has one row per segment."""

    id: UUID
    external_id: str
    text: str
    profile: Profile
    identity: Identity
    segments: tuple[Segment, ...]
    vectors: Vectors

    @property
    def rankable(self) -> Candidate:
        """The candidate as the ranking takes it."""
        return Candidate(
            id=str(self.id),
            profile=self.profile,
            text=self.text,
            segments=self.segments,
            vectors=self.vectors,
        )


async def keep_candidates(
    connection: TenantConnection,
    candidates: Sequence[ReadCandidate],
    *,
    encoder: EncoderDescription,
    columns: ColumnReader,
    parser: str,
) -> int:
    """Return how many of these candidates were new; those that are there already stay as they are.

    Their columns are stored as well, so that no ranking has to wait until those are made of the profiles.
    Arrays are sent, one statement per table: `COPY` is refused where row-level security is in force.
    """
    ids = await store.add_read(
        connection,
        candidate_ids=[candidate.id for candidate in candidates],
        external_ids=[candidate.external_id for candidate in candidates],
    )
    new = [candidate for candidate in candidates if candidate.id in ids]
    if new:
        await _keep_facts(connection, new, parser=parser)
        await store.add_read_vectors(
            connection, encoder=encoder.key, vectors={candidate.id: candidate.vectors for candidate in new}
        )
        await columns.keep_new(connection, [candidate.rankable for candidate in new])
        await store.pool_changed(connection)
    return len(new)


async def _keep_facts(
    connection: TenantConnection, candidates: Sequence[ReadCandidate], *, parser: str
) -> None:
    ids = [candidate.id for candidate in candidates]
    await keep_texts(
        connection,
        candidate_ids=ids,
        texts=[candidate.text for candidate in candidates],
        profiles=[candidate.profile for candidate in candidates],
    )
    await store.add_read_identities(
        connection,
        candidate_ids=ids,
        identities=[identity_to_json(candidate.identity) for candidate in candidates],
    )
    await store.add_read_profiles(
        connection,
        candidate_ids=ids,
        profiles=[profile_to_json(candidate.profile) for candidate in candidates],
        segments=[segments_to_json(candidate.segments) for candidate in candidates],
        parser=parser,
    )
