from pathlib import Path
from typing import Any

import pytest

from matching.errors import UnknownConcept
from matching.taxonomy.concepts import ConceptKind, Seniority
from matching.taxonomy.loading import concept_of, read_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import EducationLevel


def test_a_folder_of_data_files_is_read(tmp_path: Path) -> None:
    (tmp_path / "occupations").mkdir()
    (tmp_path / "occupations" / "a.toml").write_text(
        '[adviser]\nfr = ["conseiller/ère"]\nclose = { seller = 0.7 }\nseniority = "lead"\nisco = "4222"\n',
        encoding="utf-8",
    )
    (tmp_path / "occupations" / "b.toml").write_text('[seller]\nfr = ["vendeur/se"]\n', encoding="utf-8")
    (tmp_path / "spellings.toml").write_text('vendeur = ["vandeur"]\n', encoding="utf-8")
    taxonomy = read_taxonomy(tmp_path)
    assert [concept.name for concept in taxonomy.concepts(ConceptKind.OCCUPATION)] == ["adviser", "seller"]
    assert taxonomy.concept("occupation/adviser").seniority is Seniority.LEAD
    assert taxonomy.similarity("occupation/seller", "occupation/adviser") == 0.7
    assert [match.concept for match in taxonomy.find("vandeuse")] == []
    assert [match.concept for match in taxonomy.find("vandeur")] == ["occupation/seller"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"fr": ["x"], "colour": "red"}, "unknown colour"),
        ({"fr": ["x"], "level": "bac+4"}, "bac\\+4"),
        ({"fr": ["x"], "seniority": "boss"}, "boss"),
        ({"fr": ["x"], "lat": 1.0}, "lon"),
    ],
)
def test_a_faulty_table_is_refused_by_name(table: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"diploma/wrong: .*{message}"):
        concept_of("wrong", table, kind=ConceptKind.DIPLOMA)


def test_a_broken_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "towns").mkdir()
    (tmp_path / "towns" / "broken.toml").write_text("[oujda\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.toml"):
        read_taxonomy(tmp_path)


def test_a_concept_is_named_in_the_language_asked_for(taxonomy: Taxonomy) -> None:
    adviser = taxonomy.concept("occupation/customer-adviser")
    assert adviser.label("ar") == "مستشار زبناء"
    assert adviser.label("de") == adviser.label("fr")
    assert "téléconseillère" in adviser.labels("fr")
    assert taxonomy.concept("town/oujda").label("en") == "Oujda"


def test_an_unknown_concept_is_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(UnknownConcept):
        taxonomy.concept("occupation/astronaut")


def test_diplomas_have_levels(taxonomy: Taxonomy) -> None:
    levels = {name: taxonomy.concept(f"diploma/{name}").level for name in ("bac", "dts", "licence", "master")}
    assert levels == {
        "bac": EducationLevel.BAC,
        "dts": EducationLevel.BAC_2,
        "licence": EducationLevel.BAC_3,
        "master": EducationLevel.BAC_5,
    }
