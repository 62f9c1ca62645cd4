import tomllib
from pathlib import Path

import pytest

from matching.extraction.document import read_document
from matching.extraction.mentions import find_concepts
from matching.extraction.titles import STRONG, TitleFinder
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Span

PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/titles.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def title_in(text: str, taxonomy: Taxonomy) -> str:
    document = read_document(text)
    finder = TitleFinder(document, mentions=find_concepts(document, taxonomy=taxonomy))
    pieces = finder.pieces(Span(0, len(document.text)))
    best = max(range(len(pieces)), key=lambda number: finder.strength(pieces[number].span) - 0.15 * number)
    if finder.strength(pieces[best].span) < STRONG:
        return ""
    return finder.title_from(pieces[best:]).text_in(document.text)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"])
def test_the_title_is_told_from_employer_place_and_form(pair: dict[str, str], taxonomy: Taxonomy) -> None:
    assert title_in(pair["text"], taxonomy) == pair["title"]
