"""The parts of a CV by their headings."""

from dataclasses import dataclass
from enum import StrEnum

from matching.text.clean import CleanText
from matching.types import Span


class SectionKind(StrEnum):
    """What a part of a CV is about."""

    HEADER = "header"
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    LANGUAGES = "languages"
    SKILLS = "skills"
    CERTIFICATES = "certificates"
    INTERESTS = "interests"
    AVAILABILITY = "availability"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a CV. Spans are in the cleaned text.

    Attributes:
        kind: What it is about.
        heading: The words of the heading; None where a part begins without one.
        body: All that follows the heading, up to the next part. `Langues : arabe, français` has its body
            on the line of its heading.
    """

    kind: SectionKind
    heading: Span | None
    body: Span


def split_sections(clean: CleanText) -> list[Section]:
    """The parts of the text, in order, covering all of it."""
    return [Section(SectionKind.HEADER, None, Span(0, len(clean.text)))]
