"""From texts to the two sides of a match."""

from datetime import date

from matching.encoding.encoder import Encoder
from matching.encoding.segments import advert_segments, cv_segments
from matching.extraction.advert import read_advert
from matching.profile import Profile
from matching.ranking.subjects import Candidate, Opening, advert_text
from matching.taxonomy.taxonomy import Taxonomy


def prepare_candidate(candidate_id: str, text: str, *, profile: Profile, encoder: Encoder) -> Candidate:
    """Return a CV, read as `profile`, encoded."""
    segments = cv_segments(text, profile)
    vectors = encoder.encode_passages([segment.text for segment in segments])
    return Candidate(id=candidate_id, profile=profile, text=text, segments=segments, vectors=vectors)


def prepare_opening(
    opening_id: str, *, title: str, text: str, today: date, taxonomy: Taxonomy, encoder: Encoder
) -> Opening:
    """Return an advert as read and encoded."""
    requirements = read_advert(title=title, text=text, today=today, taxonomy=taxonomy)
    whole = advert_text(title=title, text=text)
    segments = advert_segments(whole, requirements)
    vectors = encoder.encode_queries([segment.text for segment in segments])
    return Opening(id=opening_id, requirements=requirements, text=whole, segments=segments, vectors=vectors)
