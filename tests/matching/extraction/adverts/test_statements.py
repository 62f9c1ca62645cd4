import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.advert import read_advert
from matching.taxonomy.taxonomy import Taxonomy
from tests.matching.extraction.adverts.notation import described

TODAY = date(2026, 11, 1)
_FILE = Path(__file__).parents[3] / "data" / "pairs" / "advert_statements.toml"
_ADVERTS = tomllib.loads(_FILE.read_text(encoding="utf-8"))["advert"]


@pytest.mark.parametrize("advert", _ADVERTS, ids=[advert["why"] for advert in _ADVERTS])
def test_a_passage_asks_for_what_a_recruiter_reads_in_it(advert: dict[str, Any], taxonomy: Taxonomy) -> None:
    read = read_advert(
        title=advert.get("title", "Annonce"), text=advert["text"], today=TODAY, taxonomy=taxonomy
    )
    assert [line for line in described(read) if " occupation" not in line] == advert["asks"]
    assert [mention.value.value for mention in read.refused] == advert.get("refused", [])
    if "salary" in advert:
        assert read.salary_mad is not None
        assert list(read.salary_mad.value) == advert["salary"]
    assert (read.headcount.value if read.headcount else None) == advert.get("headcount")
    if "contract" in advert:
        assert read.contract is not None
        assert read.contract.value == advert["contract"]
