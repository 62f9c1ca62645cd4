"""Work named by what is done (`relation client par téléphone`), and the trades whose months count for it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from matching.taxonomy.concepts import ANY_LANGUAGE, Concept, ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity named in a text. Offsets are those of the text searched."""

    name: str
    trades: tuple[ConceptId, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Activities:
    trades: dict[ConceptId, tuple[ConceptId, ...]]
    index: Taxonomy


def find_activities(text: str, *, taxonomy: Taxonomy) -> tuple[Activity, ...]:
    """The activities named in `text`, by place; trades that `taxonomy` does not hold are left out."""
    return tuple(_found(text, taxonomy))


def _found(text: str, taxonomy: Taxonomy) -> Iterator[Activity]:
    activities = _activities()
    for match in activities.index.find(text):
        trades = tuple(trade for trade in activities.trades[match.concept] if trade in taxonomy)
        if trades:
            yield Activity(match.concept.partition("/")[2], trades, match.span.start, match.span.end)


@cache
def _activities() -> _Activities:
    """The packaged activities; read once, since indexing their names takes some milliseconds."""
    file = files("matching.extraction.adverts").joinpath("data").joinpath("activities.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    concepts: list[Concept] = []
    trades: dict[ConceptId, tuple[ConceptId, ...]] = {}
    for name, table in tables.items():
        concept_id = ConceptId(f"activity/{name}")
        trades[concept_id] = tuple(ConceptId(f"occupation/{trade}") for trade in table["trades"])
        concepts.append(Concept(concept_id, ConceptKind.OCCUPATION, {ANY_LANGUAGE: tuple(table["names"])}))
    return _Activities(trades, Taxonomy(concepts))
