"""A text made readable: one form for each letter, plain spaces and bullets, lines in reading order."""

import re
from dataclasses import dataclass

from matching.text.traced import TracedText
from matching.types import Span


@dataclass(frozen=True, slots=True)
class CleanText:
    r"""A cleaned text and the way back to the text it was made from.

    Single spaces part words, a tab parts cells of a table or wide gaps, `\n` ends a line.
    Bullets are `•` at the start of a line.

    Attributes:
        original: The text as received; the spans of a profile point into it.
        text: The cleaned text, in which everything is looked for.
    """

    original: str
    traced: TracedText

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.traced.text

    def original_span(self, span: Span) -> Span:
        """Where `span` of the cleaned text stands in the text as received."""
        return self.traced.original_span(span)


_CARRIAGE_RETURNS = re.compile(r"\r\n?|[\x0b\x0c\u2028\u2029\x85]")
_WIDE_GAPS = re.compile(r"[^\S\n]*\t[^\S\n]*|[^\S\n]{3,}")
_SPACES = re.compile(r"[^\S\n\t]+")


def clean(text: str) -> CleanText:
    """The text cleaned, with its offset map."""
    traced = TracedText.of(text).replaced(_CARRIAGE_RETURNS, lambda _: "\n")
    traced = traced.replaced(_WIDE_GAPS, lambda _: "\t").replaced(_SPACES, lambda _: " ")
    return CleanText(original=text, traced=traced)
