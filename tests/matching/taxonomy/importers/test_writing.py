from pathlib import Path

from matching.taxonomy.concepts import Concept, ConceptKind
from matching.taxonomy.importers.writing import as_toml
from matching.taxonomy.loading import read_taxonomy
from matching.types import ConceptId, LanguageCode

WRITTEN = Concept(
    id=ConceptId("occupation/esco-1"),
    kind=ConceptKind.OCCUPATION,
    notations={
        LanguageCode("fr"): ('agent "volant" [ligne]', "agent d'accueil"),
        LanguageCode("ar"): ("عون",),
        LanguageCode("mul"): ("Agent",),
        LanguageCode("de"): ("Agent auf Linie",),
    },
    broader=(ConceptId("occupation/esco-2"),),
    needs=(ConceptId("skill/esco-3"),),
    isco="4222",
    esco="http://example.org/esco/occupation/1",
)


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "occupations").mkdir()
    (tmp_path / "occupations" / "imported.toml").write_text(as_toml([WRITTEN]), encoding="utf-8")
    read = read_taxonomy(tmp_path).concept("occupation/esco-1")
    assert read.labels("fr") == ('agent "volant" ligne', "agent d'accueil")
    assert read.labels("ar") == ("عون",)
    assert read.labels("mul") == ("Agent",)
    assert read.labels("de") == ()
    assert (read.broader, read.needs, read.isco, read.esco) == (
        WRITTEN.broader,
        WRITTEN.needs,
        WRITTEN.isco,
        WRITTEN.esco,
    )
