"""Drafts made into requirements: in the order of the advert, each with a readable id."""

from collections import Counter
from collections.abc import Iterator, Sequence

from matching.extraction.adverts.material import Draft, Material
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    LanguageWanted,
    OccupationWanted,
    PlaceWanted,
    Requirement,
    ShiftsWanted,
    SkillWanted,
    StartWanted,
    Wanted,
)

_NAMES: dict[type[Wanted], str] = {
    OccupationWanted: "occupation",
    ExperienceWanted: "experience",
    EducationWanted: "education",
    LanguageWanted: "language",
    SkillWanted: "skill",
    ShiftsWanted: "shifts",
    PlaceWanted: "place",
    StartWanted: "start",
}


def requirements_of(material: Material, drafts: Sequence[Draft]) -> tuple[Requirement, ...]:
    """The requirements with spans in the advert as received; a second of the same name is `...-2`."""
    return tuple(_numbered(material, drafts))


def _numbered(material: Material, drafts: Sequence[Draft]) -> Iterator[Requirement]:
    used: Counter[str] = Counter()
    for draft in drafts:
        name = _name(draft.wanted)
        used[name] += 1
        yield Requirement(
            id=name if used[name] == 1 else f"{name}-{used[name]}",
            wanted=draft.wanted,
            importance=draft.importance,
            span=material.page.span(draft.start, draft.end),
            origin=draft.origin,
            confidence=draft.confidence,
            alternatives=draft.alternatives,
        )


def _name(wanted: Wanted) -> str:
    name = _NAMES[type(wanted)]
    if isinstance(wanted, LanguageWanted):
        return f"{name}-{wanted.language}"
    if isinstance(wanted, SkillWanted):
        return f"{name}-{wanted.skills[0].partition('/')[2]}"
    return name
