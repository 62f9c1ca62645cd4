"""One step of a requirement: what a person would have to learn or agree to, or an opening to do without."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from matching.assignment.fitting import MustHave
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    LanguageWanted,
    PlaceWanted,
    Requirement,
    ShiftsWanted,
    SkillWanted,
    StartWanted,
    Wanted,
)
from matching.types import CefrLevel, EducationLevel

USABLE = CefrLevel.B1
"""What an advert wants that names a language without a level."""

LATER = timedelta(days=30)


class StepKind(StrEnum):
    """What a step is about."""

    LANGUAGE = "language"
    EDUCATION = "education"
    EXPERIENCE = "experience"
    SKILL = "skill"
    SHIFTS = "shifts"
    PLACE = "place"
    START = "start"
    VERIFY = "verify"
    WORK = "work"

    @property
    def is_training(self) -> bool:
        """Whether a course or a diploma leads there."""
        return self in {StepKind.LANGUAGE, StepKind.EDUCATION, StepKind.SKILL}


@dataclass(frozen=True, slots=True)
class Step:
    """From what people have to what is asked for.

    Attributes:
        subject: Language codes, skills, shifts or the town, joined by commas; empty where `kind` says it all.
        wanted: Level, months or day asked for; empty where `subject` says it all.
        instead: What would be enough one step below; empty where nothing would be asked for.
    """

    kind: StepKind
    subject: str = ""
    wanted: str = ""
    instead: str = ""


TO_VERIFY = Step(StepKind.VERIFY)


def relaxed(requirement: Requirement) -> Requirement | None:
    """Return the requirement one step lower; None where it is dropped."""
    wanted = _relaxed(requirement.wanted)
    return None if wanted is None else replace(requirement, wanted=wanted)


def step_of(must: MustHave) -> Step:
    """Return the step from one below what is asked for; of alternatives, the first gives the level."""
    if not must.requirements:
        return Step(StepKind.WORK)
    first = must.requirements[0].wanted
    below = _relaxed(first)
    subjects = dict.fromkeys(_subject(requirement.wanted) for requirement in must.requirements)
    return Step(
        kind=_KINDS[type(first)],
        subject=",".join(subject for subject in subjects if subject),
        wanted=_degree(first),
        instead=_degree(below) if below is not None else "",
    )


_KINDS: dict[type[Wanted], StepKind] = {
    LanguageWanted: StepKind.LANGUAGE,
    EducationWanted: StepKind.EDUCATION,
    ExperienceWanted: StepKind.EXPERIENCE,
    SkillWanted: StepKind.SKILL,
    ShiftsWanted: StepKind.SHIFTS,
    PlaceWanted: StepKind.PLACE,
    StartWanted: StepKind.START,
}


def _relaxed(wanted: Wanted) -> Wanted | None:
    match wanted:
        case LanguageWanted():
            level = int(wanted.level or USABLE) - 1
            return replace(wanted, level=CefrLevel(level)) if level else None
        case EducationWanted():
            below = [level for level in EducationLevel if level < wanted.level]
            return replace(wanted, level=max(below)) if below else None
        case ExperienceWanted():
            fewer = wanted.months - (6 if wanted.months <= 24 else 12)
            return replace(wanted, months=fewer) if fewer > 0 else None
        case StartWanted():
            return StartWanted(wanted.latest + LATER)
        case _:
            return None


def _subject(wanted: Wanted) -> str:
    match wanted:
        case LanguageWanted():
            return wanted.language
        case SkillWanted():
            return ",".join(wanted.skills)
        case ShiftsWanted():
            return ",".join(wanted.shifts)
        case PlaceWanted():
            return wanted.town.name.replace(",", " ") if wanted.town else ""
        case _:
            return ""


def _degree(wanted: Wanted) -> str:
    match wanted:
        case LanguageWanted():
            return (wanted.level or USABLE).name
        case EducationWanted():
            return wanted.level.label
        case ExperienceWanted():
            return str(wanted.months)
        case StartWanted():
            return wanted.latest.isoformat()
        case _:
            return ""
