"""The parts of a CV by their headings: on lines of their own, or before a colon on the line of their text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.text.clean import CleanText
from matching.text.headings import (
    SectionKind,
    beginning_kind,
    heading_kind,
    may_stand_inside_job,
    misspelt_kind,
)
from matching.types import Span

__all__ = ["Section", "SectionKind", "split_sections"]


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

    @property
    def start(self) -> int:
        """Where the part begins, with its heading."""
        return (self.heading or self.body).start


@dataclass(frozen=True, slots=True)
class _Heading:
    kind: SectionKind
    words: Span
    body_start: int
    is_inline: bool


_LINE = re.compile(r"[^\n]*\S")
_NUMBER = r"(?:\d{1,2}\.\d{1,2}\.?\s+|(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})?|[A-Ha-h])\s*[.)/:-]\s*)?"
_DECORATION = r"[^\w\n+]*"
_ALONE = re.compile(rf"{_DECORATION}{_NUMBER}{_DECORATION}(?P<words>\w(?:[^\n]*\w)?)(?P<end>[^\w\n]*)$")
_INLINE = re.compile(
    rf"(?P<mark>[^\w\n+]*){_NUMBER}(?P<words>\w[^\n:–—.|\t?]{{1,45}}?)(?P<colon>\s*[:?]+\s*|\s+[–—|-]\s+|\.\s+|\t)"
    r"(?=\S)"
)
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_BULLET = "•"
_LONGEST_HEADING_LINE = 120  # characters, with decoration
# A line that ends so goes on in the next: `11/2023 à` / `aujourd'hui`.
_UNFINISHED = re.compile(
    r"(?:\s(?:à|a|au|to|until|hasta|jusqu'à|jusqu'au|إلى|حتى|de|du|des|et|and|y)|[–→/,-])$"
)
# Subjects that a job's description also announces (`Outils : Jira`, `Formation : 12 agents`).
_ALSO_INSIDE_JOBS = frozenset(
    {
        SectionKind.SKILLS,
        SectionKind.OTHER,
        SectionKind.SUMMARY,
        SectionKind.INTERESTS,
        SectionKind.AVAILABILITY,
    }
)
# Subjects whose heading may end in something else than a colon: no sentence begins with these words alone.
_PLAIN_SUBJECTS = frozenset({SectionKind.LANGUAGES, SectionKind.EDUCATION, SectionKind.SUMMARY})


def split_sections(clean: CleanText) -> list[Section]:
    """The parts of the text, in order, covering all of it. The header is what stands before any heading."""
    text = clean.text
    headings = list(_headings(text))
    sections: list[Section] = []
    first = headings[0].words.start if headings else len(text)
    if first or not headings:
        sections.append(Section(SectionKind.HEADER, None, Span(0, first)))
    for position, heading in enumerate(headings):
        end = headings[position + 1].words.start if position + 1 < len(headings) else len(text)
        sections.extend(_section(heading, end, text, sections[-1].kind if sections else SectionKind.HEADER))
    return sections


def _section(heading: _Heading, end: int, text: str, before: SectionKind) -> list[Section]:
    """The part of one heading; work that goes on after a line such as `Outils : Jira` is a part again."""
    whole = Section(heading.kind, heading.words, Span(heading.body_start, end))
    if not (heading.is_inline and before is SectionKind.EXPERIENCE and heading.kind in _ALSO_INSIDE_JOBS):
        return [whole]
    line_end = text.find("\n", heading.body_start, end)
    if line_end < 0 or not _YEARS.search(text, line_end, end):
        return [whole]
    return [
        Section(heading.kind, heading.words, Span(heading.body_start, line_end)),
        Section(SectionKind.EXPERIENCE, None, Span(line_end, end)),
    ]


def _headings(text: str) -> Iterator[_Heading]:
    current = SectionKind.HEADER
    previous_end = 0
    for line in _LINE.finditer(text):
        has_gap = text.count("\n", previous_end, line.start()) != 1
        goes_on = not has_gap and _UNFINISHED.search(text, max(0, previous_end - 12), previous_end)
        previous_end = line.end()
        if goes_on:
            continue
        heading = _alone(line, current, has_gap=has_gap) or _inline(line, current, has_gap=has_gap)
        if heading is not None:
            current = heading.kind
            yield heading


def _alone(line: re.Match[str], current: SectionKind, *, has_gap: bool) -> _Heading | None:
    match = _ALONE.match(line.group()) if len(line.group()) <= _LONGEST_HEADING_LINE else None
    if match is None:
        return None
    words = match["words"]
    kind = heading_kind(words) or heading_kind(_ASIDE.sub("", words + match["end"].rstrip(" :")))
    is_marked = words.isupper() or ":" in match["end"] or line.group()[0] in "*#=>[_~"
    if kind is None and is_marked and not any(map(str.isdigit, words)):
        kind = beginning_kind(words) or misspelt_kind(words)
    if kind is None or (match["end"].strip() == "." and not words.isupper()):
        return None
    if (
        current is SectionKind.EXPERIENCE
        and not has_gap
        and not words.isupper()
        and may_stand_inside_job(words)
    ):
        return None
    start = line.start() + match.start("words")
    return _Heading(kind, Span(start, start + len(words)), line.end(), is_inline=False)


def _inline(line: re.Match[str], current: SectionKind, *, has_gap: bool) -> _Heading | None:
    match = _INLINE.match(line.group()[:_LONGEST_HEADING_LINE])
    if match is None:
        return None
    kind = heading_kind(match["words"]) or heading_kind(_ASIDE.sub("", match["words"]))
    if kind is None or (":" not in match["colon"] and kind not in _PLAIN_SUBJECTS):
        return None
    is_inside = current is SectionKind.EXPERIENCE
    if is_inside and _BULLET in match["mark"] and kind is not SectionKind.LANGUAGES:
        return None
    if is_inside and kind in _ALSO_INSIDE_JOBS and not has_gap:
        return None
    if is_inside and kind is SectionKind.EXPERIENCE:  # `Stage : cabinet d'audit` is a job among others
        return None
    start = line.start() + match.start("words")
    return _Heading(
        kind, Span(start, start + len(match["words"])), line.start() + match.end("colon"), is_inline=True
    )
