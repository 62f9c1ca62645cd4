"""Studies asked for: the least level, and the fields of study where some are named."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.durations import find_durations
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.importance import states_minimum
from matching.extraction.adverts.material import Draft, Material
from matching.extraction.adverts.page import pattern
from matching.extraction.adverts.study_fields import fields_of_study
from matching.requirements import EducationWanted, Importance
from matching.taxonomy.concepts import ConceptKind
from matching.types import EducationLevel, Origin

_BAC = r"(?:bac(?:calaureat)?|bachillerato|(?:ال)?(?:باك|باكالوريا|بكالوريا))"
_BAC_PLUS = pattern(
    rf"(?<!\w){_BAC} ?(?:\+|plus|زائد) ?(?P<years>\d)(?: ?(?:/|-|a|à|ou|et|or|to|o|,) ?(?:{_BAC} ?)?\+? ?\d(?!\d))*(?! ?ans? d)"
)
_YEARS_AFTER_BAC = {
    1: EducationLevel.BAC,
    2: EducationLevel.BAC_2,
    3: EducationLevel.BAC_3,
    4: EducationLevel.BAC_3,
}
# Wording of adverts for a level, beyond the names of diplomas.
_WORDED: tuple[tuple[EducationLevel, float, re.Pattern[str]], ...] = (
    (
        EducationLevel.BAC_2,
        0.9,
        pattern(
            r"\b(?:post-secondary|tertiary|further education) (?:qualification|diploma|education|degree|studies|certificate)|\btwo[- ]year (?:degree|diploma|course|qualification|post-secondary)|\b(?:associate|foundation) degree|\bhigher national (?:diploma|certificate)|\bhn[dc]\b|\b(?:deux|2) (?:ans|annees) (?:d'etudes )?(?:superieures|apres le bac)|\b(?:2|two) years (?:of (?:higher|post-secondary|university)|after)|\bdos anos de (?:estudios|universidad)"
        ),
    ),
    (
        EducationLevel.BAC_2,
        0.6,
        pattern(
            r"\b(?:etudes|enseignement|formation|diplome d'etudes) superieures?\b|\bdiplome superieur|\bestudios superiores|\bformacion superior|\bhigher education\b|\bcollege diploma|(?:دراسات|تعليم|تكوين|شهادة|دبلوم) (?:ال)?عالي?(?:ة|ا)?\b|\bciclo superior|\b(?:fp |ciclo |formacion profesional )(?:de )?(?:grado )?superior|\bgrado superior"
        ),
    ),
    (
        EducationLevel.BAC_3,
        0.8,
        pattern(
            r"\b(?:university|bachelor'?s?|undergraduate|college|first|honou?rs|relevant|technical|computer science|it|science) degree|\bdegree (?:in|or)\b|\ba degree\b|\bdegree[- ](?:level|educated|qualified)|\bgraduates?\b(?! (?:school|scheme))|\bdiplome universitaire\b(?! de technologie)|\buniversitaires?\b(?= (?:en|exige|requis))|\b(?:titulacion|titulo|estudios|grado|formacion) universitari[oa]s?|\bcarrera universitaria|\blicenciatura|(?:شهادة|دبلوم|مستوى) جامعي(?:ة)?"
        ),
    ),
    (
        EducationLevel.BAC_5,
        0.9,
        pattern(
            r"\b(?:master'?s?|postgraduate|engineering) degree|\bdiplome d'ingenieur|\becoles? d'ingenieurs?|\bingenieur d'etat|\bcycle ingenieur|\bgrandes? ecoles?|\bingenieria superior"
        ),
    ),
    (
        EducationLevel.BAC,
        0.9,
        pattern(
            r"\bhigh[- ]school|\bsecondary (?:school|education|studies|level)|\bschool[- ]leaving|\bniveau (?:bac|baccalaureat|terminale)\b(?! ?\+)|\bnivel bachillerato|\bestudios secundarios|\beducacion secundaria|مستوى (?:ال)?(?:باك|باكالوريا|بكالوريا)(?! ?[+\d])"
        ),
    ),
)  # fmt: skip
_STUDY_WORD = pattern(
    r"\b(?:diplom\w+|formation|etudes|degree|qualification|education|titul\w+|estudios|formacion|graduate|master|bac|licence|ecole|university|universite|universidad|bts|dut|ingenieur d'etat)\b|(?:شهادة|دبلوم|تكوين|مستوى|إجازة|ماستر|باك)"
)
_DIPLOMA_WORD = pattern(
    r"\b(?:diplom\w+|formation(?! (?:assuree|interne|continue|initiale|payee|remuneree|est|sont|sera|se|en interne|produit|metier|de \d)\b)|etudes|degree|qualification|titulacion|titulo|estudios)\b|(?:شهادة|دبلوم|تكوين)"
)
_NOT_REQUIRED = pattern(
    r"\b(?:sans (?:condition de )?|aucun |pas (?:besoin )?de |ni |no se (?:requiere|exige) |sin (?:necesidad de )?|no |without (?:a )?|not? )(?:diplome|titul\w+|degree|diploma|estudios|formal education|qualification)\b|\bdiplome (?:non|pas) (?:exige|requis|necessaire|obligatoire)|\b(?:degree|diploma) (?:is )?not (?:required|necessary)|(?:بدون|لا يشترط|لا تشترط) (?:أي )?(?:شهادة|دبلوم)"
)
_A_TRADE_BEFORE = pattern(
    r"(?:\b(?:comme|en tant que?|en tant qu'|as|as an?|como|poste d[e']|d'experience (?:en|comme|d)|role of)|بصفة) ?(?:un |une |d')?$"
)
_ORDINARY_WORD = pattern(r"maitrises?|licences|grado|college|levels?")
_LICENCE_OF_SOFTWARE = pattern(
    r"(?:\b(?:permis|gestion des?|driving|software|cout des?)|رخصة) ?(?:les |de )?$"
)

_LONGEST_NAME = 120
_TOGETHER = pattern(
    r"[^,;]{0,25}\b(?:avec|et|with|and|plus|con|y)\b[^,;]{0,20}|[^,;]{0,25}(?:\+|مع|و)[^,;]{0,20}"
)
_TRUSTED = frozenset({BlockKind.PROFILE, BlockKind.CONDITIONS})
_DIPLOMA_IMPLIED = EducationLevel.BAC_2


@dataclass(frozen=True, slots=True)
class _Level:
    level: EducationLevel
    start: int
    end: int
    confidence: float = 1.0


def read_education(material: Material) -> Iterator[Draft]:
    """The studies asked for: per statement and importance, the least of the levels named.

    Outside the description of the person, only a level said to be a minimum counts. A level named twice
    counts once, where it names its fields.
    """
    kept: dict[tuple[Importance, EducationLevel], Draft] = {}
    for statement in material.statements:
        if statement.kind in {BlockKind.APPLY, BlockKind.OFFER, BlockKind.UNWANTED, BlockKind.TASKS}:
            continue
        for draft in _drafts(material, statement):
            assert isinstance(draft.wanted, EducationWanted)
            known = kept.setdefault((draft.importance, draft.wanted.level), draft)
            assert isinstance(known.wanted, EducationWanted)
            if draft.wanted.fields and not known.wanted.fields:
                kept[draft.importance, draft.wanted.level] = draft
    yield from kept.values()


def _drafts(material: Material, statement: Statement) -> Iterator[Draft]:
    folded = material.page.folded
    if _NOT_REQUIRED.search(folded, statement.start, statement.end):
        return
    if statement.kind not in _TRUSTED and not states_minimum(material.page, statement.start, statement.end):
        return
    groups: dict[tuple[Importance, int], list[_Level]] = defaultdict(list)
    found = _levels(material, statement)
    for level in found:
        importance = material.importance(statement, level.start, default=Importance.MUST)
        groups[importance, _part(folded, statement, found, level)].append(level)
    for (importance, _), levels in groups.items():
        yield from _of_levels(material, statement, importance, levels)
    if not groups and (implied := _implied(material, statement)):
        yield implied


def _part(folded: str, statement: Statement, levels: Sequence[_Level], level: _Level) -> int:
    """Which part of a statement a level stands in: 1 for the lower diploma that needs more work beside it.

    `Bac+2, ou Bac avec 2 ans d'expérience` asks for the Bac, and for the Bac+2 or the years.
    """
    is_lower = any(other.end < level.start and level.level < other.level for other in levels)
    durations = find_durations(folded, level.end, statement.end)
    needs_work = bool(durations) and _TOGETHER.fullmatch(folded, level.end, durations[0].start)
    return 1 if is_lower and needs_work else 0


def _of_levels(
    material: Material, statement: Statement, importance: Importance, levels: Sequence[_Level]
) -> Iterator[Draft]:
    """The studies; fields that are only preferred (`de préférence en gestion`) make a wish of their own."""
    least = min(levels, key=lambda level: (level.level, -level.confidence))
    start = min(level.start for level in levels)
    end = max(level.end for level in levels)
    fields, fields_end = fields_of_study(material, statement, start, end)
    is_preferred = fields_end > end and (
        material.importance(statement, fields_end - 1, default=importance) is not importance
    )
    draft = Draft(
        EducationWanted(least.level, () if is_preferred else fields),
        importance,
        start,
        end if is_preferred else max(end, fields_end),
        origin=Origin.DECLARED if least.confidence >= 0.7 else Origin.INFERRED,
        confidence=least.confidence,
    )
    yield draft
    if is_preferred and importance is Importance.MUST:
        wish = EducationWanted(least.level, fields)
        yield replace(draft, wanted=wish, importance=Importance.NICE, end=fields_end)


def _levels(material: Material, statement: Statement) -> list[_Level]:
    folded = material.page.folded
    found = [
        _Level(_YEARS_AFTER_BAC.get(int(match["years"]), _long_studies(int(match["years"]))), *match.span())
        for match in _BAC_PLUS.finditer(folded, statement.start, statement.end)
        if match["years"] != "0"
    ]
    for level, confidence, words in _WORDED:
        for match in words.finditer(folded, statement.start, statement.end):
            if not _overlaps(found, *match.span()):
                found.append(_Level(level, *match.span(), confidence))
    found += [
        level
        for level in _named_diplomas(material, statement)
        if not _overlaps(found, level.start, level.end)
    ]
    return sorted(found, key=lambda level: level.start)


def _long_studies(years: int) -> EducationLevel:
    return EducationLevel.BAC_8 if years >= 8 else EducationLevel.BAC_5


def _overlaps(found: Sequence[_Level], start: int, end: int) -> bool:
    return any(level.start < end and start < level.end for level in found)


def _named_diplomas(material: Material, statement: Statement) -> Iterator[_Level]:
    folded = material.page.folded
    for named in material.named_in(ConceptKind.DIPLOMA, start=statement.start, end=statement.end):
        level = material.taxonomy.concept(named.concept).level
        before = folded[max(statement.start, named.start - 30) : named.start]
        is_something_else = (
            level in {None, EducationLevel.NONE}
            or bool(_ORDINARY_WORD.fullmatch(folded, named.start, named.end))
            or bool(_A_TRADE_BEFORE.search(before))
            or bool(_LICENCE_OF_SOFTWARE.search(before))
            or (_is_in_a_longer_name(material, named.start, named.end) and not _STUDY_WORD.search(before))
        )
        if not is_something_else and level is not None:
            yield _Level(level, named.start, named.end, min(1.0, named.confidence + 0.2))


def _is_in_a_longer_name(material: Material, start: int, end: int) -> bool:
    """Whether the words are part of a trade or skill (`Scrum Master`, `ingénieur système`)."""
    nearby = (
        named
        for kind in (ConceptKind.OCCUPATION, ConceptKind.SKILL)
        for named in material.named_in(kind, start=max(0, start - _LONGEST_NAME), end=end)
    )
    return any(
        named.start <= start and end <= named.end and named.end - named.start > end - start
        for named in nearby
    )


def _implied(material: Material, statement: Statement) -> Draft | None:
    """A diploma in a field without a level: the shortest that adverts mean by it."""
    word = _DIPLOMA_WORD.search(material.page.folded, statement.start, statement.end)
    if statement.kind is not BlockKind.PROFILE or word is None:
        return None
    fields, end = fields_of_study(material, statement, word.start(), word.end())
    if not fields:
        return None
    importance = material.importance(statement, word.start(), default=Importance.MUST)
    return Draft(
        EducationWanted(_DIPLOMA_IMPLIED, fields), importance, word.start(), end, Origin.INFERRED, 0.5
    )
