"""Two columns read across with one space between them, put one after the other as far as words tell."""

import re

from matching.text.headings import SectionKind, heading_kind
from matching.text.traced import TracedText
from matching.types import Span

# Words that end an entry of a side column: what follows them on the line stands in the main column.
_END_OF_ENTRY = re.compile(
    r"(?:[★☆●○■□✦]{3,}(?!\s+[^\W\d_]+ [★☆●○■□✦]{3})|\b[ABC][12]\b|[^\s@]{1,64}@\S{3,64}"
    r"|\+?\d[\d .-]{8,20}\d(?![\d .-]*\d)"
    r"|\b(?:[Cc]élibataire|[Mm]ariée?|[Ss]ingle|[Mm]arried|[Ss]olter[oa]|[Cc]asad[oa])|\b(?:19|20)\d\d(?=\s+[^\W\d_a-zà-ÿ])|\))\s+(?=[^\W_])"
)
_CONTACT_OR_RATING = re.compile(
    r"^(?:\S{1,64}@\S{3,64}|\+?\d[\d .-]{8,20}\d|[^\W\d_]+ [★☆●○■□✦]{3,})\s+[^\W\d_]"
)
_BEFORE_HEADING = re.compile(
    r"(?:^|\s)(?:de|d'|du|des|en|la|le|les|et|of|the|and|y|in|sans|mon|ma|mes|my|mi|to|a|à|hasta|until|&|:|-|–|—|•|,|\||[=-]*>|→)\s*$",
    re.IGNORECASE,
)
_SIDE_KINDS = frozenset(
    {
        SectionKind.HEADER,
        SectionKind.LANGUAGES,
        SectionKind.SKILLS,
        SectionKind.INTERESTS,
        SectionKind.EDUCATION,
        SectionKind.CERTIFICATES,
    }
)
_LEAST_DOUBLE_LINES = 3
_LONGEST_HEADING_WORDS = 3


def uncollapsed(traced: TracedText) -> TracedText:
    """The side column, then the main one, where lines hold a piece of each; other texts as they are.

    The sign of such a text is a heading at the end of a line that begins with other words. A line that does
    not tell where it is to be cut goes to the main column whole.
    """
    lines = _lines(traced.text)
    if not any(_CONTACT_OR_RATING.match(traced.text[line.start : line.end]) for line in lines):
        return traced
    cuts = [_cut(traced.text, line) for line in lines]
    n_double = sum(cut is not None for cut in cuts)
    has_late_heading = any(_late_heading(traced.text, line) is not None for line in lines)
    if n_double < _LEAST_DOUBLE_LINES or not has_late_heading:
        return traced
    side: list[Span] = []
    main: list[Span] = []
    for line, cut in zip(lines, cuts, strict=True):
        if cut is not None:
            side.append(Span(line.start, cut))
            main.append(Span(cut, line.end))
        else:
            _whole_line_column(traced.text, line, side, main).append(line)
    pieces: list[Span | str] = []
    for line in (*side, *main):
        pieces += [line, "\n"]
    return traced.rearranged(pieces)


def _lines(text: str) -> list[Span]:
    lines: list[Span] = []
    start = 0
    for words in text.split("\n"):
        lines.append(Span(start, start + len(words)))
        start += len(words) + 1
    return lines


def _cut(text: str, line: Span) -> int | None:
    """Where the side column ends on a line that holds a piece of both."""
    late = _late_heading(text, line)
    if late is not None:
        return late
    early = _early_heading(text, line)
    if early is not None:
        return early
    entry = _END_OF_ENTRY.search(text, line.start, line.end)
    return entry.end() if entry else None


def _late_heading(text: str, line: Span) -> int | None:
    words = list(re.finditer(r"\S+", text[line.start : line.end]))
    if len(words) < 2 or heading_kind(text[line.start : line.end]):
        return None
    for count in range(1, min(_LONGEST_HEADING_WORDS, len(words) - 1) + 1):
        start = line.start + words[-count].start()
        heading = text[start : line.end]
        if (
            heading[0].isupper()
            and heading_kind(heading)
            and not _BEFORE_HEADING.search(text[line.start : start])
        ):
            return start
    return None


def _early_heading(text: str, line: Span) -> int | None:
    """The end of a heading that a date follows: `Langues 09.2025 → ce jour`."""
    match = re.match(r"([^\W\d_]+)\s+(?=\d{1,2}[./]\d{4}|(?:19|20)\d\d)", text[line.start : line.end])
    return line.start + match.end() if match and heading_kind(match.group(1)) else None


def _whole_line_column(text: str, line: Span, side: list[Span], main: list[Span]) -> list[Span]:
    kind = heading_kind(text[line.start : line.end].strip(" :"))
    return side if kind in _SIDE_KINDS else main
