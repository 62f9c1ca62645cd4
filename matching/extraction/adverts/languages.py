"""Languages asked for, each with the least level and the command of it that is meant."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Draft, Material
from matching.extraction.adverts.page import pattern
from matching.extraction.cefr import LanguageSide, LevelForm, StatedLevel, find_levels, find_sides
from matching.requirements import Importance, LanguageMode, LanguageWanted
from matching.taxonomy.concepts import ConceptKind
from matching.types import CefrLevel, LanguageCode, Origin

# What is French, Spanish ... without speaking it: `marché espagnol`, `clientes franceses`, `UK customers`.
_THING_BEFORE = pattern(r"""
\b(?:march\w+|client\w*|clientele|operateurs?|editeurs?|groupes?|societes?|entreprises?|marques?|pme|utilisateurs?|equipes?|agences?|filiales?|assureurs?|banques?|enseignes?|fournisseurs?|prospects?|public|abonnes|donneurs?|ordres?|leaders?|acteurs?|particuliers|mutuelles?|sites?|poste clavier|clavier|fiscalite|droit|territoire|partenaires?|consommateurs?|magasins?|projets?|horaires?|horario|hora|heure|
mercados?|empresas?|grupos?|companias?|marcas?|hogares|usuarios|abonados|particulares|festivos?|operadoras?|proyectos?|centro|plataforma|consultora|multinacional|
زبناء|زبائن|عملاء|شركة|شركات|مجموعة|سوق|متجر|إلكتروني|مقاولات?|متعامل|فاعل|السوق|الزبناء|العملاء) (?:et \w+ |y \w+ )?$
""")
_THING_AFTER = pattern(
    r" (?:market|customers?|clients?|compan(?:y|ies)|brands?|operators?|users?|subscribers?|publisher|office|headquarters|parent|group|retailer|insurer|bank|law|holidays|time zone)\b"
)
_WEEK_ENDS = pattern(r"fines de ")  # not Finnish
_LEVEL_OF_THE_TEST = pattern(
    r"\b(?:test|tests|prueba|examen|entretien|entrevista|interview|appel|evaluation|اختبار|مقابلة)\b[^,;.]{0,16}$"
)
_BY_AUTHOR = (
    (LanguageCode("fr"), pattern(r"\blangue de moliere\b")),
    (LanguageCode("en"), pattern(r"\blangue de shakespeare\b|\blengua de shakespeare\b")),
    (LanguageCode("es"), pattern(r"\blangue de cervantes\b|\blengua de cervantes\b")),
)
_SEPARATOR = re.compile(r"[,;/]|\b(?:et|and|y|e|mais|but|pero|ainsi que|plus)\b|(?<!\w)و(?=\w)|\s-\s|\+")
_CONNECTED = pattern(
    r"(?: |/|-|\+|,|(?<!\w)(?:et|and|y|e|o|u|ou|or|le|la|du|de|en|in|el|del|un|une|ainsi que)(?!\w)|[ld]'|و|أو|ال|اللغة|لغة|ب)*"
)
_LISTED = re.compile(r"[,]\s*")
_NOT_REQUIRED = pattern(
    r"\b(?:pas besoin d[e']|sans|aucun\w*|ni|no se (?:requiere|necesita|exige)|no (?:hace falta|es necesario)|without|no need (?:for|of)|not? (?:required|needed) ?:?|pas d[e'])(?: \w+'?){0,3} ?(?:l'|d')?$|(?:لا (?:ت|ي)شترط|بدون|دون)(?: \w+){0,3} $"
)
_SPEAKING = pattern(
    r"\b(?:en|in|al|parl\w+|speak\w*|habl\w+|langue|language|idioma|bilingu\w+|trilingu\w+|niveau|nivel|level)\b ?(?:le |el |l'|de |du |d')?$|(?<!\w)(?:ب|بال|باللغة|لل)$"
)
_BILINGUAL = pattern(
    r"\b(?:bi|tri|multi)l?lingues?\b|\bbilingual\b|\btrilingual\b|ثنائي(?:ة)? اللغة|مزدوج(?:ة)? اللغة"
)
_PLURAL_LEVEL = re.compile(
    r"(?:courants|bons|corrects|fluent|excellents|professionnels|avances|intermediaires|altos|fluidos)$"
)
# A word that names knowledge without a degree says nothing of the level.
_NO_DEGREE = pattern(
    r"(?:connaissances?|conocimientos|معرفة|maitrise[er]?|pratique|expert|professionnels?|مهني(?:ة)?|technical|techniques?|tecnico)"
)
_ALSO_WRITTEN = pattern(
    r"(?<!\w)و(?:ال)?كتاب(?:ة|يا|ي)\b|(?<!\w)مكتوبة?\b|\b(?:orthographe|redactionnel\w*|ortografia|spelling)\b|إملائية?"
)
_ALSO_SPOKEN = pattern(
    r"(?<!\w)و(?:ال)?(?:شفو(?:يا|ي)|شفه(?:يا|ي)|نطقا|تحدثا|حديثا|محادثة|تكلما|مشافهة)\b|(?<!\w)(?:حديثا|تكلما|مشافهة)\b"
)
_BESIDE = 24
_PART = re.compile(r"[,;/]")
_AS_IF_NATIVE = pattern(
    r"\b(?:level|niveau|nivel|comme|como|like|as if|quasi|near)\b[^,;.]{0,24}$|(?:مثل|مستوى)[^,;.]{0,16}$"
)
_LEADS_TO = pattern(
    r" ?(?:(?:and|et|y|e|ou|or) (?:written|spoken|ecrit|oral|parle|hablado|escrito) )?(?:(?:en|in|of|de|du) |command of |l'|d')*"
)
_PURPOSE = pattern(
    r"hablar|hablo|speak|speaking|write|writing|escrib\w+|escritura|redige|redaction|conversation|كلام|(?:ال)?تحدث"
)
_SPEAKER = pattern(r"\b(?:tu|qui|il|elle|on)\b $")  # `tu parles` is no command told apart
_TYPING = pattern(r"\b(?:vitesse|rapidite|speed|velocidad|سرعة)\b")
_AS_WELL = pattern(r" ?(?:aussi|egalement|too|as well|tambien|أيضا|كذلك)\b")
_WEAK_WORDS = frozenset({CefrLevel.A1})

_DEMANDING = frozenset({BlockKind.PROFILE, BlockKind.CONDITIONS})


@dataclass(frozen=True, slots=True)
class _Named:
    """A language named in a statement, with the levels and commands said of it."""

    code: LanguageCode
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Level:
    level: CefrLevel
    start: int
    end: int
    is_code: bool
    confidence: float


def read_languages(material: Material) -> Iterator[Draft]:
    """The languages asked for, in the order of the advert.

    A language named without a level, where another statement gives one, is not repeated.
    """
    drafts = [
        draft
        for statement in material.statements
        for draft in _drafts(material, statement)
    ]  # fmt: skip
    yield from _distinct(drafts)


def _drafts(material: Material, statement: Statement) -> Iterator[Draft]:
    named = sorted(_named(material, statement), key=lambda language: language.start)
    if not named:
        return
    levels = _levels(material, statement, named)
    sides = _sides(material.page.folded, statement, named)
    for language in named:
        stated = levels[language]
        modes = _modes(material.page.folded, stated, sides[language])
        groups: dict[tuple[Importance, LanguageMode], list[_Level]] = defaultdict(list)
        for level in stated:
            place = max(language.start, level.start)
            importance = material.importance(statement, place, default=_default(statement, has_level=True))
            groups[importance, modes[level]].append(level)
        if not groups:
            yield from _without_level(material, statement, language, sides[language])
        for (importance, mode), found in groups.items():
            yield _draft(language, importance, mode, found, statement)


def _draft(
    language: _Named,
    importance: Importance,
    mode: LanguageMode,
    levels: Sequence[_Level],
    statement: Statement,
) -> Draft:
    codes = [level for level in levels if level.is_code]
    natives = [level for level in levels if level.level is CefrLevel.NATIVE]
    if codes:
        wanted = min(codes + natives, key=lambda level: level.level)
    else:
        wanted = max(levels, key=lambda level: (level.level is not CefrLevel.NATIVE, level.level))
    is_known = statement.kind in _DEMANDING
    return Draft(
        LanguageWanted(language.code, wanted.level, mode),
        importance,
        min(language.start, *(level.start for level in levels)),
        max(language.end, *(level.end for level in levels)),
        origin=Origin.DECLARED,
        confidence=wanted.confidence if is_known else 0.8 * wanted.confidence,
    )


def _without_level(
    material: Material, statement: Statement, language: _Named, sides: frozenset[LanguageSide]
) -> Iterator[Draft]:
    """The language alone: demanded by name, by the title, or by duties that are done in it."""
    is_demanded = statement.kind in _DEMANDING
    if not is_demanded and not _is_spoken_in_duty(material, statement, language):
        return
    yield Draft(
        LanguageWanted(language.code, None, _mode_of(sides)),
        material.importance(statement, language.start, default=Importance.MUST),
        language.start,
        language.end,
        origin=Origin.DECLARED if is_demanded else Origin.INFERRED,
        confidence=0.9 if is_demanded else 0.5,
    )


def _is_spoken_in_duty(material: Material, statement: Statement, language: _Named) -> bool:
    if statement.kind is BlockKind.TITLE:
        return True
    if statement.kind not in {BlockKind.TASKS, BlockKind.INTRO, BlockKind.COMPANY}:
        return False
    if statement.kind is BlockKind.COMPANY:
        return False
    before = material.page.folded[max(statement.start, language.start - 24) : language.start]
    return bool(_SPEAKING.search(before)) or material.page.folded[language.start :].startswith(
        ("بال", "وال", "باللغ")
    )


def _default(statement: Statement, *, has_level: bool) -> Importance:
    return Importance.MUST if has_level or statement.kind is not BlockKind.OFFER else Importance.NICE


def _named(material: Material, statement: Statement) -> Iterator[_Named]:
    if statement.kind in {BlockKind.APPLY, BlockKind.UNWANTED, BlockKind.OFFER, BlockKind.COMPANY}:
        return
    folded = material.page.folded
    for found in material.named_in(ConceptKind.LANGUAGE, start=statement.start, end=statement.end):
        before = folded[max(statement.start, found.start - 40) : found.start]
        if (
            _WEEK_ENDS.match(folded, found.start)
            or _THING_BEFORE.search(before)
            or _THING_AFTER.match(folded, found.end)
            or _NOT_REQUIRED.search(before)
        ):
            continue
        yield _Named(LanguageCode(found.concept.partition("/")[2]), found.start, found.end)
    for code, words in _BY_AUTHOR:
        for match in words.finditer(folded, statement.start, statement.end):
            yield _Named(code, *match.span())


def _levels(material: Material, statement: Statement, named: Sequence[_Named]) -> dict[_Named, list[_Level]]:
    folded = material.page.folded
    owned: dict[_Named, list[_Level]] = {language: [] for language in named}
    for level in _stated_levels(material, statement, named):
        owner = _owner(folded, level, named)
        if owner is not None:
            owned[owner].append(level)
    if _BILINGUAL.search(folded, statement.start, statement.end) and not any(owned.values()):
        for language in named:
            owned[language].append(
                _Level(CefrLevel.C1, language.start, language.end, is_code=False, confidence=0.7)
            )
    _share(folded, named, owned)
    return owned


def _stated_levels(material: Material, statement: Statement, named: Sequence[_Named]) -> Iterator[_Level]:
    folded = material.page.folded
    for stated in find_levels(folded, statement.start, _end_of_levels(material, statement, named)):
        if level := _level(folded, stated, statement):
            yield level


def _end_of_levels(material: Material, statement: Statement, named: Sequence[_Named]) -> int:
    """Where the levels of the statement end: `Français : indispensable. Niveau C1.` goes on for one language."""
    end = statement.end
    if len({language.code for language in named}) > 1:
        return end
    for following in material.statements[material.places[statement] + 1 :]:
        has_language = material.named_in(ConceptKind.LANGUAGE, start=following.start, end=following.end)
        if following.line != statement.line or has_language or following.kind is not statement.kind:
            break
        if any(
            level.form is LevelForm.CODE
            for level in find_levels(material.page.folded, following.start, following.end)
        ):
            end = following.end
    return end


def _level(folded: str, stated: StatedLevel, statement: Statement) -> _Level | None:
    if stated.form not in {LevelForm.CODE, LevelForm.WORD}:
        return None
    words = stated.span.text_in(folded)
    if stated.form is LevelForm.WORD and (_NO_DEGREE.fullmatch(words) and stated.level is CefrLevel.A2):
        return None
    if (
        stated.form is LevelForm.WORD
        and stated.level in _WEAK_WORDS
        and statement.importance is Importance.MUST
    ):
        return None
    level = stated.level
    before = folded[max(statement.start, stated.span.start - 40) : stated.span.start]
    is_figurative = level is CefrLevel.NATIVE and (
        _AS_IF_NATIVE.search(before)
        or folded[stated.span.start : stated.span.end + 6].endswith(("level", "-leve"))
    )
    if stated.form is LevelForm.WORD and (level is CefrLevel.C2 or is_figurative):
        level = CefrLevel.C1  # what recruiters mean by `bilingue` and by `comme un natif`
    return _Level(level, stated.span.start, stated.span.end, stated.form is LevelForm.CODE, stated.confidence)


def _owner(folded: str, level: _Level, named: Sequence[_Named]) -> _Named | None:
    """The language a level is said of: the one not parted from it, a code also across commas."""
    inside = next((item for item in named if item.start <= level.start < item.end), None)
    left = next((item for item in reversed(named) if item.end <= level.start), None)
    right = next((item for item in named if item.start >= level.end), None)
    if inside is not None:
        return inside
    if left and not _is_parted(folded, left.end, level.start):
        return left
    if right and not _is_parted(folded, level.end, right.start):
        return right
    return (left or right) if level.is_code else None


def _is_parted(folded: str, start: int, end: int) -> bool:
    """Whether a comma or conjunction outside brackets stands between."""
    words = re.sub(r"\([^()]*(?:\)|$)", "", folded[start:end])
    return bool(_SEPARATOR.search(words)) or end - start > 60


def _share(folded: str, named: Sequence[_Named], owned: dict[_Named, list[_Level]]) -> None:
    """Give languages named in one breath (`fluent in English and French`) the level said of one of them."""
    for first, second in pairwise(named):
        gap = folded[first.end : second.start]
        stands_before = owned[first] and all(level.end <= first.start for level in owned[first])
        if stands_before and not owned[second] and _CONNECTED.fullmatch(gap) and not _LISTED.fullmatch(gap):
            owned[second].extend(owned[first])
    for first, second in reversed(list(pairwise(named))):
        gap = folded[first.end : second.start]
        if owned[first] or not owned[second] or not _CONNECTED.fullmatch(gap):
            continue
        is_mere_list = bool(_LISTED.fullmatch(gap))
        plural = any(_PLURAL_LEVEL.search(folded[level.start : level.end]) for level in owned[second])
        before = all(level.end <= first.start for level in owned[second])
        if not is_mere_list or plural or before:
            owned[first].extend(owned[second])


def _sides(
    folded: str, statement: Statement, named: Sequence[_Named]
) -> dict[_Named, frozenset[LanguageSide]]:
    found: dict[_Named, set[LanguageSide]] = {language: set() for language in named}
    told = [(span.start, span.end, side) for span, side in find_sides(folded, statement.start, statement.end)]
    for words, side in ((_ALSO_WRITTEN, LanguageSide.WRITTEN), (_ALSO_SPOKEN, LanguageSide.SPOKEN)):
        told += [(*match.span(), side) for match in words.finditer(folded, statement.start, statement.end)]
    for start, end, side in told:
        owner = _spoken_of(folded, named, start, end)
        is_parted = len(named) > 1 and bool(_PART.search(folded, owner.end, start))
        if (
            side is not LanguageSide.UNDERSTOOD
            and not is_parted
            and _is_command(folded, statement, start, end)
        ):
            found[owner].add(side)
    return {language: frozenset(sides) for language, sides in found.items()}


def _is_command(folded: str, statement: Statement, start: int, end: int) -> bool:
    """Whether words of speaking or writing tell a command of the language, and not a test, a purpose or typing."""
    before = folded[statement.start : start]
    if _LEVEL_OF_THE_TEST.search(before) or _SPEAKER.search(before) or _PURPOSE.fullmatch(folded, start, end):
        return False
    return not _TYPING.search(folded[max(0, start - 16) : start]) and not _AS_WELL.match(folded, end)


def _spoken_of(folded: str, named: Sequence[_Named], start: int, end: int) -> _Named:
    """The language that words of speaking or writing are about: the one before, unless they lead to the next."""
    left = next((item for item in reversed(named) if item.end <= start), None)
    right = next((item for item in named if item.start >= end), None)
    if right and (left is None or _LEADS_TO.fullmatch(folded, end, right.start)):
        return right
    return left or named[0]


def _mode_of(sides: frozenset[LanguageSide]) -> LanguageMode:
    if sides == {LanguageSide.SPOKEN}:
        return LanguageMode.SPOKEN
    return LanguageMode.WRITTEN if sides == {LanguageSide.WRITTEN} else LanguageMode.ANY


def _modes(
    folded: str, levels: Sequence[_Level], sides: frozenset[LanguageSide]
) -> dict[_Level, LanguageMode]:
    """The command each level is of: one level holds for all that is named, two for the one told beside each."""
    if len([level for level in levels if level.is_code]) < 2 or len(sides) < 2:
        return dict.fromkeys(levels, _mode_of(sides))
    ends = [*(level.start for level in levels[1:]), levels[-1].end + _BESIDE]
    return {level: _mode_beside(folded, level, end) for level, end in zip(levels, ends, strict=True)}


def _mode_beside(folded: str, level: _Level, end: int) -> LanguageMode:
    """The command told right after the level (`C1 à l'oral`), else right before it (`written B2`)."""
    parted = _SEPARATOR.search(folded, level.end, end)
    after = find_sides(folded, level.end, parted.start() if parted else end)
    before = find_sides(folded, max(0, level.start - _BESIDE), level.start)[-1:]
    return _mode_of(frozenset(side for _, side in after or before))


def _distinct(drafts: Sequence[Draft]) -> Iterator[Draft]:
    kept: list[Draft] = []
    for draft in sorted(drafts, key=_rank):
        assert isinstance(draft.wanted, LanguageWanted)
        if not any(_covers(other, draft) for other in kept):
            kept.append(draft)
    yield from sorted(kept, key=lambda draft: draft.start)


def _rank(draft: Draft) -> tuple[bool, bool, float, int]:
    assert isinstance(draft.wanted, LanguageWanted)
    return (draft.importance is Importance.NICE, draft.wanted.level is None, -draft.confidence, draft.start)


def _covers(known: Draft, draft: Draft) -> bool:
    """Whether the requirement known leaves nothing for the other to add."""
    assert isinstance(known.wanted, LanguageWanted)
    assert isinstance(draft.wanted, LanguageWanted)
    if known.wanted.language != draft.wanted.language:
        return False
    if draft.wanted.level is None:
        return True
    if known.wanted.level is None or known.wanted.mode not in {LanguageMode.ANY, draft.wanted.mode}:
        return False
    return known.importance == draft.importance or draft.wanted.level <= known.wanted.level
