"""The language of a line and of a document, among the four that CVs here are written in."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from matching.types import LanguageCode

ARABIC = LanguageCode("ar")
ENGLISH = LanguageCode("en")
FRENCH = LanguageCode("fr")
SPANISH = LanguageCode("es")

_ARABIC_LETTERS = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
_LATIN_LETTERS = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]")
_DARIJA = re.compile(
    r"\b(?:3andi|dyali|dyal|daba|khdemt|khedmt|kankhdem|bghit|kan9elleb|9raya|smiti|sakna?|loghat|7tta|chwiya"
    r"|kont|m3a|3am|machi|walakin|n9der|ma3ndich|kayn)\b"
)
_SAMPLE = 1500  # characters that tell the language of a text of any length
_CLEAR_DARIJA = 4  # words
_LONG_ENOUGH = 40  # letters below which a line says too little about its language


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["fr", "en", "es"])
    return identifier


def language_of(text: str, *, default: LanguageCode = FRENCH) -> LanguageCode:
    """The language most of `text` is written in: `ar`, `en`, `es` or `fr`.

    Arabic is told by its script, and by words of Darija in Latin letters; the others by their small words,
    and by a statistical model where these leave doubt, from 40 letters on.
    """
    if _is_arabic(text) or len(_DARIJA.findall(text.lower())) >= _CLEAR_DARIJA:
        return ARABIC
    sample = text[:_SAMPLE]
    if len(_LATIN_LETTERS.findall(sample)) < _LONG_ENOUGH:
        return default
    if plain := _plain_language(sample):
        return plain
    return LanguageCode(_identifier().classify(sample)[0])


def line_language(folded: str, *, document: LanguageCode) -> LanguageCode:
    """The language of one folded line: Arabic by its script, another than the document's by its small words.

    Two small words more than the document's language has are asked for: a line names schools and products.
    """
    if _is_arabic(folded):
        return ARABIC
    counts = _small_words(folded)
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= counts.get(document, 0) + _CLEAR_LEAD else document


def _small_words(folded: str) -> dict[LanguageCode, int]:
    counts = dict.fromkeys(_SMALL_WORDS, 0)
    for word in folded.split():
        language = _LANGUAGE_OF.get(word)
        if language is not None:
            counts[language] += 1
    return counts


def _plain_language(text: str) -> LanguageCode | None:
    """The language that has most of the small words by far; None where it is a close thing."""
    counts = _small_words(text.lower())
    first, second = sorted(counts.values(), reverse=True)[:2]
    if first < _MANY_SMALL_WORDS or first < _FAR_AHEAD * second:
        return None
    return max(counts, key=lambda language: counts[language])


def _is_arabic(text: str) -> bool:
    if not _ARABIC_LETTERS.search(text):
        return False
    return len(_ARABIC_LETTERS.findall(text)) > len(_LATIN_LETTERS.findall(text))


_CLEAR_LEAD = 2
_SMALL_WORDS = {
    FRENCH: frozenset(
        (
            "le",
            "les",
            "des",
            "du",
            "et",
            "est",
            "dans",
            "pour",
            "avec",
            "sur",
            "par",
            "une",
            "aux",
            "au",
            "je",
            "mon",
        )
    ),
    ENGLISH: frozenset(
        (
            "the",
            "and",
            "of",
            "for",
            "with",
            "to",
            "from",
            "in",
            "on",
            "at",
            "by",
            "my",
            "is",
            "an",
            "was",
            "or",
        )
    ),
    SPANISH: frozenset(
        (
            "el",
            "los",
            "las",
            "del",
            "y",
            "con",
            "para",
            "por",
            "una",
            "al",
            "mi",
            "un",
            "como",
            "sin",
            "o",
            "que",
        )
    ),
}
_LANGUAGE_OF = {word: language for language, words in _SMALL_WORDS.items() for word in words}
_MANY_SMALL_WORDS = 8
_FAR_AHEAD = 3
