"""Aligned texts of the domain: the same thing said in French, English, Spanish and Arabic."""

import csv
import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from io import StringIO

from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import LanguageCode

PIVOT = LanguageCode("en")
"""The language of the base model, which the others are drawn to."""

TAUGHT = tuple(LanguageCode(code) for code in ("fr", "es", "ar", "darija"))
"""The languages that the pack adds."""

LABEL_KINDS = (ConceptKind.OCCUPATION, ConceptKind.SKILL, ConceptKind.FIELD, ConceptKind.SECTOR)


@dataclass(frozen=True, slots=True)
class AlignedSet:
    """One meaning: the texts of each language, the first of the pivot being what the others are drawn to."""

    texts: Mapping[LanguageCode, tuple[str, ...]]

    @property
    def pivots(self) -> tuple[str, ...]:
        """The English texts."""
        return self.texts.get(PIVOT, ())

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every text of a taught language with the English text it means."""
        for language in TAUGHT:
            for text in self.texts.get(language, ()):
                yield text, self.pivots[0]

    def draw(self, chance: random.Random, *, n_texts: int) -> Iterator[tuple[str, str]]:
        """At most `n_texts` pairs per taught language, each with one of the English texts, by chance.

        A trade has a hundred names with its gendered forms, a sentence one: drawing keeps the names from
        drowning the sentences.
        """
        for language in TAUGHT:
            texts = self.texts.get(language, ())
            for text in chance.sample(texts, min(n_texts, len(texts))):
                yield text, chance.choice(self.pivots)


def read_parallel(folder: Traversable) -> tuple[AlignedSet, ...]:
    """Return the sets of every `*.tsv` of a folder, in the order of the names.

    The first line of a file names the languages of its columns; an empty cell is a text not written yet.
    """
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".tsv")), key=lambda file: file.name
    )
    return tuple(aligned for file in files for aligned in _sets(file.read_text(encoding="utf-8")))


def _sets(table: str) -> Iterator[AlignedSet]:
    for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        texts = {LanguageCode(code): (text.strip(),) for code, text in row.items() if text and text.strip()}
        if PIVOT in texts:
            yield AlignedSet(texts)


def taxonomy_sets(taxonomy: Taxonomy) -> tuple[AlignedSet, ...]:
    """Return one set per concept whose names differ between languages."""
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
