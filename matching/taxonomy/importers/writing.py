"""Writes concepts as a data file, so that what was imported can be read and corrected by hand."""

import json
import re
from collections.abc import Iterable, Iterator

from matching.taxonomy.concepts import ANY_LANGUAGE, Concept
from matching.types import LanguageCode

_KEYS = {ANY_LANGUAGE: "names", LanguageCode("ary"): "darija"}
_NOTATION_SIGNS = re.compile(r"[\[\]{}|]")


def as_toml(concepts: Iterable[Concept]) -> str:
    """Return the text of a data file with one table for each concept.

    Labels lose the signs of the short notation (`[`, `{`, `|`), which would be read as choices;
    languages that the data files do not have (all but fr, en, es, ar) are left out.
    """
    return "\n".join("\n".join(_table(concept)) + "\n" for concept in concepts)


def _table(concept: Concept) -> Iterator[str]:
    yield f"[{concept.name}]"
    for language, labels in concept.notations.items():
        if (key := _KEYS.get(language, language)) in {"names", "fr", "en", "es", "ar", "darija"}:
            yield f"{key} = {_list(plain_label(label) for label in labels)}"
    if concept.broader:
        yield f"broader = {_list(concept.broader)}"
    if concept.needs:
        yield f"needs = {_list(concept.needs)}"
    for key in ("isco", "rome", "esco"):
        if code := getattr(concept, key):
            yield f"{key} = {_string(code)}"


def plain_label(label: str) -> str:
    """Return a label without the signs of the short notation."""
    return " ".join(_NOTATION_SIGNS.sub(" ", label).split())


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_string, texts))}]"


def _string(text: str) -> str:
    """JSON's strings are TOML's basic strings."""
    return json.dumps(text, ensure_ascii=False)
