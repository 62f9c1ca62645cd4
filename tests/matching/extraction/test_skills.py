import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.document import read_document
from matching.extraction.experience import read_career
from matching.extraction.mentions import find_concepts
from matching.extraction.skills import find_skills, with_skills
from matching.profile import SkillClaim
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy

TODAY = date(2026, 11, 1)
PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/skills.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def skills_in(text: str, taxonomy: Taxonomy) -> dict[str, SkillClaim]:
    document = read_document(text)
    mentions = find_concepts(document, taxonomy=taxonomy)
    career = read_career(document, mentions=mentions, today=TODAY, taxonomy=taxonomy)
    claims = find_skills(document, mentions=mentions, experiences=career.experiences, today=TODAY)
    return {claim.skill.removeprefix("skill/"): claim for claim in claims}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_a_claim_is_worth_what_stands_behind_it(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    skills = skills_in(pair["text"], taxonomy)
    assert {name: skills[name].standing.value for name in pair["standing"]} == pair["standing"]
    assert not set(pair.get("absent", ())) & set(skills)


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if "months" in pair], ids=lambda pair: pair["text"][:50]
)
def test_months_and_last_use_are_those_of_the_jobs(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    skills = skills_in(pair["text"], taxonomy)
    assert {name: skills[name].months for name in pair["months"]} == pair["months"]
    wanted = pair.get("last_used", {})
    assert {name: skills[name].last_used for name in wanted} == wanted


def test_an_experience_has_the_skills_its_own_words_name(taxonomy: Taxonomy) -> None:
    text = (
        "EXPERIENCE\n01/2023 - 12/2024 : Développeur, Agence X, Oujda\nSites en Laravel\n"
        "01/2021 - 12/2022 : Développeur, Agence Y, Berkane\nSites en React\nCOMPETENCES\nDocker"
    )
    document = read_document(text)
    mentions = find_concepts(document, taxonomy=taxonomy)
    experiences = read_career(document, mentions=mentions, today=TODAY, taxonomy=taxonomy).experiences
    claims = find_skills(document, mentions=mentions, experiences=experiences, today=TODAY)
    later, earlier = with_skills(experiences, claims)
    assert "skill/laravel" in later.skills
    assert "skill/laravel" not in earlier.skills
    assert "skill/react" in earlier.skills
    assert "skill/docker" not in (*later.skills, *earlier.skills)
