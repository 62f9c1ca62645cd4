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
from matching.requirements import EducationWanted, Importance
from matching.taxonomy.concepts import ConceptKind
from matching.types import ConceptId, EducationLevel, Origin

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
    r"\b(?:diplom\w+|formation(?! (?:assuree|interne|continue|initiale assuree))|etudes|degree|qualification|titulacion|titulo|estudios)\b|(?:شهادة|دبلوم|تكوين)"
)
_ANY_FIELD = pattern(
    r"\b(?:toutes? (?:filieres?|specialites?|disciplines?|formations?|options?|branches?)|tous? (?:domaines?|secteurs|diplomes)|peu importe|quelle que soit|quel que soit|toutes options|any (?:field|discipline|subject|specialit\w+|major|degree)|in any\b|cualquier|indistint\w+|sin importar)\b|(?:جميع|كل|أي|كافة|مختلف) (?:ال)?(?:تخصصات|تخصص|شعب|شعبة|مسالك)"
)
_NOT_REQUIRED = pattern(
    r"\b(?:sans (?:condition de )?|aucun |pas (?:besoin )?de |ni |no se (?:requiere|exige) |sin (?:necesidad de )?|no |without (?:a )?|not? )(?:diplome|titul\w+|degree|diploma|estudios|formal education|qualification)\b|\bdiplome (?:non|pas) (?:exige|requis|necessaire|obligatoire)|\b(?:degree|diploma) (?:is )?not (?:required|necessary)|(?:بدون|لا يشترط|لا تشترط) (?:أي )?(?:شهادة|دبلوم)"
)
_A_TRADE_BEFORE = pattern(
    r"(?:\b(?:comme|en tant que?|en tant qu'|as|as an?|como|poste d[e']|d'experience (?:en|comme|d)|role of)|بصفة) ?(?:un |une |d')?$"
)
_EXPERIENCE = pattern(
    r"\bexperienci?as?\b|\bexperiences?\b|(?:خبرة|تجربة)|\bet vous\b|\bvous (?:justifie|ave)z"
)
_ORDINARY_WORD = pattern(r"maitrises?|licences|grado|college|levels?")
_LICENCE_OF_SOFTWARE = pattern(
    r"(?:\b(?:permis|gestion des?|driving|software|cout des?)|رخصة) ?(?:les |de )?$"
)

_IN = pattern(r"\b(?:en|in)\b ?(?:l'|la |le |les )?|: ?|(?<!\w)(?:في|ب)(?= |ال)")
_NEXT_FIELD = pattern(
    r" ?(?:,|/|\(|\)|;|\b(?:et|ou|or|and|o|u|y|e)\b|(?<!\w)(?:أو|و)) ?(?:en |in |de |l'|la |le |les )?"
)
_NEXT_WORDS = pattern(
    r" ?\(?(?:minimum|min|mini|au moins|ou plus|et plus|validee?s?|obligatoire|exigee?)? ?(?P<field>[\w']+(?: [\w']+){0,2})(?=[ ,.;:()]|$)"
)
_WHOLE_FIELD = 0.9
_MAX_FIELD_WORDS = 3
_ANY_STUDIES = frozenset(
    {
        "engineering",
        "science",
        "sciences",
        "ingénierie",
        "ingeniería",
        "technology",
        "technologie",
        "management",
    }
)
_LONGEST_NAME = 120
_NEXT_FIT = 0.47  # the same after another field (`en réseaux, systèmes`)
_FIELD_FIT = 0.49  # one word of a two-word field; below, words such as `sciences` fit anything

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
    for level in _levels(material, statement):
        importance = material.importance(statement, level.start, default=Importance.MUST)
        groups[importance, _part(folded, statement, level.start)].append(level)
    for (importance, _), levels in groups.items():
        yield from _of_levels(material, statement, importance, levels)
    if not groups and (implied := _implied(material, statement)):
        yield implied


def _part(folded: str, statement: Statement, place: int) -> int:
    """Which part of `Bac+2 et 1 an d'expérience, ou Bac et 3 ans` a level stands in: by the durations before it."""
    durations = find_durations(folded, statement.start, statement.end)
    return sum(duration.end <= place for duration in durations if not _is_of_studies(folded, duration.start))


def _is_of_studies(folded: str, place: int) -> bool:
    return not _EXPERIENCE.search(folded, max(0, place - 80), place + 80)


def _of_levels(
    material: Material, statement: Statement, importance: Importance, levels: Sequence[_Level]
) -> Iterator[Draft]:
    """The studies; fields that are only preferred (`de préférence en gestion`) make a wish of their own."""
    least = min(levels, key=lambda level: (level.level, -level.confidence))
    start = min(level.start for level in levels)
    end = max(level.end for level in levels)
    fields, fields_end = _fields(material, statement, start, end)
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


def _fields(
    material: Material, statement: Statement, start: int, end: int
) -> tuple[tuple[ConceptId, ...], int]:
    """The fields of study named in the same part of the statement, and where they end."""
    folded = material.page.folded
    if _ANY_FIELD.search(folded, statement.start, statement.end):
        return (), end
    breaks = [match.start() for match in _EXPERIENCE.finditer(folded, statement.start, statement.end)]
    breaks += [item.start for item in find_durations(folded, statement.start, statement.end)]
    first = max((place for place in breaks if place < start), default=statement.start)
    last = min((place for place in breaks if place > end), default=statement.end)
    named = [
        (item.start, item.end, item.concept)
        for item in material.named_in(ConceptKind.FIELD, start=first, end=last)
    ]
    named += _listed_fields(material, start, last, named)
    named += [] if named else _field_right_after(material, end, last)
    fields = tuple(dict.fromkeys(concept for *_, concept in sorted(named)))
    return fields, max((stop for _, stop, _ in named), default=end)


def _listed_fields(
    material: Material, start: int, end: int, known: Sequence[tuple[int, int, ConceptId]]
) -> Iterator[tuple[int, int, ConceptId]]:
    """Fields told by one word of their name in a list (`en réseaux, systèmes ou développement`).

    Each `en` opens a list, which ends with the first words that are no field.
    """
    folded = material.page.folded
    for opening in _IN.finditer(folded, start, end):
        place = opening.end()
        stops = [match.start() for match in _NEXT_FIELD.finditer(folded, place, end)]
        for stop in [*stops, end]:
            words = material.page.text[place:stop].strip(" ,/.()")
            first = material.page.text.find(words, place)
            if words and not any(begin < stop and place < finish for begin, finish, _ in known):
                field = _field(material, words, least=_FIELD_FIT if place == opening.end() else _NEXT_FIT)
                if field is None:
                    break
                yield first, first + len(words), field
            gap = _NEXT_FIELD.match(folded, stop, end)
            place = gap.end() if gap else stop


def _field(material: Material, words: str, *, least: float) -> ConceptId | None:
    if len(words.split()) > _MAX_FIELD_WORDS or words.lower() in _ANY_STUDIES:
        return None
    found = material.taxonomy.match(words, ConceptKind.FIELD)
    return found[0].id if found and found[1] >= least else None


def _field_right_after(material: Material, start: int, end: int) -> Iterator[tuple[int, int, ConceptId]]:
    """The field told by the next words, up to a comma (`Bac+3 RH`)."""
    words = _NEXT_WORDS.match(material.page.folded, start, end)
    if words and words["field"]:
        found = material.taxonomy.match(
            material.page.text[words.start("field") : words.end("field")], ConceptKind.FIELD
        )
        if found and found[1] >= _WHOLE_FIELD:
            yield *words.span("field"), found[0].id


def _implied(material: Material, statement: Statement) -> Draft | None:
    """A diploma in a field without a level: the shortest that adverts mean by it."""
    word = _DIPLOMA_WORD.search(material.page.folded, statement.start, statement.end)
    if statement.kind is not BlockKind.PROFILE or word is None:
        return None
    fields, end = _fields(material, statement, word.start(), word.end())
    if not fields:
        return None
    importance = material.importance(statement, word.start(), default=Importance.MUST)
    return Draft(
        EducationWanted(_DIPLOMA_IMPLIED, fields), importance, word.start(), end, Origin.INFERRED, 0.5
    )
