import tomllib
from datetime import date
from pathlib import Path

import pytest

from matching.extraction.cv import read_cv
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy

_FILE = Path(__file__).parents[2] / "data" / "pairs" / "refused_trades.toml"
_TEXTS = tomllib.loads(_FILE.read_text(encoding="utf-8"))["text"]

CV = """\
Salma Bennis
Oujda

EXPÉRIENCE
Conseillère clientèle, Orient Appels, janvier 2023 - décembre 2024

DIVERS
{wish}
"""


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.mark.parametrize("pair", _TEXTS, ids=[pair["text"] for pair in _TEXTS])
def test_work_is_refused_where_people_say_so_in_words(pair: dict[str, str], taxonomy: Taxonomy) -> None:
    text = CV.format(wish=pair["text"])
    refused = read_cv(text, today=date(2026, 11, 1), taxonomy=taxonomy).profile.refused_occupations
    names = {mention.value.partition("/")[2] for mention in refused}
    assert (pair["refuses"] in names) if pair["refuses"] else not names
    assert all(mention.span and mention.span.text_in(text) in pair["text"] for mention in refused)
