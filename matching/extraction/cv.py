"""A CV as read: every extractor put to one document, and the profile kept apart from the identity."""

import re
from datetime import date

from matching.errors import UnreadableText
from matching.extraction.availability import find_availability
from matching.extraction.document import CvDocument, read_document
from matching.extraction.education import find_diplomas
from matching.extraction.experience import Career, read_career
from matching.extraction.flags import find_flags
from matching.extraction.identity import find_identity
from matching.extraction.languages import find_languages
from matching.extraction.masking import find_masked
from matching.extraction.mentions import ConceptMentions, find_concepts
from matching.extraction.mobility import find_mobility
from matching.extraction.places import find_town
from matching.extraction.refused_trades import find_refused_trades
from matching.extraction.salary import find_salary
from matching.extraction.skills import find_skills, with_skills
from matching.profile import CvReading, Profile
from matching.taxonomy.taxonomy import Taxonomy
from matching.text.language import language_of
from matching.types import LanguageCode, Span

_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 5


def read_cv(text: str, *, today: date, taxonomy: Taxonomy) -> CvReading:
    """The profile and the identity that a CV in French, Arabic, Spanish, English or a mixture tells.

    Args:
        text: As extracted from a file or pasted, any layout; the spans of the reading point into it.
        today: The end of what goes on (`à ce jour`), and the day from which notice is reckoned.
        taxonomy: Names trades, skills, diplomas, languages and towns.

    Raises:
        UnreadableText: The text holds fewer than five words.
    """
    document = read_document(text)
    if len(_WORD.findall(document.text)) < _FEWEST_WORDS:
        raise UnreadableText
    concepts = find_concepts(document, taxonomy=taxonomy)
    identity = find_identity(document, mentions=concepts)
    masked = find_masked(document, identity=identity, mentions=concepts, today=today)
    mentions = concepts.outside(masked, document=document)
    career = read_career(document, mentions=mentions, masked=masked, today=today, taxonomy=taxonomy)
    profile = _profile(document, mentions, career, masked, today=today, taxonomy=taxonomy)
    return CvReading(profile=profile, identity=identity)


def _language(document: CvDocument, masked: tuple[Span, ...]) -> LanguageCode:
    """The language of what is not about the person: no name and no address decides it."""
    text = document.clean.original
    pieces, start = [], 0
    for span in masked:
        pieces.append(text[start : span.start])
        start = span.end
    return language_of(" ".join([*pieces, text[start:]]), default=document.language)


def _profile(
    document: CvDocument,
    mentions: ConceptMentions,
    career: Career,
    masked: tuple[Span, ...],
    *,
    today: date,
    taxonomy: Taxonomy,
) -> Profile:
    town = find_town(document, mentions=mentions, taxonomy=taxonomy)
    skills = find_skills(document, mentions=mentions, experiences=career.experiences, today=today)
    return Profile(
        language=_language(document, masked),
        reference_date=today,
        experiences=with_skills(career.experiences, skills),
        months_of_experience=career.months,
        diplomas=find_diplomas(document, mentions=mentions, today=today),
        languages=find_languages(document, mentions=mentions, today=today),
        skills=skills,
        town=town,
        mobility=find_mobility(document, mentions=mentions, taxonomy=taxonomy, town=town),
        availability=find_availability(document, today=today),
        salary_expectation_mad=find_salary(document),
        headline=career.headline,
        wanted_occupations=career.wanted_occupations,
        refused_occupations=find_refused_trades(document),
        flags=find_flags(document, mentions=mentions, skills=skills),
        masked=masked,
    )
