"""The CV of an invented person, in one of the ways in which people lay one out."""

from collections.abc import Iterable

from service.demo.material import Material
from service.demo.people import Job, Person


def write_cv(person: Person, material: Material) -> str:
    """Return the CV as text, in the person's language."""
    phrases = material.phrases[person.language]
    blocks = [
        _header(person, material),
        _section(phrases["experience"], _experience(person, phrases)),
        _section(phrases["education"], _education(person, material)),
        _section(phrases["languages"], _languages(person, phrases)),
        _section(
            phrases["tools"],
            ["، ".join(person.tools) if person.language == "ar" else ", ".join(person.tools)],
        ),
        _section(phrases["availability"], _availability(person, phrases)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _header(person: Person, material: Material) -> str:
    town = material.people["towns_ar"][person.town] if person.language == "ar" else person.town
    headline = [person.jobs[0].title] if person.jobs else []
    return "\n".join([person.name, *headline, f"{town} | {person.phone} | {person.email}"])


def _section(heading: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"{heading}\n{body}" if body else ""


def _experience(person: Person, phrases: dict[str, str]) -> Iterable[str]:
    for job in person.jobs:
        yield _job_heading(job, person.number, phrases["today"])
        yield from (f"- {duty}" for duty in job.duties)


def _job_heading(job: Job, number: int, today: str) -> str:
    """Dates before or after the title, by the person's number: both are common."""
    end = f"{job.end:%m/%Y}" if job.end else today
    dates = f"{job.start:%m/%Y} - {end}"
    return (
        f"{dates} : {job.title}, {job.employer}" if number % 2 else f"{job.title} – {job.employer} ({dates})"
    )


def _education(person: Person, material: Material) -> Iterable[str]:
    phrases = material.phrases[person.language]
    if person.education:
        diploma = phrases["diplomas"][str(person.education)]
        field = material.people["fields"][person.language][person.field]
        yield f"{person.graduated} : {diploma}, {field}, {person.school}"
    yield f"{person.graduated - person.education} : {phrases['diplomas']['1']}"


def _languages(person: Person, phrases: dict[str, dict[str, str]]) -> Iterable[str]:
    names = phrases["language_names"]
    yield f"{names['ar']} : {phrases['native']}"
    yield from (f"{names[code]} : {level}" for code, level in person.levels.items())


def _availability(person: Person, phrases: dict[str, str]) -> Iterable[str]:
    if person.shifts:
        yield person.shifts
    yield person.start
    if person.will_move:
        yield phrases["moves"]
