"""Skills named one after the other: which of them belong together as a choice."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.material import Material, NamedConcept
from matching.extraction.adverts.page import pattern
from matching.extraction.adverts.skill_kinds import is_product_name
from matching.requirements import Importance

_OR = pattern(r"\b(?:ou|or|o|u|soit)\b|(?<!\w)أو(?!\w)")
_AND = pattern(r"\b(?:et|and|y|e|ainsi que|plus)\b|&|\+|(?<!\w)و")
_SLASH = re.compile(r"[\s)]*/[\s(]*")
_FILLER = pattern(
    r"(?: |,|/|&|\+|(?<!\w)(?:ou|or|o|u|et|and|y|e|ainsi que|de|du|des|d|le|la|les|l|el|los|in|en|of|with|avec|un|une|a|the|on|sur|bonne|bases|notions|maitrise|connaissance|knowledge|experience|conocimientos|de preference|preferably|idealement|soit)(?!\w)|['’]|\b[v]?\d+(?:\.\d+)*\b|(?<!\w)(?:و|أو|في|ب|ال|من|على|مع|معرفة|أداة|أدوات)(?!\w)|(?<!\w)و)*"
)
_OR_IN_BRACKETS = pattern(r" ?\((?:ou|or|o|أو) (?:\w+ )?")  # `Laravel and Vue (or React)`
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


@dataclass(frozen=True, slots=True)
class SkillItem:
    """A skill named in a statement, and how deep in brackets it stands."""

    named: NamedConcept
    importance: Importance
    depth: int


def skill_groups(
    material: Material, statement: Statement, items: Sequence[SkillItem]
) -> Iterator[list[SkillItem]]:
    """The skills of a statement, those of which any one is enough together."""
    runs = (
        part
        for run in _runs(material, items)
        for piece in _cut_at_heads(material, run)
        for part in _apart(material, _without_head(material, piece))
    )
    for run in runs:
        if _is_choice(material, statement, run):
            for _, same in groupby(run, key=lambda item: item.importance):
                yield list(same)
        else:
            yield from _pairs(material, run)


def _cut_at_heads(material: Material, run: list[SkillItem]) -> Iterator[list[SkillItem]]:
    """The run cut before what heads a choice of its own: `Veeam, scripting PowerShell ou Bash`."""
    start = 0
    for number, item in enumerate(run[:-1]):
        if number > start and _is_head(material, item, run[number + 1]):
            yield run[start:number]
            start = number
    yield run[start:]


def _is_head(material: Material, item: SkillItem, following: SkillItem) -> bool:
    """Whether a skill only says of which kind the next is (`bases de données Oracle`)."""
    named = item.named
    is_product = is_product_name(named.label, skill=named.concept, taxonomy=material.taxonomy)
    return not is_product and _gap(material.page.folded, item, following) == " "


def _without_head(material: Material, run: list[SkillItem]) -> list[SkillItem]:
    """Leave out what only says of which kind the tools are (`bases de données Oracle ou PostgreSQL`)."""
    return run[1:] if len(run) > 1 and _is_head(material, run[0], run[1]) else run


def _apart(material: Material, run: list[SkillItem]) -> Iterator[list[SkillItem]]:
    """A tool apart from the choice in the brackets after it (`Python (Django ou FastAPI)`).

    Brackets without a choice hold examples and stay with what they explain (`routing (CCNA)`).
    """
    details = run[1:]
    is_detailed = bool(details) and all(item.depth > run[0].depth for item in details)
    if is_detailed and any(_OR.search(_gap(material.page.folded, *pair)) for pair in pairwise(details)):
        yield run[:1]
        yield details
    else:
        yield run


def _runs(material: Material, items: Sequence[SkillItem]) -> Iterator[list[SkillItem]]:
    """Skills listed one after the other with nothing but commas and conjunctions between them."""
    run: list[SkillItem] = []
    for item in items:
        if len(run) > 1 and _OR_IN_BRACKETS.fullmatch(_gap(material.page.folded, run[-1], item)):
            yield run[:-1]
            run = run[-1:]
        if run and not _goes_on(material.page.folded, run, item):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _goes_on(folded: str, run: Sequence[SkillItem], item: SkillItem) -> bool:
    gap = folded[run[-1].named.end : item.named.start]
    if item.depth > run[-1].depth:
        return len(run) == 1 and bool(re.fullmatch(r"[^,;()]{0,24}\([^,;()]{0,40}", gap))
    if item.depth < run[-1].depth:
        return bool(re.match(r"[^(,;]{0,24}\)\s*(?:ou|or|o|او)\s", gap))
    return bool(_FILLER.fullmatch(_PREFERRED.sub("", gap)))


def _is_choice(material: Material, statement: Statement, run: Sequence[SkillItem]) -> bool:
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


def _gap(folded: str, left: SkillItem, right: SkillItem) -> str:
    """The words between two skills; an Arabic `and` is written on the word that follows it."""
    return folded[left.named.end : right.named.start + (folded[right.named.start] == "و")]


def _pairs(material: Material, run: Sequence[SkillItem]) -> Iterator[list[SkillItem]]:
    """The run cut at commas and `et`; what `ou` or a slash joins stays together."""
    group = [run[0]]
    is_stack = _is_stack(material, run)
    for left, right in pairwise(run):
        gap = _gap(material.page.folded, left, right)
        joins = _OR.search(gap) or (
            _SLASH.fullmatch(gap) and not is_stack and not _builds_on(material, left, right)
        )
        if joins and left.importance is right.importance:
            group.append(right)
        else:
            yield group
            group = [right]
    yield group


def _is_stack(material: Material, run: Sequence[SkillItem]) -> bool:
    """Whether slashes part three demands or more (`AD / O365 / Intune`): a stack and not a choice."""
    slashes = [_SLASH.fullmatch(_gap(material.page.folded, *pair)) for pair in pairwise(run)]
    return sum(map(bool, slashes)) > 1 and run[0].importance is Importance.MUST


def _builds_on(material: Material, left: SkillItem, right: SkillItem) -> bool:
    """Whether one of two skills parted by a slash is made with the other (`Java/Spring`): both are meant."""
    first = material.taxonomy.concept(left.named.concept)
    second = material.taxonomy.concept(right.named.concept)
    return second.id in (*first.needs, *first.broader) or first.id in (*second.needs, *second.broader)
