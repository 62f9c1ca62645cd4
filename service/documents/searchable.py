"""The words of a text that full-text search may find: all but those that tell who the person is."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from matching.text.folding import fold
from matching.types import LanguageCode, Span
from service.documents.store import SearchableText

MAX_CHARACTERS: Final = 60_000
"""Longer texts are cut: a hostile text must not reach the limits of `tsvector`, and no CV is as long."""

_CONFIGURATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"fr": "french", "es": "spanish", "en": "english", "ar": "arabic"}
)
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640]")


def searchable_text(text: str, *, language: LanguageCode, masked: Iterable[Span]) -> SearchableText:
    """Return the words of `text` outside `masked`, to be indexed in their language and without accents."""
    characters = list(text[:MAX_CHARACTERS])
    for span in masked:
        characters[span.start : span.end] = " " * len(characters[span.start : span.end])
    words = "".join(characters)
    configuration = _CONFIGURATIONS.get(language, "simple")
    return SearchableText(words=words, configuration=configuration, folded=_MARKS.sub("", fold(words)))
