import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.document import read_document
from matching.extraction.identity import find_identity
from matching.extraction.masking import find_masked
from matching.extraction.mentions import find_concepts
from matching.profile import Identity
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Span

TODAY = date(2026, 11, 1)
PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/identity.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def identity_in(text: str, taxonomy: Taxonomy) -> tuple[Identity, tuple[Span, ...]]:
    document = read_document(text)
    mentions = find_concepts(document, taxonomy=taxonomy)
    identity = find_identity(document, mentions=mentions)
    return identity, find_masked(document, identity=identity, mentions=mentions, today=TODAY)


def blanked(text: str, masked: tuple[Span, ...]) -> str:
    letters = list(text)
    for span in masked:
        letters[span.start : span.end] = "█" * (span.end - span.start)
    return "".join(letters)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:40])
def test_the_name_is_found(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    identity, _ = identity_in(pair["text"], taxonomy)
    assert (identity.name.value if identity.name else None) == pair.get("name")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:40])
def test_what_is_personal_is_masked_and_what_is_about_work_is_not(
    pair: dict[str, Any], taxonomy: Taxonomy
) -> None:
    _, masked = identity_in(pair["text"], taxonomy)
    left = blanked(pair["text"], masked)
    assert [words for words in pair["masked"] if words in left] == []
    assert [words for words in pair["kept"] if words not in left] == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:40])
def test_masked_spans_are_in_order_and_apart(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    _, masked = identity_in(pair["text"], taxonomy)
    assert all(span.end < following.start for span, following in pairwise(masked))
