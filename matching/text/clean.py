"""A text made readable: one form for each letter, plain spaces and bullets, lines in reading order."""

import re
import unicodedata
from dataclasses import dataclass

from matching.text import repair
from matching.text.collapsed import uncollapsed
from matching.text.layout import untangled
from matching.text.traced import TracedText
from matching.types import Span


@dataclass(frozen=True, slots=True)
class CleanText:
    r"""A cleaned text and the way back to the text it was made from.

    Single spaces part words, a tab parts cells of a table or wide gaps, `\n` ends a line.
    Bullets of every kind are `•` at the start of a line. Digits are 0-9; Arabic has neither
    presentation forms, nor tatweel, nor short vowels.

    Attributes:
        original: The text as received; the spans of a profile point into it.
        traced: The cleaned text with its offset map.
    """

    original: str
    traced: TracedText

    @property
    def text(self) -> str:
        """The cleaned text, in which everything is looked for."""
        return self.traced.text

    def original_span(self, span: Span) -> Span:
        """Where `span` of the cleaned text stands in the text as received."""
        return self.traced.original_span(span)


def clean(text: str) -> CleanText:
    """The text cleaned, with its offset map. Any text is accepted, the empty one too."""
    traced = TracedText.of(text).replaced(_LINE_BREAKS, lambda _: "\n")
    traced = uncollapsed(untangled(traced))
    traced = repair.encoding(traced)
    traced = traced.replaced(_CHANGED_CHARACTERS, _changed)
    traced = repair.words(traced)
    traced = traced.replaced(_BULLETS, _bulleted)
    traced = traced.replaced(_GAPS, _gap)
    return CleanText(original=text, traced=traced)


_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_ARABIC_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DIGITS = "\u0660-\u0669\u06f0-\u06f9"
_DASHES = "\u2010-\u2012\u2212\ufe63"
_COMPATIBLE = "\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc\uff01-\uff5e\U0001d400-\U0001d7ff\u2460-\u2473"
_CHANGED_CHARACTERS = re.compile(
    f"[{_INVISIBLE}{_ARABIC_MARKS}{_BLANKS}{_DIGITS}{_DASHES}{_COMPATIBLE}\u2018\u2019\u201a\u02bc]"
    "|[^\\W\\d_][\u0300-\u036f]+"
)
_DROPPED = re.compile(f"[{_INVISIBLE}{_ARABIC_MARKS}]")
_OTHERS = (
    (re.compile(f"[{_BLANKS}]"), " "),
    (re.compile(f"[{_DASHES}]"), "-"),
    (re.compile("[\u2018\u2019\u201a\u02bc]"), "'"),
)


def _changed(match: re.Match[str]) -> str:
    words = match.group()
    if len(words) > 1:
        return unicodedata.normalize("NFC", words)
    if _DROPPED.match(words):
        return ""
    if words.isdecimal():
        return str(unicodedata.digit(words))
    plain = next((plain for pattern, plain in _OTHERS if pattern.match(words)), None)
    return plain or unicodedata.normalize("NFKC", words).strip() or " "


_SYMBOLS = "•●◦○■□▪▫◆◇❖❑❒►▶▸▹➢➤»›✓✔✗✦✱◉⚫⬤‣⁃∙·*¤§¨\u2023\u25aa-\u25ff\u2700-\u2793\u27a2-\u27bf\ue000-\uf8ff"
_PRIVATE = "\ue000-\uf8ff"
_BULLETS = re.compile(
    rf"(?m)^[^\S\n]*(?:[{_SYMBOLS}]{{1,2}}(?![*#>])[^\S\n]*(?=\S)|(?:[-–—>~.]|\+(?!\s*\d))[^\S\n]+(?=[^\s>\-–—])"
    rf"|o[^\S\n]{{1,4}}(?=[A-ZÀ-Ý0-9])|★[^\S\n]+(?=[^\W\d_]))|[{_PRIVATE}]"
)


def _bulleted(match: re.Match[str]) -> str:
    at_line_start = not match.start() or match.string[match.start() - 1] == "\n"
    return "• " if at_line_start else " "


_GAPS = re.compile(r"[^\S\n]*\t[^\S\n]*|[^\S\n]{2,}|[^\S\n ]|(?<=\n) | (?=\n|\Z)")


def _gap(match: re.Match[str]) -> str:
    """Nothing at either end of a line, a tab for a wide gap, else a space."""
    text = match.string
    starts_line = not match.start() or text[match.start() - 1] == "\n"
    ends_line = match.end() == len(text) or text[match.end()] == "\n"
    if starts_line or ends_line:
        return ""
    return "\t" if "\t" in match.group() or match.end() - match.start() >= 3 else " "
