import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.cv import read_cv
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


@pytest.mark.parametrize("name", ["Karim Benali", "Karim BERKANE", "Python Bennani"])
def test_the_name_changes_nothing_in_the_profile(name: str, taxonomy: Taxonomy) -> None:
    rest = (
        "\nDéveloppeur PHP, Oujda\n06 00 00 19 01\nEXPERIENCE\n2020 - 2024 : Développeur PHP, Agence X, Oujda"
    )
    usual = read_cv("Samir Alaoui" + rest, today=TODAY, taxonomy=taxonomy).profile
    profile = read_cv(name + rest, today=TODAY, taxonomy=taxonomy).profile
    assert profile.town is not None
    assert usual.town is not None
    assert profile.town.value == usual.town.value
    assert [skill.skill for skill in profile.skills] == [skill.skill for skill in usual.skills]
    assert profile.wanted_occupations[0].value == usual.wanted_occupations[0].value
