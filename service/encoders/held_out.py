"""Texts that an encoder is measured on, as plain files."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.encoding.encoder import Encoder
from matching.encoding.retrieval import Finding, HeldOut, reciprocal_ranks
from matching.types import LanguageCode
from service.errors import InvalidRequest

_LANGUAGES = tuple(LanguageCode(code) for code in ("fr", "en", "es", "ar"))


def read_held_out(folder: Path) -> list[HeldOut]:
    """Return the meanings of every `*.tsv` of a folder: columns `kind`, `fr`, `en`, `es` and `ar`.

    Raises:
        InvalidRequest: The folder holds none.
    """
    held_out = [
        HeldOut(row["kind"], {code: row[code] for code in _LANGUAGES if row.get(code)})
        for file in sorted(folder.glob("*.tsv"))
        for row in _rows(file)
        if row.get("kind")
    ]
    if not held_out:
        raise InvalidRequest(f"{folder}: no *.tsv with the columns kind, fr, en, es and ar.")
    return held_out


def texts_by_language(held_out: Sequence[HeldOut]) -> dict[LanguageCode, list[str]]:
    """Return all texts of each language."""
    return {code: [held.texts[code] for held in held_out if code in held.texts] for code in _LANGUAGES}


@dataclass(frozen=True, slots=True)
class NamedConcepts:
    """English names to look through, and names in other languages to look for.

    Attributes:
        corpus: Rows with `concept`, `kind`, `label_en`.
        queries: Rows with `concept`, `kind`, `domain`, `lang`, `label`.
    """

    corpus: list[dict[str, str]]
    queries: list[dict[str, str]]

    @classmethod
    def read(cls, folder: Path) -> "NamedConcepts | None":
        """Return the `corpus.tsv` and `queries.tsv` of a folder; None when it has none."""
        files = folder / "corpus.tsv", folder / "queries.tsv"
        return cls(_rows(files[0]), _rows(files[1])) if all(file.is_file() for file in files) else None

    def find(self, encoder: Encoder) -> list[Finding]:
        """Return, per language and kind, how well names of the domain find their concept among all."""
        questions = [row for row in self.queries if row["domain"] == "1"]
        asked = encoder.encode_passages([row["label"] for row in questions])
        known = encoder.encode_passages([row["label_en"] for row in self.corpus])
        names = np.array([row["concept"] for row in self.corpus])
        kinds = np.array([row["kind"] for row in self.corpus])
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, row in enumerate(questions):
            groups[row["kind"], row["lang"]].append(place)
        findings = []
        for (kind, language), places in sorted(groups.items()):
            among = kinds == kind
            is_right = np.array([names[among] == questions[place]["concept"] for place in places])
            ranks = reciprocal_ranks(asked[places], known[among], is_right=is_right)
            findings.append(Finding(f"{language} -> en", kind, float(ranks.mean()), len(places)))
        return findings


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
