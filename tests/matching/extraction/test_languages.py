import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.document import read_document
from matching.extraction.languages import find_languages
from matching.extraction.mentions import find_concepts
from matching.profile import LanguageSkill
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Origin

TODAY = date(2026, 11, 1)
PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/languages.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def languages_in(text: str, taxonomy: Taxonomy) -> tuple[LanguageSkill, ...]:
    document = read_document(text)
    return find_languages(document, mentions=find_concepts(document, taxonomy=taxonomy), today=TODAY)


def level_in_words(skill: LanguageSkill) -> str:
    if skill.level is None:
        return "named"
    return skill.level.value.name + (" tested" if skill.level.origin is Origin.TESTED else "")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_levels_are_read_as_a_recruiter_reads_them(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    skills = languages_in(pair["text"], taxonomy)
    assert {skill.language: level_in_words(skill) for skill in skills} == pair["expected"]


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if "spoken" in pair], ids=lambda pair: pair["text"][:50]
)
def test_speaking_and_writing_are_told_apart(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    skills = languages_in(pair["text"], taxonomy)
    assert {skill.language: skill.spoken.name for skill in skills if skill.spoken} == pair["spoken"]
    assert {skill.language: skill.written.name for skill in skills if skill.written} == pair["written"]


@pytest.mark.parametrize(
    ("text", "stated", "words"),
    [
        ("Langues\nFrançais : Bilingue", "Bilingue", "Bilingue"),
        ("Langues\nFrançais  :  niveau B2+", "B2+", "niveau B2+"),
        ("Langues\nFrançais ★★★★☆", "4/5", "★★★★☆"),
        ("Langues\nAnglais : TOEIC 845/990 (2025)", "TOEIC 845/990", "TOEIC 845/990"),
    ],
)
def test_the_level_is_kept_as_stated_and_points_to_its_words(
    text: str, stated: str, words: str, taxonomy: Taxonomy
) -> None:
    (skill,) = languages_in(text, taxonomy)
    assert skill.stated == stated
    assert skill.level is not None
    assert skill.level.span is not None
    assert skill.level.span.text_in(text).strip(" :") == words


def test_a_code_is_surer_than_a_word_and_a_word_than_stars(taxonomy: Taxonomy) -> None:
    skills = languages_in("Langues\nFrançais : C1\nAnglais : courant\nEspagnol ★★★★☆", taxonomy)
    confidences = [skill.level.confidence for skill in skills if skill.level]
    assert confidences == sorted(confidences, reverse=True)
    assert len(set(confidences)) == 3
