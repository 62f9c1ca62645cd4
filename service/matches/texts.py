"""The same ranking for CVs that are sent along with the opening and not kept."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from matching.errors import UnreadableText
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening, advert_text
from service.candidates.profile_reader import ProfileReader
from service.errors import DocumentRejected, JobFailed, RejectionReason
from service.inference import Inference
from service.matches.matcher import Matcher
from service.matches.use_cases import Match
from service.openings.reading import OpeningDraft, OpeningReader
from service.tenancy import OrganisationId, TenantDatabase


@dataclass(frozen=True, slots=True)
class TextRanker:
    """The parts of a process that ranking texts takes."""

    matcher: Matcher
    openings: OpeningReader
    profiles: ProfileReader

    @property
    def inference(self) -> Inference:
        """The encoder."""
        return self.openings.inference

    async def of(self, database: TenantDatabase, organisation_id: OrganisationId) -> "TextRanker":
        """Return a ranker with the scorer that the organisation ranks by."""
        return replace(self, matcher=await self.matcher.of(database, organisation_id))


@dataclass(frozen=True, slots=True)
class TextRanking:
    """CVs in order, those that could not be read apart, and the scorer applied."""

    matches: tuple[Match, ...]
    unreadable: Mapping[str, RejectionReason]
    scorer: Scorer


async def rank_texts(
    draft: OpeningDraft,
    texts: Mapping[str, str],
    *,
    weights: Mapping[str, float],
    ranker: TextRanker,
    today: date,
) -> TextRanking:
    """Return all CVs ranked for the opening and explained; nothing is stored.

    Args:
        draft: The opening.
        texts: CVs by the sender's ids, which break ties.
        weights: Replace the scorer's own, by feature.
        ranker: Does the work.
        today: Reference day of durations.

    Raises:
        FeatureMismatch: a weight names no feature.
        InvalidRequest: something stated about the opening is unknown to the taxonomy.
    """
    matcher = ranker.matcher.with_weights(weights)
    opening = await _opening(draft, ranker.openings, today)
    outcomes = await asyncio.gather(*(_read(name, text, ranker, today) for name, text in texts.items()))
    candidates = {found.id: found for found in outcomes if isinstance(found, Candidate)}
    refused = {found[0]: found[1] for found in outcomes if not isinstance(found, Candidate)}
    return TextRanking(
        matches=await _ranked(opening, tuple(candidates.values()), matcher),
        unreadable=refused,
        scorer=matcher.scorer,
    )


async def _opening(draft: OpeningDraft, reader: OpeningReader, today: date) -> Opening:
    reading = await reader.read(draft, today=today)
    return Opening(
        id="",
        requirements=reading.requirements,
        text=advert_text(title=draft.title, text=draft.text),
        segments=reading.segments,
        vectors=reading.vectors,
    )


async def _read(
    name: str, text: str, ranker: TextRanker, today: date
) -> Candidate | tuple[str, RejectionReason]:
    """Return a CV ready to be scored, or why it cannot be; vectors are rounded as storage rounds them."""
    try:
        reading = await ranker.profiles.read(text, today=today)
    except UnreadableText:
        return name, RejectionReason.NO_TEXT
    except DocumentRejected as error:
        return name, error.reason
    except JobFailed:
        return name, RejectionReason.PROCESSING_FAILED
    vectors = await ranker.inference.encode_passages([segment.text for segment in reading.segments])
    rounded = vectors.astype(np.float16).astype(np.float32)
    return Candidate(id=name, profile=reading.profile, text=text, segments=reading.segments, vectors=rounded)


async def _ranked(opening: Opening, candidates: Sequence[Candidate], matcher: Matcher) -> tuple[Match, ...]:
    ranking = await matcher.rank_candidates(opening, candidates)
    by_id = {candidate.id: candidate for candidate in candidates}
    ordered = [by_id[line.candidate_id] for line in ranking]
    assessments = await matcher.assess(opening, ordered)
    return tuple(
        Match(line=line, candidate=candidate, assessment=assessment)
        for line, candidate, assessment in zip(ranking, ordered, assessments, strict=True)
    )
