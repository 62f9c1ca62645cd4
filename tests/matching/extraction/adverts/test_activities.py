import tomllib
from importlib.resources import files

import pytest

from matching.extraction.adverts.activities import find_activities
from matching.taxonomy.taxonomy import Taxonomy

_FILE = files("matching.extraction.adverts").joinpath("data").joinpath("activities.toml")
_ACTIVITIES = tomllib.loads(_FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", _ACTIVITIES)
def test_an_activity_leads_to_trades_of_the_taxonomy_only(name: str, taxonomy: Taxonomy) -> None:
    assert all(f"occupation/{trade}" in taxonomy for trade in _ACTIVITIES[name]["trades"])


def test_the_longest_name_of_an_activity_stands(taxonomy: Taxonomy) -> None:
    named = find_activities("deux ans de relation client par téléphone", taxonomy=taxonomy)
    assert [activity.name for activity in named] == ["telephone-customer-service"]
