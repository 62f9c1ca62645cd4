"""A CV as read: every extractor put to one document, and the profile kept apart from the identity."""

import re
from datetime import date

from matching.errors import UnreadableText
from matching.extraction.availability import find_availability
from matching.extraction.contact import find_emails, find_links, find_phones
from matching.extraction.document import CvDocument, read_document
from matching.extraction.education import find_diplomas
from matching.extraction.experience import Career, read_career
from matching.extraction.languages import find_languages
from matching.extraction.mentions import ConceptMentions, find_concepts
from matching.extraction.mobility import find_mobility
from matching.extraction.places import find_town
from matching.extraction.salary import find_salary
from matching.profile import CvReading, Identity, Profile
from matching.taxonomy.taxonomy import Taxonomy

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
    mentions = find_concepts(document, taxonomy=taxonomy)
    career = read_career(document, mentions=mentions, today=today, taxonomy=taxonomy)
    return CvReading(
        profile=_profile(document, career, mentions, today=today, taxonomy=taxonomy),
        identity=_identity(document),
    )


def _profile(
    document: CvDocument, career: Career, mentions: ConceptMentions, *, today: date, taxonomy: Taxonomy
) -> Profile:
    town = find_town(document, mentions=mentions, taxonomy=taxonomy)
    return Profile(
        language=document.language,
        reference_date=today,
        experiences=career.experiences,
        months_of_experience=career.months,
        diplomas=find_diplomas(document, mentions=mentions, today=today),
        languages=find_languages(document, mentions=mentions, today=today),
        town=town,
        mobility=find_mobility(document, mentions=mentions, taxonomy=taxonomy, town=town),
        availability=find_availability(document, today=today),
        salary_expectation_mad=find_salary(document),
        headline=career.headline,
        wanted_occupations=career.wanted_occupations,
    )


def _identity(document: CvDocument) -> Identity:
    return Identity(emails=find_emails(document), phones=find_phones(document), links=find_links(document))
