"""A text that remembers, through every change, where each of its characters came from."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from matching.types import Span


@dataclass(frozen=True, slots=True)
class TracedText:
    """A changed text with, for each character, the range of the original it stands for.

    Attributes:
        text: The text as it reads now.
        starts: Offset in the original where character i begins. Shape (len(text),).
        ends: Offset in the original where character i ends, exclusive. Shape (len(text),).
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> "TracedText":
        """A text in which nothing has changed yet."""
        return cls(original, tuple(range(len(original))), tuple(range(1, len(original) + 1)))

    def original_span(self, span: Span) -> Span:
        """The range of the original that `span` of the changed text covers, from its first to last character.

        A span across pieces that were moved apart covers all that stands between them.
        """
        if span.start == span.end:
            anchor = self.starts[span.start] if span.start < len(self.starts) else max(self.ends, default=0)
            return Span(anchor, anchor)
        return Span(
            min(self.starts[span.start : span.end]),
            max(self.ends[span.start : span.end]),
        )

    def replaced(self, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> "TracedText":
        """The text with each match of `pattern` replaced.

        A replacement of the same length is taken to stand character for character; any other stands
        as a whole for the whole match.
        """
        editor = _Editor(self)
        for match in pattern.finditer(self.text):
            editor.replace(match.start(), match.end(), replacement(match))
        return editor.result()

    def rearranged(self, pieces: Iterable[Span | str]) -> "TracedText":
        """The text made of `pieces` in the order given: ranges of this text, and words put in between."""
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        anchor = 0
        for piece in pieces:
            if isinstance(piece, str):
                texts.append(piece)
                starts.extend([anchor] * len(piece))
                ends.extend([anchor] * len(piece))
            else:
                texts.append(self.text[piece.start : piece.end])
                starts.extend(self.starts[piece.start : piece.end])
                ends.extend(self.ends[piece.start : piece.end])
                anchor = ends[-1] if ends else 0
        return TracedText("".join(texts), tuple(starts), tuple(ends))


class _Editor:
    """Collects replacements from left to right; copies the text untouched when there are none."""

    def __init__(self, source: TracedText) -> None:
        self._source = source
        self._position = 0
        self._texts: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def replace(self, start: int, end: int, words: str) -> None:
        source = self._source
        if source.text[start:end] == words:
            return
        self._copy_until(start)
        self._texts.append(words)
        if len(words) == end - start:
            self._starts.extend(source.starts[start:end])
            self._ends.extend(source.ends[start:end])
        elif words and end > start:
            self._starts.extend([min(source.starts[start:end])] * len(words))
            self._ends.extend([max(source.ends[start:end])] * len(words))
        self._position = end

    def result(self) -> TracedText:
        if not self._position:
            return self._source
        self._copy_until(len(self._source.text))
        return TracedText("".join(self._texts), tuple(self._starts), tuple(self._ends))

    def _copy_until(self, end: int) -> None:
        source = self._source
        self._texts.append(source.text[self._position : end])
        self._starts.extend(source.starts[self._position : end])
        self._ends.extend(source.ends[self._position : end])
