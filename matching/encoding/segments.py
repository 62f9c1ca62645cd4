"""A CV and an advert cut into the passages that are encoded one by one, without a word of identity."""

import re
from collections.abc import Iterable, Iterator

from matching.profile import Profile
from matching.ranking.subjects import Segment
from matching.requirements import Requirements
from matching.text.clean import CleanText, clean
from matching.text.genders import in_one_gender
from matching.text.sections import SectionKind, split_sections
from matching.types import Span

MAX_CHARACTERS = 1200
"""Longer passages are cut: encoders read some 250 word pieces, about 1,000 characters of Latin script."""

_TELLING = re.compile(r"\w")
"""What sets a word apart from the bullets and dashes that are left where identity was."""

_GROUPS = (
    (SectionKind.SUMMARY,),
    (SectionKind.EDUCATION, SectionKind.CERTIFICATES),
    (SectionKind.SKILLS,),
)


def cv_segments(text: str, profile: Profile) -> tuple[Segment, ...]:
    """Return the passages of a CV: how the person presents themselves, each experience, studies, skills.

    Words of identity (`profile.masked`) are left out, words for a person are put in one gender, and spaces
    are made single, so that CVs which differ in nothing but identity give equal passages. A CV in which no
    part is recognised is one passage.
    """
    page = _Page(clean(text), profile.masked)
    headline = (profile.headline.span,) if profile.headline and profile.headline.span else ()
    passages = [
        page.passage([page.block(span) for span in headline] + page.sections(_GROUPS[0])),
        *(page.passage([page.block(experience.span)]) for experience in profile.experiences),
        *(page.passage(page.sections(kinds)) for kinds in _GROUPS[1:]),
    ]
    found = tuple(passage for passage in passages if passage is not None)
    whole = page.passage([Span(0, len(page.clean.text))])
    return found or ((whole,) if whole else ())


def advert_segments(text: str, requirements: Requirements) -> tuple[Segment, ...]:
    """Return the passages of an advert: its title, then one per duty, or the whole body when none is told.

    `text` is `advert_text(title=..., text=...)`, in which the title comes first.
    """
    title = Span(0, min(len(requirements.title), len(text)))
    duties = requirements.tasks or (Span(title.end, len(text)),)
    passages = (Segment(span, _single_spaced(span.text_in(text))) for span in (title, *duties))
    return tuple(passage for passage in passages if passage.text)


class _Page:
    """A cleaned CV, with the characters of it that tell who the person is."""

    def __init__(self, cleaned: CleanText, masked: Iterable[Span]) -> None:
        self.clean = cleaned
        self._masked = bytearray(len(cleaned.original) + 1)
        for span in masked:
            self._masked[span.start : span.end] = b"\x01" * (span.end - span.start)
        self._sections = split_sections(cleaned)

    def sections(self, kinds: tuple[SectionKind, ...]) -> list[Span]:
        """The bodies, in the cleaned text, of the sections of these kinds."""
        return [section.body for section in self._sections if section.kind in kinds]

    def block(self, original: Span) -> Span:
        """The range of the cleaned text from the first to the last character of a span of the original."""
        traced = self.clean.traced
        inside = [
            position
            for position, (start, end) in enumerate(zip(traced.starts, traced.ends, strict=True))
            if original.start <= start and end <= original.end
        ]
        if not inside:
            return Span(0, 0)
        first = next((i for i in inside if traced.starts[i] == original.start), inside[0])
        last = next((i for i in reversed(inside) if traced.ends[i] == original.end), inside[-1])
        return Span(first, last + 1) if first <= last else Span(inside[0], inside[-1] + 1)

    def passage(self, blocks: list[Span]) -> Segment | None:
        """One passage of these blocks of the cleaned text; None when no word is left."""
        filled = [block for block in blocks if block.start < block.end]
        words = _single_spaced(" ".join("".join(self._visible(block)) for block in filled))
        if not words:
            return None
        originals = [self.clean.original_span(block) for block in filled]
        return Segment(Span(min(s.start for s in originals), max(s.end for s in originals)), words)

    def _visible(self, block: Span) -> Iterator[str]:
        traced = self.clean.traced
        for position in range(block.start, block.end):
            start, end = traced.starts[position], traced.ends[position]
            is_masked = any(self._masked[start : max(end, start + 1)])
            yield " " if is_masked else traced.text[position]


def _single_spaced(text: str) -> str:
    words = in_one_gender(" ".join(word for word in text.split() if _TELLING.search(word)))
    return words if len(words) <= MAX_CHARACTERS else words[:MAX_CHARACTERS].rsplit(" ", 1)[0]
