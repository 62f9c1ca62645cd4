import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.document import read_document
from matching.extraction.experience import read_career
from matching.extraction.flags import find_flags
from matching.extraction.mentions import find_concepts
from matching.extraction.skills import find_skills
from matching.profile import Flag
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Mention

TODAY = date(2026, 11, 1)
PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/flags.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def flags_in(text: str, taxonomy: Taxonomy) -> tuple[Mention[Flag], ...]:
    document = read_document(text)
    mentions = find_concepts(document, taxonomy=taxonomy)
    experiences = read_career(document, mentions=mentions, today=TODAY, taxonomy=taxonomy).experiences
    skills = find_skills(document, mentions=mentions, experiences=experiences, today=TODAY)
    return find_flags(document, mentions=mentions, skills=skills)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_only_what_a_recruiter_should_look_at_is_flagged(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    assert [flag.value.value for flag in flags_in(pair["text"], taxonomy)] == pair["flags"]


def test_many_skills_without_a_job_that_uses_them_are_flagged(taxonomy: Taxonomy) -> None:
    skills = (
        "React, Angular, TypeScript, JavaScript, MongoDB, PostgreSQL, MySQL, Docker, Kubernetes, Jenkins\n"
        "AWS, Python, Power BI, Tableau, Spark, Hadoop, Ansible, Zabbix, Jira, PowerShell, ServiceNow, GLPI\n"
        "Cypress, Playwright, Jest, Redux, NestJS, GraphQL, Fortinet, Linux"
    )
    text = f"EXPERIENCE\n2021 - 2024 : Caissier, supérette Atlas, Oujda\nCOMPETENCES\n{skills}"
    assert [flag.value for flag in flags_in(text, taxonomy)] == [Flag.KEYWORD_STUFFING]
