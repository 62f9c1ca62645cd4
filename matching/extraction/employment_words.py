"""The words that tell job titles, employers, frames of work, studies and gaps, read from the data file."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from matching.profile import EngagementKind
from matching.text.folding import fold
from matching.text.wordlists import any_of


@dataclass(frozen=True, slots=True)
class EmploymentWords:
    """All words folded; patterns match whole words of a folded text."""

    title_words: frozenset[str]
    title_phrases: re.Pattern[str]
    employer_words: frozenset[str]
    employer_marks: frozenset[str]
    at_workplace: re.Pattern[str]
    workplaces_before_title: frozenset[str]
    frames: tuple[tuple[EngagementKind, re.Pattern[str]], ...]
    gaps: re.Pattern[str]
    studies: re.Pattern[str]
    title_label: re.Pattern[str]


@cache
def employment_words() -> EmploymentWords:
    """The words of the packaged data file."""
    source = files("matching.extraction") / "data" / "employment.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    titles = [word for words in data["titles"].values() for word in fold(words).split()]
    employers = data["employers"]["all"].split()
    return EmploymentWords(
        title_words=frozenset(form for word in titles for form in _inflected(word)),
        title_phrases=_whole_words(data["title_phrases"]["all"]),
        employer_words=frozenset(map(fold, employers)),
        employer_marks=frozenset(fold(data["employers"]["marks"]).split()),
        at_workplace=re.compile(
            rf"\s(?:a|au|aux|a\s+la|a\s+l'|al|en\s+el|en\s+la|en\s+un|en\s+una|in|dans)\s?(?:{_alternatives(employers)})(?![^\W_])"
        ),
        workplaces_before_title=frozenset(fold(data["employers"]["before_title"]).split()),
        frames=tuple((EngagementKind(name), _whole_words(words)) for name, words in data["frames"].items()),
        gaps=_whole_words(data["gaps"]["all"]),
        studies=_whole_words(word.replace("-", " ") for word in data["studies"]["all"].split()),
        title_label=_label(data["labels"]["title"]),
    )


def _whole_words(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_alternatives(phrases)})(?![^\W_])")


def _label(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{_alternatives(phrases)})\s*[:\t]\s*")


def _alternatives(phrases: Iterable[str]) -> str:
    return any_of(sorted({fold(phrase) for phrase in phrases}))


_ARABIC = re.compile(r"[\u0600-\u06ff]")
# Endings of the masculine and what the feminine has instead, in French and Spanish.
_ENDINGS = (
    ("teur", ("trice", "teuse")),
    ("eur", ("euse", "rice", "eure")),
    ("er", ("ere",)),
    ("ien", ("ienne",)),
    ("if", ("ive",)),
    ("al", ("ale",)),
    ("e", ("ee",)),
    ("ant", ("ante",)),
    ("ent", ("ente",)),
    ("or", ("ora",)),
    ("o", ("a",)),
    ("e", ("a",)),
    ("ef", ("effe",)),
    ("eron", ("eronne",)),
)


def _inflected(word: str) -> set[str]:
    """The word with its feminine and plural forms; some that no one uses are among them, to no harm."""
    if _ARABIC.search(word):
        stems = {word, word + "ه", word + "ين", word + "ات", word + "ا"}
        return stems | {"ال" + stem for stem in stems}
    feminine = {
        word.removesuffix(ending) + other
        for ending, others in _ENDINGS
        if word.endswith(ending)
        for other in others
    }
    singular = {word, *feminine}
    return singular | {form + "s" for form in singular} | {form + "es" for form in singular}
