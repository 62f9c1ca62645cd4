import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.extraction.document import read_document
from matching.extraction.education import find_diplomas
from matching.extraction.mentions import find_concepts
from matching.profile import Diploma
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Origin

TODAY = date(2026, 11, 1)
PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/pairs/education.toml").read_text(encoding="utf-8"))[
    "pair"
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def diplomas_in(text: str, taxonomy: Taxonomy) -> tuple[Diploma, ...]:
    document = read_document(text)
    return find_diplomas(document, mentions=find_concepts(document, taxonomy=taxonomy), today=TODAY)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:50])
def test_the_highest_diploma_obtained_is_read(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    diplomas = diplomas_in(pair["text"], taxonomy)
    obtained = [diploma.level.value for diploma in diplomas if diploma.is_obtained]
    assert (max(obtained).label if obtained else "none") == pair["level"]


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if "diplomas" in pair], ids=lambda pair: pair["text"][:50]
)
def test_studies_are_listed_most_recent_first(pair: dict[str, Any], taxonomy: Taxonomy) -> None:
    diplomas = diplomas_in(pair["text"], taxonomy)
    assert [d.level.value.label + ("" if d.is_obtained else " -") for d in diplomas] == pair["diplomas"]


def test_a_diploma_has_its_field_its_school_and_its_year(taxonomy: Taxonomy) -> None:
    diploma = diplomas_in("FORMATION\n2019 - 2022 : Licence en Droit privé, FSJES Oujda", taxonomy)[0]
    assert diploma.field is not None
    assert diploma.field.value == "Droit privé"
    assert diploma.field_concept == "field/law"
    assert diploma.school is not None
    assert diploma.school.value == "FSJES Oujda"
    assert diploma.year == 2022


def test_what_unfinished_studies_presuppose_is_inferred(taxonomy: Taxonomy) -> None:
    diplomas = diplomas_in("FORMATION\nMaster informatique en cours", taxonomy)
    assert [(d.level.value.label, d.is_obtained, d.level.origin) for d in diplomas] == [
        ("bac+5", False, Origin.DECLARED),
        ("bac+3", True, Origin.INFERRED),
    ]


def test_a_text_without_studies_has_none(taxonomy: Taxonomy) -> None:
    assert diplomas_in("Serveur depuis 2019 au café Atlas, Oujda. Permis B.", taxonomy) == ()
