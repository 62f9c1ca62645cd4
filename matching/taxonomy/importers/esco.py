"""Reads the CSV download of ESCO, the European classification of occupations and skills.

Source of the format: the CSV files of the ESCO dataset, versions 1.1 and 1.2 (European Commission,
esco.ec.europa.eu), where a list of labels stands in one cell, one label to a line. ESCO may be reused
with the note "This service uses the ESCO classification of the European Commission".
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from matching.taxonomy.concepts import Concept, ConceptKind
from matching.types import ConceptId, LanguageCode

_KINDS = {"occupations": ConceptKind.OCCUPATION, "skills": ConceptKind.SKILL}
_LABEL_COLUMNS = ("preferredLabel", "altLabels", "hiddenLabels")
_BROADER_FILES = ("broaderRelationsOccPillar", "broaderRelationsSkillPillar")

_Row = Mapping[str, str]


def concepts_from_esco(files: Mapping[str, str]) -> tuple[Concept, ...]:
    """Return the occupations and skills of the given files, with all their languages and relations.

    Args:
        files: Contents by file name, as in the download: `occupations_fr.csv`, `skills_en.csv`,
            `broaderRelationsOccPillar_en.csv`, `occupationSkillRelations_en.csv` ... Any may be missing;
            other files are left aside. Relations are alike in every language: one is enough.

    Returns:
        Concepts `occupation/esco-...` and `skill/esco-...`, in the order of the files; `esco` is the URI.
    """
    rows, labels = _concept_rows(files)
    ids = {uri: _id(uri, kind) for uri, (kind, _) in rows.items()}
    broader = _relations(files, _BROADER_FILES, source="conceptUri", target="broaderUri", ids=ids)
    needs = _relations(
        files,
        ("occupationSkillRelations",),
        source="occupationUri",
        target="skillUri",
        ids=ids,
        only="essential",
    )
    return tuple(
        Concept(
            id=ids[uri],
            kind=kind,
            notations={language: tuple(dict.fromkeys(texts)) for language, texts in labels[uri].items()},
            broader=tuple(broader[uri]),
            needs=tuple(needs[uri]),
            isco=row.get("iscoGroup") or None,
            esco=uri,
        )
        for uri, (kind, row) in rows.items()
    )


def _concept_rows(
    files: Mapping[str, str],
) -> tuple[dict[str, tuple[ConceptKind, _Row]], dict[str, defaultdict[LanguageCode, list[str]]]]:
    rows: dict[str, tuple[ConceptKind, _Row]] = {}
    labels: dict[str, defaultdict[LanguageCode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, text in files.items():
        stem, _, language = name.removesuffix(".csv").partition("_")
        if kind := _KINDS.get(stem):
            for row in _rows(text):
                rows.setdefault(row["conceptUri"], (kind, row))
                labels[row["conceptUri"]][LanguageCode(language)] += _labels(row)
    return rows, labels


def _rows(text: str) -> Iterator[_Row]:
    return iter(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def _labels(row: _Row) -> list[str]:
    cells = (row.get(column) or "" for column in _LABEL_COLUMNS)
    return [label.strip() for cell in cells for label in cell.splitlines() if label.strip()]


def _id(uri: str, kind: ConceptKind) -> ConceptId:
    return ConceptId(f"{kind}/esco-{uri.rpartition('/')[2].lower()}")


def _relations(
    files: Mapping[str, str],
    names: Iterable[str],
    *,
    source: str,
    target: str,
    ids: Mapping[str, ConceptId],
    only: str | None = None,
) -> defaultdict[str, list[ConceptId]]:
    """Return the targets known among `ids`, by source; `only` keeps relations of one type."""
    related: defaultdict[str, dict[ConceptId, None]] = defaultdict(dict)
    for name, text in files.items():
        if name.removesuffix(".csv").partition("_")[0] in names:
            for row in _rows(text):
                if row[target] in ids and only in {None, row.get("relationType")}:
                    related[row[source]][ids[row[target]]] = None
    return defaultdict(list, {uri: list(targets) for uri, targets in related.items()})
