"""The taxonomy on the command line: real files in, data files out that hold together."""

import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.loading import read_taxonomy
from service.errors import InvalidRequest
from service.taxonomy.commands import app

COLUMNS = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status"
ESCO = {
    "occupations_fr.csv": f"""\ufeff{COLUMNS}
Occupation,http://example.org/esco/occupation/aa-1,4222,opérateur de zorglub,téléconseiller,,released
Occupation,http://example.org/esco/occupation/aa-2,4222,téléconseillère,,,released
""",
    "skills_fr.csv": f"""{COLUMNS}
KnowledgeSkillCompetence,http://example.org/esco/skill/bb-1,,régler un zorglub,,,released
""",
    "occupationSkillRelations_fr.csv": """occupationUri,relationType,skillType,skillUri
http://example.org/esco/occupation/aa-1,essential,skill/competence,http://example.org/esco/skill/bb-1
""",
}
CODES = "code_rome;libelle_rome\nZ1001;Conduite de zorglub\nZ1002;Téléconseiller\n"
TITLES = "code_rome;libelle_appellation_long;libelle_appellation_court\nZ1001;Zorglubeur;Zorglubeur\n"


@pytest.fixture
def esco(tmp_path: Path) -> Path:
    file = tmp_path / "esco.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in ESCO.items():
            archive.writestr(f"ESCO dataset/{name}", text)
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_data_files_in_use_hold_together() -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "All holds together." in result.output


def test_a_fault_of_a_data_file_is_named_and_ends_with_an_exit_code(tmp_path: Path) -> None:
    file = tmp_path / "skills" / "mine.toml"
    file.parent.mkdir()
    file.write_text('[zorglub]\nnames = ["Zorglub"]\nbroader = ["nothing"]\n', encoding="utf-8")
    result = run("check", tmp_path)
    assert result.exit_code == 1
    assert "skill/zorglub: skill/nothing is not a known skill" in result.output


def test_esco_comes_in_without_the_labels_that_are_known(esco: Path, tmp_path: Path) -> None:
    into = tmp_path / "data"
    result = run("import", "esco", esco, "--into", into)
    assert result.exit_code == 0, result.output
    taxonomy = read_taxonomy(into)
    (occupation,) = taxonomy.concepts(ConceptKind.OCCUPATION)
    assert occupation.labels("fr") == ("opérateur de zorglub",)
    assert occupation.needs == ("skill/esco-bb-1",)
    assert "1 concepts were known" in result.output


def test_rome_comes_in_from_its_two_files(tmp_path: Path) -> None:
    codes, titles = tmp_path / "codes.csv", tmp_path / "titles.csv"
    codes.write_text(CODES, encoding="utf-8")
    titles.write_text(TITLES, encoding="utf-8")
    result = run("import", "rome", codes, titles, "--into", tmp_path)
    assert result.exit_code == 0, result.output
    (trade,) = read_taxonomy(tmp_path).concepts(ConceptKind.OCCUPATION)
    assert trade.rome == "Z1001"
    assert trade.labels("fr") == ("Conduite de zorglub", "Zorglubeur")


def test_a_file_that_is_no_esco_is_refused(tmp_path: Path) -> None:
    result = run("import", "esco", tmp_path, "--into", tmp_path)
    assert isinstance(result.exception, InvalidRequest)
