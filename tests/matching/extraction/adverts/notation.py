"""Requirements written in one line each, so that the pairs in `tests/data/pairs` can be read and compared."""

from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    LanguageMode,
    LanguageWanted,
    OccupationWanted,
    PlaceWanted,
    Requirement,
    Requirements,
    ShiftsWanted,
    SkillWanted,
    StartWanted,
    Wanted,
)
from matching.types import ConceptId


def described(requirements: Requirements) -> list[str]:
    """One line per requirement, in the order of the advert: `must language fr C1 spoken`."""
    return [line(requirement) for requirement in requirements.items]


def line(requirement: Requirement) -> str:
    words = [requirement.importance.value, *_words(requirement.wanted)]
    if requirement.alternatives is not None:
        words.append(f"alt{requirement.alternatives}")
    return " ".join(word for word in words if word)


def _words(wanted: Wanted) -> list[str]:  # noqa: PLR0911 - one case per subject
    match wanted:
        case OccupationWanted():
            return ["occupation", _names(wanted.occupations)]
        case ExperienceWanted():
            return _experience(wanted)
        case EducationWanted():
            fields = f"in:{_names(wanted.fields)}" if wanted.fields else ""
            return ["education", wanted.level.label, fields]
        case LanguageWanted():
            level = wanted.level.name if wanted.level else ""
            mode = "" if wanted.mode is LanguageMode.ANY else wanted.mode.value
            return ["language", wanted.language, level, mode]
        case SkillWanted():
            return ["skill", _names(wanted.skills)]
        case ShiftsWanted():
            return ["shifts", "+".join(wanted.shifts)]
        case PlaceWanted():
            return ["place", wanted.town.name if wanted.town else "-", str(wanted.days_on_site)]
        case StartWanted():
            return ["start", wanted.latest.isoformat()]


def _experience(wanted: ExperienceWanted) -> list[str]:
    """Of the trades that count only the first is written: activities name many."""
    return [
        "experience",
        str(wanted.months),
        f"of:{_name(wanted.occupations[0])}" if wanted.occupations else "",
        f"with:{_names(wanted.skills)}" if wanted.skills else "",
        f"not:{_name(wanted.excluded[0])}" if wanted.excluded else "",
        "internships" if wanted.counts_internships else "",
        "any-trade" if wanted.is_any_trade else "",
        f"team:{wanted.team_size}" if wanted.team_size else "",
    ]


def _names(concepts: tuple[ConceptId, ...]) -> str:
    return "|".join(map(_name, concepts))


def _name(concept: ConceptId) -> str:
    return concept.partition("/")[2]
