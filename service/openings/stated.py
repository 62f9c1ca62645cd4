"""Requirements that come as data, not as text: put into words of the taxonomy, and joined to a reading."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matching.profile import Town
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    Importance,
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
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId, LanguageCode
from service.errors import InvalidRequest

_SURE = 0.65
"""From here up a phrase holds a whole label of the concept (see `Taxonomy.match`)."""

_SITE = ConceptId("town/oujda")
"""Distances of towns are measured from here."""


def resolved(wanted: Wanted, *, taxonomy: Taxonomy, field: str) -> Wanted:  # noqa: PLR0911  one case per subject
    """Return what is wanted with concepts of the taxonomy in place of the words of a person.

    Args:
        wanted: Concept ids may be ids, or names as people write them (`React`, `Conseiller clientèle`); a
            town may be a name alone; a language a code or a name.
        taxonomy: Knows the concepts.
        field: Where this stands in the request, for the error.

    Raises:
        InvalidRequest: the taxonomy knows no such concept.
    """
    names = _Names(taxonomy, field)
    match wanted:
        case OccupationWanted():
            trades = names.concepts(wanted.occupations, ConceptKind.OCCUPATION)
            return replace(wanted, occupations=trades or names.in_title(wanted.title))
        case ExperienceWanted():
            return replace(
                wanted,
                occupations=names.concepts(wanted.occupations, ConceptKind.OCCUPATION),
                skills=names.concepts(wanted.skills, ConceptKind.SKILL),
                excluded=names.concepts(wanted.excluded, ConceptKind.OCCUPATION),
            )
        case EducationWanted():
            return replace(wanted, fields=names.concepts(wanted.fields, ConceptKind.FIELD))
        case SkillWanted():
            return replace(wanted, skills=names.concepts(wanted.skills, ConceptKind.SKILL))
        case LanguageWanted():
            return replace(wanted, language=names.language(wanted.language))
        case PlaceWanted():
            return replace(
                wanted, town=town_named(wanted.town.name, taxonomy=taxonomy) if wanted.town else None
            )
        case ShiftsWanted() | StartWanted():
            return wanted


def town_named(name: str, *, taxonomy: Taxonomy) -> Town:
    """Return the town of that name; one that the taxonomy does not know has neither concept nor distance."""
    found = taxonomy.match(name, ConceptKind.TOWN)
    if found is None or found[1] < _SURE:
        return Town(name=name, concept=None, distance_km=None)
    town = found[0].id
    distance = taxonomy.distance_km(town, _SITE) if _SITE in taxonomy else None
    return Town(name=name, concept=town, distance_km=distance)


def named(wanted: Iterable[tuple[Wanted, Importance]]) -> tuple[Requirement, ...]:
    """Return requirements with readable ids: `language-fr`, `skill-react`, `experience`, `experience-2`."""
    taken: dict[str, int] = {}
    items = []
    for value, importance in wanted:
        stem = _stem(value)
        taken[stem] = taken.get(stem, 0) + 1
        identifier = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
        items.append(Requirement(id=identifier, wanted=value, importance=importance, span=None))
    return tuple(items)


def joined(read: Requirements, stated: Sequence[Requirement]) -> Requirements:
    """Return a reading in which what was stated as data takes the place of what was read about the same."""
    left = tuple(item for item in read.items if not any(_same_subject(item, other) for other in stated))
    taken = {item.id for item in stated}
    renamed = tuple(replace(item, id=f"{item.id}-read") if item.id in taken else item for item in left)
    return replace(read, items=(*stated, *renamed))


def _same_subject(read: Requirement, stated: Requirement) -> bool:
    match read.wanted, stated.wanted:
        case LanguageWanted(language=one), LanguageWanted(language=other):
            return one == other
        case SkillWanted(skills=some), SkillWanted(skills=others):
            return not set(some).isdisjoint(others)
        case one, other:
            return type(one) is type(other)


def _stem(wanted: Wanted) -> str:
    match wanted:
        case LanguageWanted(language=code):
            return f"language-{code}"
        case SkillWanted(skills=(first, *_)):
            return f"skill-{first.partition('/')[2]}"
        case _:
            return type(wanted).__name__.removesuffix("Wanted").lower()


class _Names:
    """The taxonomy, asked for what people wrote in one part of a request."""

    def __init__(self, taxonomy: Taxonomy, field: str) -> None:
        self._taxonomy = taxonomy
        self._field = field

    def concepts(self, given: Iterable[ConceptId], kind: ConceptKind) -> tuple[ConceptId, ...]:
        return tuple(dict.fromkeys(self._concept(name, kind) for name in given))

    def in_title(self, title: str) -> tuple[ConceptId, ...]:
        """Return the trade that a title names; a title may name none that the taxonomy knows."""
        found = self._taxonomy.match(title, ConceptKind.OCCUPATION)
        return (found[0].id,) if found and found[1] >= _SURE else ()

    def language(self, given: LanguageCode) -> LanguageCode:
        if f"language/{given}" in self._taxonomy:
            return given
        return LanguageCode(self._concept(ConceptId(given), ConceptKind.LANGUAGE).partition("/")[2])

    def _concept(self, given: ConceptId, kind: ConceptKind) -> ConceptId:
        if given in self._taxonomy and given.startswith(f"{kind}/"):
            return given
        found = self._taxonomy.match(given, kind)
        if found is None or found[1] < _SURE:
            raise InvalidRequest(f"This names no {kind} that the taxonomy knows.", field=self._field)
        return found[0].id
