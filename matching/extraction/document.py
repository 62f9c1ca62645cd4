"""A CV made ready for the extractors: cleaned, in lines and sections, with the way back to the original."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from matching.text.clean import CleanText, clean
from matching.text.folding import fold
from matching.text.language import language_of, line_language
from matching.text.sections import Section, SectionKind, split_sections
from matching.types import LanguageCode, Mention, Origin, Span

T = TypeVar("T")

_LINE = re.compile(r"[^\n]*\S")
_MARKS = re.compile("[\u0640\u064b-\u065f\u0670\u200b-\u200f]")
_BULLET = re.compile(r"\s*•\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. Spans are in the cleaned text.

    Attributes:
        text: The words of the line, without its bullet.
        span: Where `text` stands.
        language: The language of the line, or of the document where the line is too short to tell.
        section: The part of the CV it belongs to; of two parts on one line, the first.
        is_bulleted: Whether a bullet stood before it.
        blank_lines_before: How many blank lines part it from the line before.
    """

    text: str
    span: Span
    language: LanguageCode
    section: SectionKind
    is_bulleted: bool = False
    blank_lines_before: int = 0


@dataclass(frozen=True, slots=True)
class CvDocument:
    """A CV text as every extractor receives it.

    Extractors search `text` and give back `Mention`s made with `mention`, whose spans are in the original.

    Attributes:
        clean: The cleaned text with its offset map.
        language: The language most of the CV is written in.
        lines: The lines that are not blank, in reading order.
        sections: The parts in reading order, covering all of the cleaned text.
        folded: The cleaned text without case and accents, character for character (see `fold`).
    """

    clean: CleanText
    language: LanguageCode
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    folded: str

    @property
    def text(self) -> str:
        """The cleaned text; spans of lines and sections point into it."""
        return self.clean.text

    @property
    def original(self) -> str:
        """The text as received; spans of mentions point into it."""
        return self.clean.original

    def mention(
        self, value: T, span: Span, *, origin: Origin = Origin.DECLARED, confidence: float = 1.0
    ) -> Mention[T]:
        """`value` as stated by `span` of the cleaned text."""
        return Mention(value, self.clean.original_span(span), origin, confidence)

    def lines_of(self, *kinds: SectionKind) -> tuple[Line, ...]:
        """The lines of the parts of the kinds given, in reading order."""
        return tuple(line for line in self.lines if line.section in kinds)

    def section_at(self, offset: int) -> SectionKind:
        """The kind of the part in which character `offset` of the cleaned text stands."""
        for section in reversed(self.sections):
            if offset >= section.start:
                return section.kind
        return SectionKind.HEADER


def as_written(document: CvDocument, span: Span) -> str:
    """The words of `span` as they stand in the original, or as cleaned where they were broken.

    Short vowels, tatweel and curly quotes are kept; ligatures, lost letters and line breaks are not.
    """
    original = " ".join(document.clean.original_span(span).text_in(document.original).split())
    cleaned = " ".join(span.text_in(document.text).split())
    return original if fold(_MARKS.sub("", original)) == fold(cleaned) else cleaned


def read_document(text: str) -> CvDocument:
    """The CV text cleaned and cut into lines and sections."""
    cleaned = clean(text)
    folded = fold(cleaned.text)
    sections = tuple(split_sections(cleaned))
    language = language_of(cleaned.text)
    lines = tuple(_lines(cleaned.text, folded, sections, language))
    return CvDocument(cleaned, language, lines, sections, folded)


def _lines(text: str, folded: str, sections: tuple[Section, ...], language: LanguageCode) -> Iterator[Line]:
    current = 0
    previous_end = 0
    for match in _LINE.finditer(text):
        bullet = _BULLET.match(text, match.start(), match.end())
        start = bullet.end() if bullet else match.start() + len(match.group()) - len(match.group().lstrip())
        if start >= match.end():
            continue
        while current + 1 < len(sections) and sections[current + 1].start <= start:
            current += 1
        span = Span(start, match.end())
        yield Line(
            text=span.text_in(text),
            span=span,
            language=line_language(span.text_in(folded), document=language),
            section=sections[current].kind,
            is_bulleted=bullet is not None,
            blank_lines_before=max(0, text.count("\n", previous_end, match.start()) - 1),
        )
        previous_end = match.end()
