"""The pieces of a line between its separators: title, employer, place."""

import re
from dataclasses import dataclass
from enum import StrEnum

from matching.types import Span


class Separator(StrEnum):
    """What stands before a piece of a line."""

    START = "start"
    DASH = "dash"
    SLASH = "slash"
    COMMA = "comma"
    COLON = "colon"
    SENTENCE = "sentence"
    GAP = "gap"
    AT = "at"
    AS = "as"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between two separators, in the cleaned text, without quotes and punctuation around them."""

    span: Span
    before: Separator


_SEPARATOR = re.compile(
    r"(?=[\s(\[«—|·•:;،,.!?])"  # what all of them begin with: nothing else is tried elsewhere
    r"(?:(?P<skipped>\([^()\n]*\)|\[[^\]\n]*\]|«[^»\n]*»)"
    r"|(?P<dash>\s+(?:[–—~]+|-+)\s+|\s*—\s*)"
    r"|(?P<slash>\s+/\s+)"
    r"|(?P<gap>\s*[\t\n|·•]+\s*|\s+(?:[=-]*>+|→+)\s+)"
    r"|(?P<colon>\s*:\s+|\s*:(?=[^\W\d_]))"
    r"|(?P<comma>\s*[;،]\s*|,\s+|,(?=[A-ZÀ-Ý]))"
    r"|(?P<sentence>(?<=[^\W\d_]{6})[.!?]\s+(?=[^\W\d_])|(?<=[^\W\d_]{3})[.!?]\s+(?=[^\W\d_a-zà-ÿ])"
    r"|(?<=\))[.!?]\s+|(?<=\d{4})[.!?]\s+)"
    r"|(?P<as>\s+(?i:comme\s|en\s+tant\s+qu(?:e\s|')|en\s+qualité\s+d(?:e\s|')|au\s+poste\s+d(?:e\s|')|as\s+an?\s|como\s|بصفتي\s)\s*(?=[^\W\d_]))"
    r"|(?P<at>\s+(?:@\s*|(?i:chez|at|au\s+sein\s+d(?:e\s+la|es|e|u)|لدى|عند)\s+|(?i:au\s+sein\s+de?\s?l?'))(?=\S)))"
)
_OPENING = "(«[\"'+@&"
_AROUND = frozenset(" =<#~_\t\n.,;:!–—-•*|/\"'«»“”()[]>،؛…")


def pieces_of(text: str, span: Span) -> tuple[Piece, ...]:
    """The pieces that separators cut `span` of `text` into; brackets and quoted names are not cut."""
    pieces: list[Piece] = []
    start, before = span.start, Separator.START
    for match in _SEPARATOR.finditer(text, span.start, span.end):
        if match.lastgroup == "skipped":
            continue
        _add_piece(pieces, text, Span(start, match.start()), before)
        start, before = match.end(), Separator(match.lastgroup or "gap")
    _add_piece(pieces, text, Span(start, span.end), before)
    return tuple(pieces)


def _add_piece(pieces: list[Piece], text: str, span: Span, before: Separator) -> None:
    trimmed = trim(text, span)
    if trimmed.start < trimmed.end:
        pieces.append(Piece(trimmed, before if pieces else Separator.START))


def trim(text: str, span: Span) -> Span:
    """`span` without blanks, quotes and punctuation at its ends; a closing bracket stays with its opening."""
    start, end = span.start, span.end
    while start < end and not text[start].isalnum() and text[start] not in _OPENING:
        start += 1
    while start < end and text[end - 1] in _AROUND:
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return Span(start, end)
