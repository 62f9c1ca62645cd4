import pytest

from matching.profile import Town
from matching.requirements import (
    ExperienceWanted,
    Importance,
    LanguageWanted,
    OccupationWanted,
    PlaceWanted,
    Requirement,
    Requirements,
    SkillWanted,
    Wanted,
)
from matching.taxonomy.concepts import Concept, ConceptKind
from matching.taxonomy.loading import concept_of
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, ConceptId, LanguageCode
from service.errors import InvalidRequest
from service.openings.stated import joined, named, resolved, town_named

FR = LanguageCode("fr")


def concept(identifier: str, label: str, **data: float) -> Concept:
    kind, _, name = identifier.partition("/")
    return concept_of(name, {"fr": [label], **data}, kind=ConceptKind(kind))


TAXONOMY = Taxonomy(
    [
        concept("occupation/customer-adviser", "conseiller clientèle"),
        concept("skill/react", "React"),
        concept("language/es", "espagnol"),
        concept("language/fr", "français"),
        concept("town/oujda", "Oujda", lat=34.68, lon=-1.91),
        concept("town/berkane", "Berkane", lat=34.92, lon=-2.32),
    ]
)


def test_names_of_people_become_concepts() -> None:
    skills = SkillWanted((ConceptId("React"), ConceptId("skill/react")))
    assert resolved(skills, taxonomy=TAXONOMY, field="x") == SkillWanted((ConceptId("skill/react"),))
    spanish = LanguageWanted(LanguageCode("Espagnol"), CefrLevel.B1)
    assert resolved(spanish, taxonomy=TAXONOMY, field="x") == LanguageWanted(LanguageCode("es"), CefrLevel.B1)


def test_the_trade_of_an_opening_is_found_in_its_title() -> None:
    found = resolved(OccupationWanted("Conseillère clientèle", ()), taxonomy=TAXONOMY, field="x")
    assert found == OccupationWanted("Conseillère clientèle", (ConceptId("occupation/customer-adviser"),))
    unknown = OccupationWanted("Poste 12", ())
    assert resolved(unknown, taxonomy=TAXONOMY, field="x") == unknown


@pytest.mark.parametrize(
    "wanted",
    [
        SkillWanted((ConceptId("qwzx"),)),
        SkillWanted((ConceptId("language/fr"),)),
        LanguageWanted(LanguageCode("qq"), None),
        ExperienceWanted(3, excluded=(ConceptId("skill/react"),)),
    ],
)
def test_what_the_taxonomy_does_not_know_is_refused_where_it_stands(wanted: Wanted) -> None:
    with pytest.raises(InvalidRequest) as error:
        resolved(wanted, taxonomy=TAXONOMY, field="requirements.4")
    assert error.value.field == "requirements.4"


def test_a_town_is_measured_from_oujda_and_an_unknown_one_is_kept_by_name() -> None:
    berkane = town_named("Berkane", taxonomy=TAXONOMY)
    assert berkane.concept == "town/berkane"
    assert berkane.distance_km == pytest.approx(46, abs=3)
    assert town_named("Atlantide", taxonomy=TAXONOMY) == Town("Atlantide", None, None)


def test_ids_are_readable_and_told_apart() -> None:
    wanted: list[Wanted] = [
        LanguageWanted(FR, None),
        SkillWanted((ConceptId("skill/react"),)),
        ExperienceWanted(3),
        ExperienceWanted(6),
        PlaceWanted(None),
    ]
    items = named((value, Importance.MUST) for value in wanted)
    assert [item.id for item in items] == [
        "language-fr",
        "skill-react",
        "experience",
        "experience-2",
        "place",
    ]


def test_data_takes_the_place_of_text_about_the_same_subject_only() -> None:
    def item(identifier: str, wanted: LanguageWanted | ExperienceWanted) -> Requirement:
        return Requirement(identifier, wanted, Importance.MUST, None)

    read = Requirements(
        language=FR,
        title="Agent",
        items=(
            item("language-fr", LanguageWanted(FR, CefrLevel.C1)),
            item("language-es", LanguageWanted(LanguageCode("es"), None)),
            item("experience", ExperienceWanted(24)),
        ),
    )
    stated = named(
        [(LanguageWanted(FR, CefrLevel.B1), Importance.NICE), (ExperienceWanted(6), Importance.MUST)]
    )
    both = joined(read, stated)
    assert [entry.id for entry in both.items] == ["language-fr", "experience", "language-es"]
    assert both.items[0].wanted == LanguageWanted(FR, CefrLevel.B1)
    assert joined(read, ()) == read


def test_no_two_requirements_share_an_id_after_joining() -> None:
    read = Requirements(
        language=FR,
        title="Agent",
        items=(Requirement("experience", LanguageWanted(FR, None), Importance.MUST, None),),
    )
    both = joined(read, named([(ExperienceWanted(6), Importance.MUST)]))
    assert len({entry.id for entry in both.items}) == 2
