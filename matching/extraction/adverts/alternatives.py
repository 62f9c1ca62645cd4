"""Requirements of which one is enough: `bac+2 ou 2 ans d'expérience`, `anglais ou espagnol`."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Sequence
from dataclasses import replace

from matching.extraction.adverts.material import Draft, Material
from matching.extraction.adverts.page import pattern
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    LanguageWanted,
    SkillWanted,
)

_OR = pattern(
    r"\b(?:ou(?: bien| alors| encore| a defaut)?|a defaut|sinon|soit|or(?: else)?|otherwise|failing that|although|unless|o(?: bien)?|u|en su defecto)\b|(?<!\w)(?:أو|وإلا)(?!\w)"
)
_AND_ALSO = re.compile(r"[;.]|,\s*(?:et|and|y|و)\b|\s(?:et|and|y)\s")
_OR_JUST_BEFORE = pattern(
    r"(?<!\w)(?:ou|or|o|u|soit|أو|او)(?:,? (?:bien|alors|encore|un |une |a |an |le |la |en |in |el |de |du |d'|l'|niveau |bon |bonne |autre |اللغة |لغة ))*[ /]*(?:l'|d'|ال)?$"
)
_MERE_OR = pattern(r"[ ,]*(?:ou(?: bien| alors)?|or|o(?: bien)?|أو) (?:au moins |at least |al menos )?")
_AT_LEAST = pattern(
    r"\b(?:ou (?:plus|davantage|equivalente?s?|similaires?|assimilee?s?)|or (?:more|above|over|better|higher|similar|equivalent)|o (?:mas|superior|similar(?:es)?|equivalente))\b|أو (?:أكثر|ما يعادل|ما شابه)"
)
_CAN_STAND_IN = (EducationWanted, ExperienceWanted, SkillWanted)
_FARTHEST = 90


def with_alternatives(material: Material, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts in the order of the advert, those of which one is enough numbered alike."""
    ordered = sorted(drafts, key=lambda draft: (draft.start, draft.end))
    numbers: dict[int, int] = {}
    n_groups = 0
    for place, draft in enumerate(ordered):
        statement = material.statement_at(draft.start)
        for other in range(place + 1, len(ordered)):
            if statement is None or ordered[other].start >= statement.end:
                break
            if not _are_alternatives(material, draft, ordered[other], ordered[place + 1 : other]):
                continue
            if place not in numbers and other not in numbers:
                n_groups += 1
            number = numbers.get(place) or numbers.get(other) or n_groups
            numbers[place] = numbers[other] = number
            break
    return tuple(
        replace(draft, alternatives=numbers[place]) if place in numbers else draft
        for place, draft in enumerate(ordered)
    )


def _are_alternatives(material: Material, first: Draft, second: Draft, between: Sequence[Draft]) -> bool:
    """Whether `ou` stands between two requirements of one sentence that can stand in for each other."""
    if first.importance is not second.importance:
        return False
    folded = material.page.folded
    if isinstance(first.wanted, LanguageWanted) and isinstance(second.wanted, LanguageWanted):
        return _are_language_choice(folded, first, second)
    if not (isinstance(first.wanted, _CAN_STAND_IN) and isinstance(second.wanted, _CAN_STAND_IN)):
        return False
    if type(first.wanted) is type(second.wanted):
        return _are_experience_choice(folded, first, second)
    gap = folded[first.end : second.start]
    if isinstance(first.wanted, ExperienceWanted):
        gap = _AT_LEAST.sub("", gap)
    if _is_of_the_trade(material, first, second):
        return False
    # In `Bac+2, ou Bac et 3 ans` the `et` belongs to the lower diploma that stands between.
    has_lower = any(isinstance(draft.wanted, EducationWanted) for draft in between)
    is_parted = _AND_ALSO.search(_from_or(gap)) and not has_lower
    return 0 < len(gap) <= _FARTHEST and bool(_OR.search(gap)) and not is_parted


def _are_experience_choice(folded: str, first: Draft, second: Draft) -> bool:
    """Whether two lengths of experience are a choice: `1 an de recouvrement ou 2 ans de télévente`."""
    if not (isinstance(first.wanted, ExperienceWanted) and isinstance(second.wanted, ExperienceWanted)):
        return False
    return _MERE_OR.fullmatch(folded, first.end, second.start) is not None


def _is_of_the_trade(material: Material, first: Draft, second: Draft) -> bool:
    """Whether a skill is what the trades of the experience are about (`3 ans en DevOps ou cloud`)."""
    if not (isinstance(first.wanted, ExperienceWanted) and isinstance(second.wanted, SkillWanted)):
        return False
    needed = {skill for trade in first.wanted.occupations for skill in material.taxonomy.concept(trade).needs}
    return not needed.isdisjoint(second.wanted.skills)


def _are_language_choice(folded: str, first: Draft, second: Draft) -> bool:
    """Whether two languages are a choice: `anglais ou espagnol`, `anglais, espagnol ou allemand`."""
    assert isinstance(first.wanted, LanguageWanted)
    assert isinstance(second.wanted, LanguageWanted)
    words = folded[first.start : second.start]
    choice = _OR_JUST_BEFORE.search(words)
    if choice is None or first.wanted.language == second.wanted.language:
        return False
    is_list = "," in words[: choice.start()].rstrip(" ,")
    return not is_list or (first.wanted.level == second.wanted.level and len(words) <= _FARTHEST)


def _from_or(gap: str) -> str:
    found = _OR.search(gap)
    return gap[found.end() :] if found else gap
