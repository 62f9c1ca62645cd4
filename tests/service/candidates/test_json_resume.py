import pytest
from pydantic import ValidationError

from service.candidates.json_resume import JsonResume, resume_text

RESUME = {
    "$schema": "https://json-resume.example/schema.json",
    "basics": {
        "name": "Karim Exemple",
        "label": "Web developer",
        "image": "https://pictures.example/karim.png",
        "email": "karim@exemple.example",
        "phone": "06 00 00 12 34",
        "summary": "Builds web applications.",
        "location": {"postalCode": "60000", "city": "Oujda", "countryCode": "MA"},
    },
    "work": [
        {
            "name": "Studio Exemple",
            "position": "Front-end developer",
            "startDate": "2023-02-01",
            "summary": "Booking site.",
            "highlights": ["React", "TypeScript"],
        },
        {"name": "Agence Exemple", "position": "Intern", "startDate": "2022-03", "endDate": "2022-08"},
    ],
    "education": [
        {
            "institution": "Université Mohammed Premier",
            "area": "Informatique",
            "studyType": "Licence",
            "startDate": "2019",
            "endDate": "2022",
        }
    ],
    "languages": [{"language": "French", "fluency": "Fluent"}],
    "skills": [{"name": "Web", "level": "Advanced", "keywords": ["React", "CSS"]}],
}


def test_a_resume_reads_like_a_cv() -> None:
    assert (
        resume_text(JsonResume.model_validate(RESUME))
        == """Karim Exemple
Web developer
60000 Oujda
06 00 00 12 34
karim@exemple.example

SUMMARY
Builds web applications.

WORK EXPERIENCE
Front-end developer, Studio Exemple: 02/2023 - present
Booking site.
- React
- TypeScript

Intern, Agence Exemple: 03/2022 - 08/2022

EDUCATION
Licence Informatique, Université Mohammed Premier: 2019 - 2022

SKILLS
Web (Advanced): React, CSS

LANGUAGES
French: Fluent
"""
    )


def test_a_picture_never_reaches_the_text() -> None:
    assert "pictures.example" not in resume_text(JsonResume.model_validate(RESUME))


def test_parts_left_out_leave_no_headings() -> None:
    assert resume_text(JsonResume.model_validate({"basics": {"name": "Salma"}})) == "Salma\n"


def test_an_empty_resume_is_an_empty_text() -> None:
    assert resume_text(JsonResume()).strip() == ""


@pytest.mark.parametrize("day", ["yesterday", "2023-2", "05/2023", ""])
def test_dates_follow_the_schema(day: str) -> None:
    with pytest.raises(ValidationError):
        JsonResume.model_validate({"work": [{"startDate": day}]})
