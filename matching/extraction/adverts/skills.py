"""Skills and tools asked for, each by itself or any one of several."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from matching.extraction.adverts.activities import find_activities
from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Draft, Material, NamedConcept
from matching.extraction.adverts.page import pattern
from matching.requirements import Importance, SkillWanted
from matching.taxonomy.concepts import ConceptKind
from matching.types import ConceptId, Origin

_OR = pattern(r"\b(?:ou|or|o|u|soit)\b|(?<!\w)أو(?!\w)")
_AND = pattern(r"\b(?:et|and|y|e|ainsi que|plus)\b|&|\+|(?<!\w)و")
_SLASH = re.compile(r"[\s)]*/[\s(]*")
_FILLER = pattern(
    r"(?: |,|/|&|\+|(?<!\w)(?:ou|or|o|u|et|and|y|e|ainsi que|de|du|des|d|le|la|les|l|el|los|in|en|of|with|avec|un|une|a|the|on|sur|bonne|bases|notions|maitrise|connaissance|knowledge|experience|conocimientos|de preference|preferably|idealement|soit)(?!\w)|['’]|\b[v]?\d+(?:\.\d+)*\b|(?<!\w)(?:و|أو|في|ب|ال|من|على|مع|معرفة|أداة|أدوات)(?!\w)|(?<!\w)و)*"
)
_EQUIVALENT = pattern(
    r" ?[,/]? ?(?:(?:ou|or|o|et|and|y|أو) (?:un |une |an? |otr[oa] |any |tout |toute |autre |other )*(?:equivalents?|similaires?|similar(?:es)?|autres?|assimiles?|comparable|outils? (?:equivalent|similaire)s?|other|otr[oa]s?|مثلها|ما يعادله(?:ا|م)?|ما شابه)|etc\b|\.\.\.)"
)
_ANY_OF_BEFORE = pattern(
    r"\b(?:outils?|logiciels?|solutions?|frameworks?|langages?|technolog\w+|plateformes?|environnements?|certifi\w+|base de donnees|un des|une des|l'un des|l'une des|au moins (?:un|une)|tels? que|telles? que|comme|type|par exemple|ex\.?|"
    r"tools?|software|platforms?|languages?|databases?|technologies|one of|any of|at least one|such as|like|e\.g\.?|including|"
    r"herramientas?|programas?|lenguajes?|plataformas?|tecnologias?|alguno de|alguna de|al menos un[ao]?|como|tipo|por ejemplo|p\. ?ej)\b[^.;]{0,24}$|(?:أداة|أدوات|برنامج|برامج|مثل|لغة|أحد|إحدى|منصة|شهادات?)[^.;]{0,20}$"
)
_PREFERRED = pattern(r"\b(?:de preference|preferably|preferiblemente|de preferencia|idealement|ideally)\b")
_ACCEPTED = pattern(r"\b(?:accept\w+|admis\w*|convien\w+|aceptad\w+|se acepta|admitid\w+|ok|possible)\b")
_NOT_WANTED = pattern(
    r"\b(?:pas (?:besoin )?d[e']|sans|ni|aucun\w*|no (?:se (?:requiere|necesita)|need (?:for|of))|without|not? (?:required|needed))(?: \w+'?){0,3} ?$|(?:لا (?:ت|ي)شترط|بدون)(?: \w+){0,3} $"
)

_STUDIES = pattern(
    r"\b(?:bac|diplom\w+|formation|degree|licence|master|etudes|bachelor|titul\w+|estudios|formacion|grado|bts|dut)\b|(?:شهادة|دبلوم|إجازة|ماستر|باك)"
)

# Qualities of character: asked for by every advert, shown by no CV.
SOFT = frozenset(
    ConceptId(f"skill/{name}")
    for name in (
        "active-listening",
        "adaptability",
        "autonomy",
        "communication",
        "creativity",
        "curiosity",
        "driving-licence",
        "empathy",
        "flexibility",
        "leadership",
        "learning",
        "negotiation",
        "organisation",
        "patience",
        "problem-solving",
        "rigour",
        "stress-tolerance",
        "teamwork",
        "time-management",
        "writing",
    )
)
_TRAITS = ConceptId("skill/soft-skills")

_IN_PASSING = frozenset({BlockKind.TASKS, BlockKind.INTRO, BlockKind.COMPANY})
_PASSING = 0.4
"""Confidence in a skill that is named in passing."""
_NEVER = frozenset({BlockKind.APPLY, BlockKind.OFFER, BlockKind.UNWANTED})


@dataclass(frozen=True, slots=True)
class _Item:
    """A skill named in a statement, and how deep in brackets it stands."""

    named: NamedConcept
    importance: Importance
    depth: int


def read_skills(material: Material) -> Iterator[Draft]:
    """The skills asked for; where none is, those of the duties and of the firm's own tools, as wishes.

    A skill is wanted once: as a must where any statement demands it by itself.
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
    is_told = any(draft.origin is Origin.DECLARED for draft in drafts)
    yield from _distinct([draft for draft in drafts if draft.confidence > _PASSING or not is_told])


def _drafts(
    material: Material, statement: Statement, activities: Sequence[tuple[int, int]]
) -> Iterator[Draft]:
    items = list(_items(material, statement, activities))
    for group in _groups(material, statement, items):
        yield _draft(statement, group)


def _items(
    material: Material, statement: Statement, activities: Sequence[tuple[int, int]]
) -> Iterator[_Item]:
    folded = material.page.folded
    fields = _fields_of_study(material, statement)
    for named in material.named_in(ConceptKind.SKILL, start=statement.start, end=statement.end):
        is_activity = any(start <= named.start and named.end <= end for start, end in (*activities, *fields))
        is_denied = _NOT_WANTED.search(folded[max(statement.start, named.start - 40) : named.start])
        if is_activity or is_denied or _is_soft(material, named.concept):
            continue
        before = folded[statement.start : named.start]
        yield _Item(
            named,
            material.importance(statement, named.start, default=_default(statement)),
            before.count("(") - before.count(")"),
        )


def _fields_of_study(material: Material, statement: Statement) -> list[tuple[int, int]]:
    """Where the statement names fields of study, if it speaks of a diploma (`Bac+3 en statistique`)."""
    if not _STUDIES.search(material.page.folded, statement.start, statement.end):
        return []
    named = material.named_in(ConceptKind.FIELD, start=statement.start, end=statement.end)
    return [(item.start, item.end) for item in named]


def _is_soft(material: Material, skill: ConceptId) -> bool:
    return skill in SOFT or _TRAITS in material.taxonomy.concept(skill).broader


def _default(statement: Statement) -> Importance:
    return Importance.MUST if statement.kind is BlockKind.TITLE else Importance.NICE


def _groups(material: Material, statement: Statement, items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """The skills of a statement, those of which any one is enough together."""
    for run in _runs(material, items):
        if _is_choice(material, statement, run):
            for _, same in groupby(run, key=lambda item: item.importance):
                yield list(same)
        else:
            yield from _pairs(material, run)


def _runs(material: Material, items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """Skills listed one after the other with nothing but commas and conjunctions between them."""
    run: list[_Item] = []
    for item in items:
        if run and not _goes_on(material.page.folded, run, item):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _goes_on(folded: str, run: Sequence[_Item], item: _Item) -> bool:
    gap = folded[run[-1].named.end : item.named.start]
    if item.depth > run[-1].depth:
        return len(run) == 1 and bool(re.fullmatch(r"[^,;()]{0,24}\([^,;()]{0,40}", gap))
    if item.depth < run[-1].depth:
        return bool(re.match(r"[^(,;]{0,24}\)\s*(?:ou|or|o|او)\s", gap))
    return bool(_FILLER.fullmatch(_PREFERRED.sub("", gap)))


def _is_choice(material: Material, statement: Statement, run: Sequence[_Item]) -> bool:
    """Whether one skill of the run is enough: `A, B ou C`, `un outil (A, B, C)`, `A, B ou équivalent`."""
    folded = material.page.folded
    if len(run) < 2:
        return False
    gaps = [_gap(folded, left, right) for left, right in pairwise(run)]
    if any(_PREFERRED.search(gap) for gap in gaps) and _ACCEPTED.search(
        folded, run[-1].named.end, statement.end
    ):
        return True
    if run[-1].depth > 0:
        return True
    if _EQUIVALENT.match(folded, run[-1].named.end, statement.end):
        return True
    before = folded[statement.start : run[0].named.start]
    has_and = any(_AND.search(gap) for gap in gaps)
    if _ANY_OF_BEFORE.search(before) and not has_and:
        return True
    *first, last = gaps
    return bool(_OR.search(last)) and not any(_OR.search(gap) or _AND.search(gap) for gap in first)


def _gap(folded: str, left: _Item, right: _Item) -> str:
    """The words between two skills; an Arabic `and` is written on the word that follows it."""
    return folded[left.named.end : right.named.start + (folded[right.named.start] == "و")]


def _pairs(material: Material, run: Sequence[_Item]) -> Iterator[list[_Item]]:
    """The run cut at commas and `et`; what `ou` or a slash joins stays together."""
    group = [run[0]]
    for left, right in pairwise(run):
        gap = _gap(material.page.folded, left, right)
        joins = _OR.search(gap) or (_SLASH.fullmatch(gap) and not _builds_on(material, left, right))
        if joins and left.importance is right.importance:
            group.append(right)
        else:
            yield group
            group = [right]
    yield group


def _builds_on(material: Material, left: _Item, right: _Item) -> bool:
    """Whether one of two skills parted by a slash is made with the other (`Java/Spring`): both are meant."""
    first = material.taxonomy.concept(left.named.concept)
    second = material.taxonomy.concept(right.named.concept)
    return second.id in (*first.needs, *first.broader) or first.id in (*second.needs, *second.broader)


def _draft(statement: Statement, group: Sequence[_Item]) -> Draft:
    skills = tuple(dict.fromkeys(item.named.concept for item in group))
    is_inferred = statement.kind in _IN_PASSING or statement.kind is BlockKind.TITLE
    confidence = min(item.named.confidence for item in group)
    return Draft(
        SkillWanted(skills),
        group[0].importance,
        group[0].named.start,
        group[-1].named.end,
        origin=Origin.INFERRED if is_inferred else Origin.DECLARED,
        confidence=_PASSING if statement.kind in _IN_PASSING else confidence * (0.7 if is_inferred else 1.0),
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
