"""Who a candidate is; kept apart from the profile and never scored."""

from matching.extraction.contact import find_emails, find_links, find_phones
from matching.extraction.document import CvDocument
from matching.extraction.mentions import ConceptMentions
from matching.extraction.names import find_names
from matching.profile import Identity


def find_identity(document: CvDocument, *, mentions: ConceptMentions) -> Identity:
    """Name and contact details. A field the text does not state is None or empty."""
    emails, links = find_emails(document), find_links(document)
    names = find_names(document, mentions=mentions, handles=(*emails, *links))
    return Identity(
        name=names[0] if names else None,
        emails=emails,
        phones=find_phones(document),
        links=links,
    )
