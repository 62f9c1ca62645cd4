"""An advert made searchable: cleaned and folded, with the way back to the words as received."""

import re
from dataclasses import dataclass

from matching.text.clean import CleanText, clean
from matching.text.folding import fold
from matching.types import Span

_SPACES_OR_SET = re.compile(r"\[(?:\\.|[^\]])*\]|\(\?<[!=][^()]*\)| \?| ")


@dataclass(frozen=True, slots=True)
class Page:
    """An advert in the form in which it is searched.

    Every offset inside the package of adverts is one of `text` and of `folded`, which are equally long;
    `span` leads back to the advert as received.

    Attributes:
        clean: The cleaned advert (title, empty line, body) with its offset map.
        folded: The cleaned text in lower case, without accents, with one form per Arabic letter.
        title_end: Where the title ends.
    """

    clean: CleanText
    folded: str
    title_end: int

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.clean.text

    def span(self, start: int, end: int) -> Span:
        """The words of the advert as received that `text[start:end]` stands for."""
        return self.clean.original_span(Span(start, end))


def read_page(advert: str, *, title_length: int) -> Page:
    """The advert cleaned and folded; `title_length` in characters of `advert`."""
    cleaned = clean(advert)
    starts = cleaned.traced.starts
    title_end = next((place for place, start in enumerate(starts) if start >= title_length), len(starts))
    return Page(cleaned, fold(cleaned.text), title_end)


def pattern(source: str) -> re.Pattern[str]:
    r"""A pattern for folded text, written with its accents and Arabic spelling.

    A space stands for one or more blanks, ` ?` for any number of them; line breaks and the blanks after
    them in the source are left out, so that alternatives can be written one under the other.
    """
    joined = re.sub(r"\n\s*", "", source)
    folded = "".join(letter if letter.isascii() else fold(letter) for letter in joined)
    return re.compile(_SPACES_OR_SET.sub(_spelled_out, folded))


def _spelled_out(match: re.Match[str]) -> str:
    words = match.group()
    if words.startswith("(?<"):  # what stands before has to be of one length
        return words.replace(" ", r"\s")
    return {" ?": r"[^\S\n]*", " ": r"[^\S\n]+"}.get(words, words)
