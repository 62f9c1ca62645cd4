from datetime import date

import pytest
from pydantic import ValidationError

from matching.profile import (
    Availability,
    Diploma,
    Experience,
    Identity,
    LanguageSkill,
    Period,
    Profile,
    SkillClaim,
    SkillStanding,
)
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import (
    CefrLevel,
    ConceptId,
    EducationLevel,
    LanguageCode,
    Mention,
    Origin,
    Shift,
    Span,
)
from service.candidates.corrections import Corrections, corrected_identity, corrected_profile
from service.errors import InvalidRequest

FRENCH, ARABIC = LanguageCode("fr"), LanguageCode("ar")
READ = Profile(
    language=FRENCH,
    reference_date=date(2026, 11, 1),
    experiences=(Experience(Span(0, 9), Mention("Vendeuse", Span(0, 8)), None, None, None),),
    months_of_experience=12,
    diplomas=(Diploma(Mention(EducationLevel.BAC, Span(10, 13)), is_obtained=True),),
    languages=(
        LanguageSkill(FRENCH, Mention(CefrLevel.B1, Span(20, 22)), Span(15, 22)),
        LanguageSkill(ARABIC, Mention(CefrLevel.NATIVE, Span(30, 32)), Span(25, 32)),
    ),
    skills=(SkillClaim(ConceptId("skill/react"), SkillStanding.LISTED, (Span(40, 45),)),),
    availability=Availability(refused_shifts=(Mention(Shift.NIGHT, Span(50, 54)),)),
)


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def corrected(taxonomy: Taxonomy, **stated: object) -> Profile:
    return corrected_profile(READ, Corrections.model_validate(stated), taxonomy=taxonomy)


def test_nothing_stated_changes_nothing(taxonomy: Taxonomy) -> None:
    assert corrected(taxonomy) == READ


def test_a_corrected_language_replaces_what_was_read_of_it_alone(taxonomy: Taxonomy) -> None:
    profile = corrected(taxonomy, languages=[{"language": "fr", "level": "C1"}])
    by_code = {known.language: known for known in profile.languages}
    assert by_code[FRENCH].level == Mention(CefrLevel.C1, None, Origin.CORRECTED)
    assert by_code[ARABIC] == READ.languages[1]


def test_corrected_diplomas_replace_all(taxonomy: Taxonomy) -> None:
    profile = corrected(taxonomy, diplomas=[{"level": "bac+3", "field": "Informatique"}])
    assert profile.education_level is EducationLevel.BAC_3
    assert [diploma.level.origin for diploma in profile.diplomas] == [Origin.CORRECTED]


def test_a_town_is_found_in_the_gazetteer(taxonomy: Taxonomy) -> None:
    town = corrected(taxonomy, town="Berkane").town
    assert town is not None
    assert town.origin is Origin.CORRECTED
    assert town.value.concept == "town/berkane"
    assert town.value.distance_km == pytest.approx(55, abs=15)


def test_a_town_nobody_knows_has_no_distance(taxonomy: Taxonomy) -> None:
    town = corrected(taxonomy, town="Xyzzyville").town
    assert town is not None
    assert (town.value.name, town.value.distance_km) == ("Xyzzyville", None)


def test_a_skill_may_be_named_in_words(taxonomy: Taxonomy) -> None:
    profile = corrected(taxonomy, skills=[{"skill": "React", "standing": "supported", "months": 6}])
    assert profile.skills == (SkillClaim(ConceptId("skill/react"), SkillStanding.SUPPORTED, (), months=6),)


def test_a_skill_nobody_knows_is_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(InvalidRequest):
        corrected(taxonomy, skills=[{"skill": "qwzxv plmok"}])


def test_corrected_experiences_bring_their_own_months_overlaps_counted_once(taxonomy: Taxonomy) -> None:
    profile = corrected(
        taxonomy,
        experiences=[
            {"title": "Téléconseillère", "start": "2024-01-15", "end": "2024-12-20"},
            {"title": "Vendeuse", "start": "2024-07-01", "end": "2025-03-01"},
            {"title": "Stagiaire", "start": "2023-01-01", "end": "2023-06-01", "kind": "internship"},
        ],
    )
    assert profile.months_of_experience == 15
    assert profile.experiences[0].period == Mention(
        Period(start=date(2024, 1, 1), end=date(2024, 12, 1), months=12), None, Origin.CORRECTED
    )


def test_stated_months_stand_above_those_of_the_experiences(taxonomy: Taxonomy) -> None:
    profile = corrected(taxonomy, months_of_experience=30)
    assert profile.months_of_experience == 30


def test_a_shift_accepted_by_correction_is_no_longer_refused(taxonomy: Taxonomy) -> None:
    availability = corrected(taxonomy, accepted_shifts=["night"]).availability
    assert availability.refused_shifts == ()
    assert [shift.value for shift in availability.accepted_shifts] == [Shift.NIGHT]


def test_identity_is_corrected_apart_from_the_profile(taxonomy: Taxonomy) -> None:
    corrections = Corrections(name="Salma Exemple", emails=("salma@exemple.example",))
    identity = corrected_identity(Identity(name=Mention("Selma Exemple", Span(0, 5))), corrections)
    assert identity.name == Mention("Salma Exemple", None, Origin.CORRECTED)
    assert corrected_profile(READ, corrections, taxonomy=taxonomy) == READ


def test_later_corrections_leave_earlier_ones_of_other_fields(taxonomy: Taxonomy) -> None:
    both = Corrections(town="Berkane").merged(Corrections(months_of_experience=30))
    profile = corrected_profile(READ, both, taxonomy=taxonomy)
    assert profile.months_of_experience == 30
    assert profile.town is not None


def test_null_takes_a_correction_back(taxonomy: Taxonomy) -> None:
    withdrawn = Corrections(town="Berkane").merged(Corrections.model_validate({"town": None}))
    assert corrected_profile(READ, withdrawn, taxonomy=taxonomy) == READ


def test_languages_not_mastered_are_known_to_be_so(taxonomy: Taxonomy) -> None:
    profile = corrected(taxonomy, languages=[{"language": "es", "level": None}])
    assert profile.languages[-1].level == Mention(CefrLevel.A1, None, Origin.CORRECTED)


@pytest.mark.parametrize(
    "stated",
    [
        {"age": 30},
        {"town": ""},
        {"town": "Ouj\x00da"},
        {"months_of_experience": -1},
        {"languages": [{"language": "French", "level": "C1"}]},
        {"languages": [{"language": "fr", "level": "D1"}]},
        {"diplomas": [{"level": "bac+4"}]},
        {"experiences": [{"title": "x", "start": "yesterday"}]},
    ],
)
def test_what_makes_no_sense_is_refused(stated: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Corrections.model_validate(stated)
