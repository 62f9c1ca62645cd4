import tomllib
from pathlib import Path

import pytest

from matching.extraction.adverts.blocks import Labels, statements_of
from matching.extraction.adverts.page import read_page
from matching.extraction.adverts.protected import find_protected

_FILE = Path(__file__).parents[3] / "data" / "pairs" / "advert_protected.toml"
_PAIRS = [
    (line, set() if criteria == "none" else set(criteria.split("+")))
    for criteria, lines in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    for line in lines
]


@pytest.mark.parametrize(("line", "criteria"), _PAIRS, ids=[line for line, _ in _PAIRS])
def test_a_line_names_exactly_these_protected_criteria(line: str, criteria: set[str]) -> None:
    page = read_page(f"Poste\n\nProfil\n- {line}", title_length=5)
    named = find_protected(page, statements_of(page, Labels(())))
    assert {item.criterion.value for item in named} == criteria
