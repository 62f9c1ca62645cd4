"""Lines that a page was too narrow for, put together again as the sentences they were."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from matching.extraction.dates import DateMatch, NowMatch, find_marks
from matching.extraction.document import CvDocument, Line
from matching.text.sections import SectionKind
from matching.types import Span

_ITEM = re.compile(r"[,;|•/]")
_KEYWORD_LIST = 10  # items from which a sentence is a list of keywords
_SHARE_OF_LOWER_CASE = 0.4
_SENTENCE_END = re.compile(r"(?<![ .]\w)(?<!\bniv)[.;!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong to one sentence or item.

    Attributes:
        span: In the cleaned text, from the first line to the last.
        section: The part of the CV.
        words: The folded text of `span`, each line break inside replaced by a space, so that offset i of
            `words` is offset `span.start + i` of the cleaned text.
    """

    span: Span
    section: SectionKind
    words: str

    def span_of(self, match: re.Match[str], group: int | str = 0) -> Span:
        """Where a match within `words` stands in the cleaned text."""
        start, end = match.span(group)
        return Span(self.span.start + start, self.span.start + end)

    @property
    def is_keyword_list(self) -> bool:
        """Whether it lists many things rather than say something."""
        return len(_ITEM.findall(self.words)) >= _KEYWORD_LIST

    @property
    def has_period(self) -> bool:
        """Whether it gives a range of dates, as the heading of a job does."""
        marks = list(find_marks(self.words))
        return any(
            isinstance(mark, DateMatch) and isinstance(following, DateMatch | NowMatch)
            for mark, following in pairwise(marks)
        )

    def sentences(self) -> Iterator["Paragraph"]:
        """The paragraph cut at full stops and semicolons."""
        start = 0
        for end in [*(match.start() for match in _SENTENCE_END.finditer(self.words)), len(self.words)]:
            if self.words[start:end].strip():
                yield Paragraph(
                    Span(self.span.start + start, self.span.start + end), self.section, self.words[start:end]
                )
            start = min(end + 1, len(self.words))


def paragraphs(document: CvDocument) -> list[Paragraph]:
    """The paragraphs of a CV, in order."""
    if _writes_lines_in_lower_case(document):
        return [_paragraph(document, line, line) for line in document.lines]
    found: list[Paragraph] = []
    first: Line | None = None
    previous: Line | None = None
    for line in document.lines:
        if first is None or previous is None or not _goes_on(document.text, previous, line):
            if first is not None and previous is not None:
                found.append(_paragraph(document, first, previous))
            first = line
        previous = line
    if first is not None and previous is not None:
        found.append(_paragraph(document, first, previous))
    return found


def _writes_lines_in_lower_case(document: CvDocument) -> bool:
    """Whether lines begin in lower case anyway, so that it does not mean that they go on."""
    n_lower = sum(document.text[line.span.start].islower() for line in document.lines if not line.is_bulleted)
    return n_lower > _SHARE_OF_LOWER_CASE * len(document.lines)


def _goes_on(text: str, line: Line, following: Line) -> bool:
    """A line goes on in the next when that begins in lower case, without a bullet, in the same part."""
    return (
        text[following.span.start].islower()
        and not following.is_bulleted
        and not following.blank_lines_before
        and following.section is line.section
        and text[line.span.end - 1] not in ".;:!?"
    )


def _paragraph(document: CvDocument, first: Line, last: Line) -> Paragraph:
    span = Span(first.span.start, last.span.end)
    words = document.folded[span.start : span.end].replace("\n", " ")
    return Paragraph(span, first.section, words)
