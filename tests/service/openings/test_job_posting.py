from typing import Any

import pytest

from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    Importance,
    PlaceWanted,
    StartWanted,
)
from matching.types import EducationLevel
from service.errors import InvalidRequest
from service.openings.job_posting import read_posting

POSTING = {
    "@type": "JobPosting",
    "title": "Conseiller client",
    "description": "<p>Nous cherchons des <b>conseillers</b> parlant <i>français</i>.</p><li>Appels</li>",
}


def stated(**members: Any) -> list[object]:  # noqa: ANN401  any JSON
    return [wanted for wanted, _ in read_posting({**POSTING, **members}).stated]


def test_a_description_in_html_is_read_line_by_line() -> None:
    assert read_posting(POSTING).text == "Nous cherchons des conseillers parlant français.\nAppels"


def test_a_description_without_html_keeps_its_signs() -> None:
    assert (
        read_posting({**POSTING, "description": "Salaire < 5000 & primes"}).text == "Salaire < 5000 & primes"
    )


def test_other_texts_follow_under_headings_of_the_language_of_the_posting() -> None:
    posting = {**POSTING, "skills": [{"@type": "DefinedTerm", "name": "CRM"}, "Excel"], "workHours": "9h-18h"}
    assert read_posting(posting).text.endswith("Compétences requises\n- CRM\n- Excel\n\nHoraires\n- 9h-18h")


def test_what_the_description_says_already_is_not_said_twice() -> None:
    assert "Missions" not in read_posting({**POSTING, "responsibilities": "Appels"}).text


def test_a_salary_is_said_as_an_advert_says_it() -> None:
    value = {"@type": "QuantitativeValue", "minValue": 4000, "maxValue": 5000, "unitText": "MONTH"}
    posting = {**POSTING, "baseSalary": {"currency": "MAD", "value": value}}
    assert read_posting(posting).text.endswith("4000 - 5000 MAD / MONTH")


@pytest.mark.parametrize("months", [12, 12.0, "12", " 12 "])
def test_months_of_experience_are_data(months: object) -> None:
    assert stated(experienceRequirements={"monthsOfExperience": months}) == [ExperienceWanted(12)]


@pytest.mark.parametrize("months", [True, -3, "a year", 10**30, None, [], {}, 0.5, "12.5", "١٢"])
def test_a_figure_that_is_none_is_left_aside(months: object) -> None:
    assert stated(experienceRequirements={"monthsOfExperience": months}) == []


def test_the_lowest_of_several_credentials_is_enough() -> None:
    credentials = [{"credentialCategory": "bachelor degree"}, {"credentialCategory": "Associate Degree"}]
    assert stated(educationRequirements=credentials) == [EducationWanted(EducationLevel.BAC_2)]


def test_a_place_is_a_town_or_nowhere_for_remote_work() -> None:
    (place,) = stated(jobLocation={"address": {"addressLocality": "Oujda"}})
    assert isinstance(place, PlaceWanted)
    assert place.town is not None
    assert (place.town.name, place.days_on_site) == ("Oujda", 5)
    assert stated(jobLocationType="TELECOMMUTE") == [PlaceWanted(None, days_on_site=0)]


def test_a_start_is_a_day() -> None:
    (start,) = stated(jobStartDate="2031-03-01T08:00:00Z")
    assert isinstance(start, StartWanted)
    assert start.latest.isoformat() == "2031-03-01"
    assert stated(jobStartDate="soon") == []


def test_headcount_and_identifier_are_taken_over() -> None:
    draft = read_posting({**POSTING, "totalJobOpenings": "20", "identifier": {"value": "A-1"}})
    assert (draft.headcount, draft.external_id) == (20, "A-1")
    assert read_posting({**POSTING, "identifier": "A-2"}).external_id == "A-2"


def test_all_that_is_data_is_a_must_have() -> None:
    draft = read_posting({**POSTING, "experienceRequirements": {"monthsOfExperience": 12}})
    assert [importance for _, importance in draft.stated] == [Importance.MUST]


@pytest.mark.parametrize("title", [None, "", "  ", True, [], {}, "<p></p>"])
def test_a_posting_without_title_is_refused(title: object) -> None:
    with pytest.raises(InvalidRequest):
        read_posting({**POSTING, "title": title})


def test_a_posting_full_of_nonsense_is_read_without_failing() -> None:
    odd: list[object] = [None, True, 3, -0.0, "x", [], {}, [[[]]], {"name": {"name": {"name": [1]}}}]
    names = ["description", "skills", "jobLocation", "baseSalary", "educationRequirements", "identifier"]
    for value in odd:
        draft = read_posting({"title": "Agent", **dict.fromkeys(names, value)})
        assert draft.title == "Agent"
