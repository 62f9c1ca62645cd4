"""Aligned texts of the domain: the same thing said in French, English, Spanish and Arabic."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from io import StringIO

from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import LanguageCode

PIVOT = LanguageCode("en")
"""The language of the base model, which the others are drawn to."""

TAUGHT = tuple(LanguageCode(code) for code in ("fr", "es", "ar", "ary"))
"""The languages that the pack adds; `ary` is the Arabic of Morocco (ISO 639-3), in Latin letters too."""

LABEL_KINDS = (
    ConceptKind.OCCUPATION,
    ConceptKind.SKILL,
    ConceptKind.FIELD,
    ConceptKind.DIPLOMA,
    ConceptKind.SECTOR,
)


@dataclass(frozen=True, slots=True)
class AlignedSet:
    """One meaning: its texts in each language."""

    texts: Mapping[LanguageCode, tuple[str, ...]]

    @property
    def pivots(self) -> tuple[str, ...]:
        """The English texts; each text of another language is drawn to the nearest of them."""
        return self.texts.get(PIVOT, ())

    def taught(self) -> Iterator[tuple[LanguageCode, str]]:
        """Every text of a taught language, with the language."""
        for language in TAUGHT:
            for text in self.texts.get(language, ()):
                yield language, text


def read_parallel(folder: Traversable) -> tuple[AlignedSet, ...]:
    """Return the sets of every `*.tsv` of a folder, in the order of the names.

    The first line of a file names the languages of its columns; an empty cell is a text not written yet.
    Columns that name no language of the pack are left out.
    """
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".tsv")), key=lambda file: file.name
    )
    return tuple(aligned for file in files for aligned in _sets(file.read_text(encoding="utf-8")))


def _sets(table: str) -> Iterator[AlignedSet]:
    codes = (PIVOT, *TAUGHT)
    for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        texts = {code: (text.strip(),) for code in codes if (text := row.get(code)) and text.strip()}
        if PIVOT in texts:
            yield AlignedSet(texts)


def taxonomy_sets(taxonomy: Taxonomy) -> tuple[AlignedSet, ...]:
    """Return one set per concept, with all its names."""
    concepts = (concept for kind in LABEL_KINDS for concept in taxonomy.concepts(kind))
    codes = (PIVOT, *TAUGHT)
    sets = (AlignedSet({code: labels for code in codes if (labels := c.labels(code))}) for c in concepts)
    return tuple(aligned for aligned in sets if aligned.pivots)


def data_hash(sets: Iterable[AlignedSet]) -> str:
    """Return 12 hexadecimal digits that change with any text."""
    digest = hashlib.sha256()
    for aligned in sets:
        for language in sorted(aligned.texts):
            digest.update("\x1f".join((language, *aligned.texts[language])).encode() + b"\x1e")
    return digest.hexdigest()[:12]
