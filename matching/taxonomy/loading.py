"""Reads the packaged data files into a taxonomy."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from matching.taxonomy.concepts import ANY_LANGUAGE, Concept, ConceptKind, Coordinates, Seniority
from matching.taxonomy.normalisation import fold
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId, EducationLevel, LanguageCode

_LABEL_KEYS = {
    "names": ANY_LANGUAGE,
    "fr": LanguageCode("fr"),
    "en": LanguageCode("en"),
    "es": LanguageCode("es"),
    "ar": LanguageCode("ar"),
    "darija": LanguageCode("ary"),
}
_KEYS = {
    *_LABEL_KEYS,
    *("exact", "context", "vague", "except", "unless", "shared"),
    *("broader", "cohesion", "close", "needs"),
    *("seniority", "isco", "rome", "esco", "level", "lat", "lon", "country"),
}
_LEVELS = {level.label: level for level in EducationLevel}


def load_taxonomy() -> Taxonomy:
    """Return the taxonomy of the packaged data files (`data/README.md` tells how they are written).

    Raises:
        ValueError: A file has an unknown key or value; the message names the concept.
    """
    return read_taxonomy(files("matching.taxonomy").joinpath("data"))


def read_taxonomy(folder: Traversable) -> Taxonomy:
    """Return the taxonomy of the data files in `folder`, one sub-folder per kind."""
    concepts = [concept for kind in ConceptKind for concept in _concepts(folder, kind)]
    return Taxonomy(concepts, spellings=_spellings(folder))


def _concepts(folder: Traversable, kind: ConceptKind) -> Iterator[Concept]:
    kind_folder = folder.joinpath(f"{kind}s")
    if not kind_folder.is_dir():
        return
    for file in sorted(kind_folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            for name, table in _tables(file).items():
                yield concept_of(name, table, kind=kind)


def _tables(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name}: {error}") from error


def _spellings(folder: Traversable) -> dict[str, str]:
    file = folder.joinpath("spellings.toml")
    if not file.is_file():
        return {}
    return {
        fold(wrong): fold(right) for right, misspellings in _tables(file).items() for wrong in misspellings
    }


def concept_of(name: str, table: Mapping[str, Any], *, kind: ConceptKind) -> Concept:
    """Return the concept that one table of a data file describes.

    Raises:
        ValueError: The table has an unknown key or value.
    """
    if unknown := table.keys() - _KEYS:
        raise ValueError(f"{kind}/{name}: unknown {', '.join(sorted(unknown))}")
    try:
        return _concept(name, table, kind)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{kind}/{name}: {error}") from error


def _concept(name: str, table: Mapping[str, Any], kind: ConceptKind) -> Concept:
    return Concept(
        id=ConceptId(f"{kind}/{name}"),
        kind=kind,
        notations=_notations(table),
        exact=frozenset(table.get("exact", ())),
        context=frozenset(table.get("context", ())),
        vague=frozenset(table.get("vague", ())),
        excluded=frozenset(table.get("except", ())),
        unless=frozenset(table.get("unless", ())),
        shared=dict(table.get("shared", {})),
        broader=tuple(_qualified(other, kind) for other in table.get("broader", ())),
        cohesion=float(table.get("cohesion", 0.8)),
        close={_qualified(other, kind): float(fit) for other, fit in table.get("close", {}).items()},
        needs=tuple(ConceptId(skill) for skill in table.get("needs", ())),
        seniority=Seniority(table["seniority"]) if "seniority" in table else None,
        isco=table.get("isco"),
        rome=table.get("rome"),
        esco=table.get("esco"),
        level=_LEVELS[table["level"]] if "level" in table else None,
        place=Coordinates(float(table["lat"]), float(table["lon"])) if "lat" in table else None,
        country=table.get("country"),
    )


def _notations(table: Mapping[str, Any]) -> dict[LanguageCode, tuple[str, ...]]:
    """Labels per language; those only listed as exact, context or vague are names used everywhere."""
    notations = {code: tuple(table[key]) for key, code in _LABEL_KEYS.items() if key in table}
    written = {label for labels in notations.values() for label in labels}
    marked = [label for key in ("exact", "context", "vague") for label in table.get(key, ())]
    extra = tuple(label for label in marked if label not in written)
    if extra:
        notations[ANY_LANGUAGE] = notations.get(ANY_LANGUAGE, ()) + extra
    return notations


def _qualified(name: str, kind: ConceptKind) -> ConceptId:
    """Return a full id; data files may leave out the kind where it is the concept's own."""
    return ConceptId(name if "/" in name else f"{kind}/{name}")
