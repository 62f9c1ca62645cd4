from datetime import date

import pytest

from matching.errors import UnreadableText
from matching.extraction.cv import read_cv
from matching.profile import CvReading, EngagementKind
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, EducationLevel

TODAY = date(2026, 11, 15)

CV = """\
Lamia OUHABI
Chargée de clientèle
Oujda – 06 00 00 24 24 – lamia.ouhabi@courrier.example

EXPERIENCE
01/2023 à ce jour : Chargée de clientèle, Azur Appels, Oujda
• dossiers suivis dans Salesforce
02/2022 – 06/2022 : Stage, mairie d'Oujda

FORMATION
2022 : DUT Techniques de management, EST Oujda

LANGUES
Arabe : langue maternelle
Français : B2 (TCF 2023)

Préavis d'un mois.
"""


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="module")
def reading(taxonomy: Taxonomy) -> CvReading:
    return read_cv(CV, today=TODAY, taxonomy=taxonomy)


def test_a_cv_gives_work_studies_languages_and_place(reading: CvReading) -> None:
    profile = reading.profile

    assert [job.kind for job in profile.experiences] == [EngagementKind.JOB, EngagementKind.INTERNSHIP]
    assert profile.months_of_experience == 47
    assert profile.education_level is EducationLevel.BAC_2
    assert {skill.language: skill.level.value for skill in profile.languages if skill.level} == {
        "ar": CefrLevel.NATIVE,
        "fr": CefrLevel.B2,
    }
    assert profile.town
    assert profile.town.value.concept == "town/oujda"
    assert profile.availability.notice_days
    assert profile.availability.notice_days.value == 30


def test_a_job_names_the_tools_used_in_it(reading: CvReading) -> None:
    assert "skill/salesforce" in reading.profile.experiences[0].skills


def test_who_the_person_is_stays_apart_and_is_masked(reading: CvReading) -> None:
    masked = " ".join(span.text_in(CV) for span in reading.profile.masked)

    assert reading.identity.emails[0].value == "lamia.ouhabi@courrier.example"
    assert reading.identity.phones[0].value == "+212600002424"
    assert "OUHABI" in masked
    assert "lamia.ouhabi@courrier.example" in masked


def test_the_same_text_is_read_the_same_twice(reading: CvReading, taxonomy: Taxonomy) -> None:
    assert read_cv(CV, today=TODAY, taxonomy=taxonomy) == reading


def test_months_of_a_current_job_grow_with_the_day_of_reading(taxonomy: Taxonomy) -> None:
    earlier = read_cv(CV, today=date(2026, 1, 10), taxonomy=taxonomy)

    assert earlier.profile.months_of_experience == 37


@pytest.mark.parametrize("text", ["", "  \n", "06 00 00 00 00", "Curriculum vitae"])
def test_a_text_of_a_few_words_is_refused(text: str, taxonomy: Taxonomy) -> None:
    with pytest.raises(UnreadableText):
        read_cv(text, today=TODAY, taxonomy=taxonomy)


@pytest.mark.parametrize(
    "text",
    [
        "Expérience 2020 - 2019 – : à ce jour depuis ??? 99/99/9999 00/0000 x" * 20,
        "depuis " * 500 + "oui non peut-être quatre cinq",
        "a\tb  c\n" * 300 + "mots en nombre suffisant pour lire",
        "(" * 200 + " un deux trois quatre cinq six " + ")" * 200,
        "«" * 50 + "٢٠٢٠ – ٢٠٢١ مستشار زبناء في مركز نداء بوجدة",
        "2020-2021 " * 400 + "agent de saisie à la commune",
    ],
)
def test_a_strange_text_is_read_without_an_error(text: str, taxonomy: Taxonomy) -> None:
    assert read_cv(text, today=TODAY, taxonomy=taxonomy).profile.reference_date == TODAY
