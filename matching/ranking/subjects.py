"""The two sides of a match, ready to be scored."""

from dataclasses import dataclass

from matching.encoding.encoder import Vectors
from matching.profile import Profile
from matching.requirements import Requirements
from matching.types import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage that is encoded on its own: `text` is the passage with identity blanked."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate to be scored.

    Attributes:
        id: Any stable identifier; ties are broken by its hash.
        profile: As read from `text`.
        text: The CV as received; spans point into it.
        segments: Passages of the CV, in reading order.
        vectors: One row per segment, shape (n_segments, n_dimensions).
    """

    id: str
    profile: Profile
    text: str
    segments: tuple[Segment, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening to be filled.

    Attributes:
        id: Any stable identifier.
        requirements: As understood or corrected.
        text: `advert_text(title, text)`; spans of the requirements point into it.
        segments: Title first, then one passage per task.
        vectors: One row per segment, shape (n_segments, n_dimensions).
    """

    id: str
    requirements: Requirements
    text: str
    segments: tuple[Segment, ...]
    vectors: Vectors


def advert_text(*, title: str, text: str) -> str:
    """Return the one text that spans of an advert point into: the title, an empty line, the body."""
    return f"{title}\n\n{text}"
