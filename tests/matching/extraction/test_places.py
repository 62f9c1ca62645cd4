import tomllib
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.document import read_document
from matching.extraction.mentions import find_concepts
from matching.extraction.mobility import find_mobility
from matching.extraction.places import find_town
from matching.profile import Mobility, Town
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Mention, Origin

PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/places.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def places_in(text: str, taxonomy: Taxonomy) -> tuple[Mention[Town] | None, Mobility]:
    document = read_document(text)
    mentions = find_concepts(document, taxonomy=taxonomy)
    town = find_town(document, mentions=mentions, taxonomy=taxonomy)
    return town, find_mobility(document, mentions=mentions, taxonomy=taxonomy, town=town)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_the_town_of_residence_is_told_from_all_other_towns(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    town, _ = places_in(pair["text"], taxonomy)
    assert (town.value.name if town else None) == pair.get("town")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_moves_and_refusals_are_read(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    _, mobility = places_in(pair["text"], taxonomy)
    assert [mention.value.name for mention in mobility.moves_to] == pair.get("moves_to", [])
    assert [mention.value.name for mention in mobility.only_in] == pair.get("only_in", [])
    assert (mobility.remote_only is not None) == pair.get("remote_only", False)
    assert (mobility.moves_anywhere is not None) == pair.get("anywhere", False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("Adresse : Oujda", 0, 0), ("Adresse : Berkane", 40, 60), ("Adresse : Casablanca", 500, 600)],
)
def test_a_town_has_its_distance_to_oujda(text: str, low: float, high: float, taxonomy: Taxonomy) -> None:
    town, _ = places_in(text + "\n06 00 00 16 01", taxonomy)
    assert town is not None
    assert town.value.distance_km is not None
    assert low <= town.value.distance_km <= high


def test_a_town_beside_its_label_is_declared_and_one_in_the_header_inferred(taxonomy: Taxonomy) -> None:
    labelled, _ = places_in("Adil N.\nAdresse : Oujda", taxonomy)
    placed, _ = places_in("Adil N., Oujda\n06 00 00 16 02", taxonomy)
    assert labelled is not None
    assert placed is not None
    assert (labelled.origin, placed.origin) == (Origin.DECLARED, Origin.INFERRED)
    assert labelled.confidence > placed.confidence
