"""Skills and tools asked for, each by itself or any one of several."""
# ruff: noqa: E501 - a pattern reads best with one language a row

from collections.abc import Iterator, Sequence

from matching.extraction.adverts.activities import find_activities
from matching.extraction.adverts.blocks import Statement, clause_around
from matching.extraction.adverts.durations import find_durations
from matching.extraction.adverts.experience_parts import EXPERIENCE
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Draft, Material, NamedConcept
from matching.extraction.adverts.page import pattern
from matching.extraction.adverts.skill_kinds import NOT_DEMANDED, is_product_name
from matching.extraction.adverts.skill_lists import SkillItem, skill_groups
from matching.requirements import Importance, SkillWanted
from matching.taxonomy.concepts import ConceptKind
from matching.types import ConceptId, Origin

_NOT_WANTED = pattern(
    r"\b(?:pas (?:besoin )?d[e']|sans|ni|aucun\w*|no (?:se (?:requiere|necesita)|need (?:for|of))|without|not? (?:required|needed))(?: \w+'?){0,3} ?$|(?:لا (?:ت|ي)شترط|بدون)(?: \w+){0,3} $"
)

_STUDIES = pattern(
    r"\b(?:bac|diplom\w+|formation|degree|licence|master|etudes|etudiant\w*|students?|estudiantes?|bachelor|titul\w+|estudios|formacion|grado|bts|dut)\b|(?:شهادة|دبلوم|إجازة|ماستر|باك)"
)

_IN_PASSING = frozenset({BlockKind.TASKS, BlockKind.INTRO, BlockKind.COMPANY})
_TOOLS_ONLY = _IN_PASSING | {BlockKind.TITLE}
_PASSING = 0.4
"""Confidence in a skill that is named in passing."""
_IN_TITLE = 0.7
"""Confidence in a skill that only the title names."""
_COMMAND = pattern(r"dominio (?:de|del)\b|dominios? y\b|certificates?\b")
_NEVER = frozenset({BlockKind.APPLY, BlockKind.OFFER, BlockKind.UNWANTED})


def read_skills(material: Material) -> Iterator[Draft]:
    """The skills asked for.

    What a CV rarely tells and only an interview shows (typing, spelling) is a wish even where the advert
    demands it. The tools of the title count where the body demands none; those named in passing among the
    duties or the firm's own, where it names none at all, as wishes.
    """
    activities = [
        (item.start, item.end) for item in find_activities(material.page.text, taxonomy=material.taxonomy)
    ]
    drafts = [
        draft
        for statement in material.statements
        if statement.kind not in _NEVER
        for draft in _drafts(material, statement, activities)
    ]
    declared = [draft for draft in drafts if draft.origin is Origin.DECLARED]
    demands = any(draft.importance is Importance.MUST for draft in declared)
    kept = declared
    kept += [draft for draft in drafts if draft.confidence == _IN_TITLE and not demands]
    kept += [draft for draft in drafts if draft.confidence == _PASSING and not declared]
    yield from _distinct(kept)


def _drafts(
    material: Material, statement: Statement, activities: Sequence[tuple[int, int]]
) -> Iterator[Draft]:
    items = list(_items(material, statement, activities))
    for group in skill_groups(material, statement, items):
        yield _draft(statement, group)


def _items(
    material: Material, statement: Statement, activities: Sequence[tuple[int, int]]
) -> Iterator[SkillItem]:
    folded = material.page.folded
    fields = _fields_of_study(material, statement)
    for named in material.named_in(ConceptKind.SKILL, start=statement.start, end=statement.end):
        if named.concept in NOT_DEMANDED or _is_another_word(folded, statement, named):
            continue
        if any(start <= named.start and named.end <= end for start, end in fields):
            continue
        is_product = is_product_name(named.label, skill=named.concept, taxonomy=material.taxonomy)
        is_activity = any(start <= named.start and named.end <= end for start, end in activities)
        is_demandable = is_product or (named.concept in material.technical and not is_activity)
        if not is_product and statement.kind in _TOOLS_ONLY:
            continue
        if not is_demandable and _is_of_experience(folded, statement, named):
            continue
        importance = material.importance(statement, named.start, default=_default(statement))
        before = folded[statement.start : named.start]
        yield SkillItem(
            named,
            importance if is_demandable else Importance.NICE,
            before.count("(") - before.count(")"),
        )


def _is_of_experience(folded: str, statement: Statement, named: NamedConcept) -> bool:
    """Whether experience is asked for, of which activities and habits of work only tell the kind."""
    start, end = clause_around(folded, statement, named.start)
    return bool(
        find_durations(folded, statement.start, statement.end) or EXPERIENCE.search(folded, start, end)
    )


def _is_another_word(folded: str, statement: Statement, named: NamedConcept) -> bool:
    """Whether the words deny the skill or mean something else (`dominio de`, command of a language)."""
    denied = _NOT_WANTED.search(folded[max(statement.start, named.start - 40) : named.start])
    return bool(denied or _COMMAND.match(folded, named.start))


def _fields_of_study(material: Material, statement: Statement) -> list[tuple[int, int]]:
    """Where the statement names fields of study, if it speaks of a diploma (`Bac+3 en statistique`)."""
    if not _STUDIES.search(material.page.folded, statement.start, statement.end):
        return []
    named = material.named_in(ConceptKind.FIELD, start=statement.start, end=statement.end)
    return [(item.start, item.end) for item in named]


def _default(statement: Statement) -> Importance:
    return Importance.MUST if statement.kind is BlockKind.TITLE else Importance.NICE


def _draft(statement: Statement, group: Sequence[SkillItem]) -> Draft:
    skills = tuple(dict.fromkeys(item.named.concept for item in group))
    is_inferred = statement.kind in _IN_PASSING or statement.kind is BlockKind.TITLE
    confidence = min(item.named.confidence for item in group)
    if is_inferred:
        confidence = _PASSING if statement.kind in _IN_PASSING else _IN_TITLE
    return Draft(
        SkillWanted(skills),
        group[0].importance,
        group[0].named.start,
        group[-1].named.end,
        origin=Origin.INFERRED if is_inferred else Origin.DECLARED,
        confidence=confidence,
    )


def _distinct(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Each skill once: declared before inferred, musts before wishes, without what is wanted already."""
    known: list[frozenset[ConceptId]] = []
    kept: list[Draft] = []
    for draft in sorted(drafts, key=_rank):
        assert isinstance(draft.wanted, SkillWanted)
        skills = frozenset(draft.wanted.skills)
        if not any(
            skills & other for other in known if len(other) == 1 or other <= skills or skills <= other
        ):
            known.append(skills)
            kept.append(draft)
    yield from sorted(kept, key=lambda draft: draft.start)


def _rank(draft: Draft) -> tuple[bool, bool, int]:
    return (draft.origin is Origin.INFERRED, draft.importance is Importance.NICE, draft.start)
