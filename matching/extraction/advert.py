"""An advert as a recruiter reads it: what is asked for, how firmly, and where the advert says so."""

from datetime import date

from matching.extraction.adverts.alternatives import with_alternatives
from matching.extraction.adverts.contract import read_contract
from matching.extraction.adverts.education import read_education
from matching.extraction.adverts.experience import read_experience
from matching.extraction.adverts.headcount import read_headcount
from matching.extraction.adverts.languages import read_languages
from matching.extraction.adverts.material import Draft, Material, read_material
from matching.extraction.adverts.occupation import read_occupation
from matching.extraction.adverts.place import read_place
from matching.extraction.adverts.protected import refused_criteria
from matching.extraction.adverts.requirements import requirements_of
from matching.extraction.adverts.salary import read_salary
from matching.extraction.adverts.shifts import read_shifts
from matching.extraction.adverts.skills import read_skills
from matching.extraction.adverts.start import read_start
from matching.extraction.adverts.tasks import read_tasks
from matching.requirements import Requirements
from matching.taxonomy.taxonomy import Taxonomy
from matching.text.language import language_of


def read_advert(*, title: str, text: str, today: date, taxonomy: Taxonomy) -> Requirements:
    """The requirements of an advert in French, English, Spanish, Arabic or a mixture of them.

    Must or nice is told by headings and by the words of each sentence; where neither decides, what
    describes the person looked for is a must. What the employer offers or says of itself asks for nothing.
    Protected criteria are listed as refused and never become requirements.

    Args:
        title: Of the opening, as written.
        text: The body, any layout.
        today: Day from which dates without a year and notice periods are reckoned.
        taxonomy: Names trades, skills, diplomas, languages and towns.

    Returns:
        Requirements whose spans point into `advert_text(title=title, text=text)`.
    """
    material = read_material(title=title, text=text, today=today, taxonomy=taxonomy)
    drafts = with_alternatives(material, _permitted(material, _drafts(material)))
    return Requirements(
        language=language_of(f"{title}\n{text}"),
        title=title.strip(),
        items=requirements_of(material, drafts),
        tasks=read_tasks(material),
        headcount=read_headcount(material),
        contract=read_contract(material),
        salary_mad=read_salary(material),
        refused=refused_criteria(material.page, material.refused),
    )


def _drafts(material: Material) -> list[Draft]:
    return [
        read_occupation(material),
        *read_experience(material),
        *read_education(material),
        *read_languages(material),
        *read_skills(material),
        *read_shifts(material),
        *read_place(material),
        *read_start(material),
    ]


def _permitted(material: Material, drafts: list[Draft]) -> list[Draft]:
    """The drafts without those whose words are those of a protected criterion."""
    return [
        draft
        for draft in drafts
        if not any(item.start <= draft.start and draft.end <= item.end for item in material.refused)
    ]
