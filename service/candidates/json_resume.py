"""Candidates in the JSON Resume form (version 1.0 of that schema), written out as the text of a CV.

One text feeds extraction, search, evidence and the eyes of a recruiter alike, so structured input is not a
second way in: it becomes a CV whose parts and dates leave no doubt.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(max_length=500)]
Paragraph = Annotated[str, StringConstraints(max_length=20_000)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class _Part(BaseModel):
    """The schema lets everybody add fields and leave out any; unknown ones are not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Location(_Part):
    """Where a person lives."""

    address: Line = ""
    postalCode: Line = ""  # noqa: N815  names of the schema
    city: Line = ""
    region: Line = ""
    countryCode: Line = ""  # noqa: N815  names of the schema


class Basics(_Part):
    """Who a person is."""

    name: Line = ""
    label: Line = ""
    email: Line = ""
    phone: Line = ""
    summary: Paragraph = ""
    location: Location = Location()


class Stay(_Part):
    """A time spent somewhere; dates as `2024`, `2024-05` or `2024-05-31`."""

    startDate: Day | None = None  # noqa: N815  names of the schema
    endDate: Day | None = None  # noqa: N815  names of the schema

    @property
    def dates(self) -> str:
        """The time in words that readers of CVs know: `05/2024 - present`."""
        if self.startDate is None:
            return _month(self.endDate) if self.endDate else ""
        return f"{_month(self.startDate)} - {_month(self.endDate) if self.endDate else 'present'}"


class Work(Stay):
    """An occupation held, or voluntary work (then `organization`)."""

    name: Line = ""
    organization: Line = ""
    position: Line = ""
    location: Line = ""
    summary: Paragraph = ""
    highlights: Annotated[tuple[Paragraph, ...], Field(max_length=100)] = ()


class Education(Stay):
    """A course of study."""

    institution: Line = ""
    area: Line = ""
    studyType: Line = ""  # noqa: N815  names of the schema
    courses: Annotated[tuple[Line, ...], Field(max_length=100)] = ()


class Certificate(_Part):
    """A certificate."""

    name: Line = ""
    issuer: Line = ""
    date: Day | None = None


class Skill(_Part):
    """A group of skills."""

    name: Line = ""
    level: Line = ""
    keywords: Annotated[tuple[Line, ...], Field(max_length=100)] = ()


class Language(_Part):
    """A language and how well it is mastered, in words."""

    language: Line = ""
    fluency: Line = ""


class Project(Stay):
    """A project."""

    name: Line = ""
    description: Paragraph = ""
    highlights: Annotated[tuple[Paragraph, ...], Field(max_length=100)] = ()
    keywords: Annotated[tuple[Line, ...], Field(max_length=100)] = ()


class Interest(_Part):
    """Something a person likes to do."""

    name: Line = ""


class JsonResume(_Part):
    """A CV as structured data."""

    basics: Basics = Basics()
    work: Annotated[tuple[Work, ...], Field(max_length=100)] = ()
    volunteer: Annotated[tuple[Work, ...], Field(max_length=100)] = ()
    education: Annotated[tuple[Education, ...], Field(max_length=100)] = ()
    certificates: Annotated[tuple[Certificate, ...], Field(max_length=100)] = ()
    skills: Annotated[tuple[Skill, ...], Field(max_length=100)] = ()
    languages: Annotated[tuple[Language, ...], Field(max_length=50)] = ()
    projects: Annotated[tuple[Project, ...], Field(max_length=100)] = ()
    interests: Annotated[tuple[Interest, ...], Field(max_length=50)] = ()


def resume_text(resume: JsonResume) -> str:
    """Return the CV as text, with the headings and the order of a CV on paper."""
    parts = [
        ("", _header(resume.basics)),
        ("SUMMARY", [resume.basics.summary]),
        ("WORK EXPERIENCE", _blocks(_work(entry) for entry in resume.work)),
        ("VOLUNTEERING", _blocks(_work(entry) for entry in resume.volunteer)),
        ("EDUCATION", _blocks(_education(entry) for entry in resume.education)),
        ("CERTIFICATES", [_certificate(entry) for entry in resume.certificates]),
        ("SKILLS", [_skill(entry) for entry in resume.skills]),
        ("LANGUAGES", [_pair(entry.language, entry.fluency) for entry in resume.languages]),
        ("PROJECTS", _blocks(_project(entry) for entry in resume.projects)),
        ("INTERESTS", [", ".join(filter(None, (entry.name for entry in resume.interests)))]),
    ]
    return "\n\n".join(_section(heading, lines) for heading, lines in parts if any(lines)) + "\n"


def _section(heading: str, lines: list[str]) -> str:
    return "\n".join(line for line in [heading, *lines] if line).rstrip()


def _header(basics: Basics) -> list[str]:
    place = basics.location
    town = ", ".join(filter(None, (place.address, f"{place.postalCode} {place.city}".strip(), place.region)))
    return [basics.name, basics.label, town, basics.phone, basics.email]


def _blocks(blocks: Iterator[list[str]]) -> list[str]:
    """Entries of a section, each set off from the one before by a blank line."""
    return ["\n".join(filter(None, block)) + "\n" for block in blocks if any(block)]


def _work(work: Work) -> list[str]:
    heading = ", ".join(filter(None, (work.position, work.name or work.organization, work.location)))
    return [_pair(heading, work.dates), work.summary, *(f"- {line}" for line in work.highlights if line)]


def _education(education: Education) -> list[str]:
    heading = ", ".join(
        filter(None, (f"{education.studyType} {education.area}".strip(), education.institution))
    )
    return [_pair(heading, education.dates), *(f"- {course}" for course in education.courses if course)]


def _certificate(certificate: Certificate) -> str:
    heading = ", ".join(filter(None, (certificate.name, certificate.issuer)))
    return _pair(heading, _month(certificate.date) if certificate.date else "")


def _skill(skill: Skill) -> str:
    name = f"{skill.name} ({skill.level})" if skill.name and skill.level else skill.name
    return _pair(name, ", ".join(filter(None, skill.keywords)))


def _project(project: Project) -> list[str]:
    return [
        _pair(project.name, project.dates),
        project.description,
        *(f"- {line}" for line in project.highlights if line),
        ", ".join(filter(None, project.keywords)),
    ]


def _pair(left: str, right: str) -> str:
    return f"{left}: {right}" if left and right else left or right


def _month(day: str) -> str:
    """`2024-05-31` as `05/2024`, `2024` as it is."""
    year, _, rest = day.partition("-")
    return f"{rest[:2]}/{year}" if rest else year
