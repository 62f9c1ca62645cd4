from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.importers.esco import concepts_from_esco
from matching.taxonomy.taxonomy import Taxonomy

OCCUPATION_COLUMNS = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status"
FILES = {
    "occupations_en.csv": f"""{OCCUPATION_COLUMNS}
Occupation,http://example.org/esco/occupation/AA-1,4222,call desk adviser,"phone desk adviser
call desk clerk",,released
Occupation,http://example.org/esco/occupation/aa-2,4222,desk worker,,,released
""",
    "occupations_fr.csv": f"""\ufeff{OCCUPATION_COLUMNS}
Occupation,http://example.org/esco/occupation/AA-1,4222,conseiller de ligne,conseillère de ligne,,released
""",
    "skills_en.csv": """conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels
KnowledgeSkillCompetence,http://example.org/esco/skill/bb-1,skill/competence,transversal,answer lines,,
KnowledgeSkillCompetence,http://example.org/esco/skill/bb-2,knowledge,transversal,line law,,
""",
    "broaderRelationsOccPillar_en.csv": """conceptType,conceptUri,broaderType,broaderUri
Occupation,http://example.org/esco/occupation/AA-1,Occupation,http://example.org/esco/occupation/aa-2
Occupation,http://example.org/esco/occupation/aa-2,ISCOGroup,http://example.org/esco/isco/C4222
""",
    "occupationSkillRelations_en.csv": """occupationUri,relationType,skillType,skillUri
http://example.org/esco/occupation/AA-1,essential,skill/competence,http://example.org/esco/skill/bb-1
http://example.org/esco/occupation/AA-1,optional,knowledge,http://example.org/esco/skill/bb-2
""",
    "readme.txt": "not read",
}


def test_occupations_and_skills_come_with_their_labels_in_every_language() -> None:
    concepts = concepts_from_esco(FILES)
    assert [concept.id for concept in concepts] == [
        "occupation/esco-aa-1",
        "occupation/esco-aa-2",
        "skill/esco-bb-1",
        "skill/esco-bb-2",
    ]
    assert concepts[0].labels("en") == ("call desk adviser", "phone desk adviser", "call desk clerk")
    assert concepts[0].labels("fr") == ("conseiller de ligne", "conseillère de ligne")
    assert concepts[0].isco == "4222"
    assert concepts[0].esco == "http://example.org/esco/occupation/AA-1"


def test_relations_to_what_was_read_are_kept() -> None:
    first, second, *_ = concepts_from_esco(FILES)
    assert first.broader == ("occupation/esco-aa-2",)
    assert first.needs == ("skill/esco-bb-1",)
    assert second.broader == ()


def test_what_was_imported_is_found_in_texts() -> None:
    taxonomy = Taxonomy(concepts_from_esco(FILES))
    assert [match.concept for match in taxonomy.find("Conseillères de ligne")] == ["occupation/esco-aa-1"]
    assert taxonomy.match("Call Desk Clerk", ConceptKind.OCCUPATION) is not None


def test_nothing_comes_of_nothing() -> None:
    assert concepts_from_esco({}) == ()
