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
_LONG_ENOUGH = 40  # letters below which a line says too little about its language


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["fr", "en", "es"])
    return identifier


def language_of(text: str, *, default: LanguageCode = FRENCH) -> LanguageCode:
    """The language most of `text` is written in: `ar`, `en`, `es` or `fr`.

    Arabic is told by its script; the others by a statistical model, from 40 letters on.
    """
    arabic = len(_ARABIC_LETTERS.findall(text))
    latin = len(_LATIN_LETTERS.findall(text))
    if arabic > latin:
        return ARABIC
    if latin < _LONG_ENOUGH:
        return default
    return LanguageCode(_identifier().classify(text)[0])
