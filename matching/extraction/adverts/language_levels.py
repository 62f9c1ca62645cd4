"""The levels a statement tells, and the language each is told of."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.material import Material
from matching.extraction.adverts.page import pattern
from matching.extraction.cefr import LevelForm, StatedLevel, find_levels
from matching.requirements import Importance
from matching.taxonomy.concepts import ConceptKind
from matching.types import CefrLevel, LanguageCode

SEPARATOR = re.compile(r"[,;/]|\b(?:et|and|y|e|mais|but|pero|ainsi que|plus)\b|(?<!\w)و(?=\w)|\s-\s|\+")
_CONNECTED = pattern(
    r"(?: |/|-|\+|,|(?<!\w)(?:et|and|y|e|o|u|ou|or|le|la|du|de|en|in|el|del|un|une|ainsi que)(?!\w)|[ld]'|و|أو|ال|اللغة|لغة|ب)*"
)
_LISTED = re.compile(r"[,]\s*")
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
_AS_IF_NATIVE = pattern(
    r"\b(?:level|niveau|nivel|comme|como|like|as if|quasi|near)\b[^,;.]{0,24}$|(?:مثل|مستوى)[^,;.]{0,16}$"
)
_NOT_ENOUGH = pattern(
    r"[^.;,]{0,8}\b(?:ne (?:suffi\w+|sera pas suffisant|suffira) ?(?:pas)?|(?:n'est |est )?(?:pas suffisant|insuffisant)\w*|(?:is |are )?(?:not enough|insufficient)|isn't enough|won't do|no (?:es|sera) suficiente|no basta|es insuficiente)\b|[^.;,]{0,8}(?:لا يكفي|غير كاف)"
)
_NEAR = 40
_WEAK_WORDS = frozenset({CefrLevel.A1})


@dataclass(frozen=True, slots=True)
class NamedLanguage:
    """A language named in a statement, with the levels and commands said of it."""

    code: LanguageCode
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ToldLevel:
    """A level told in a statement; `is_code` when by its code (`B2`). Offsets are those of the page."""

    level: CefrLevel
    start: int
    end: int
    is_code: bool
    confidence: float


def levels_of(
    material: Material, statement: Statement, named: Sequence[NamedLanguage]
) -> dict[NamedLanguage, list[ToldLevel]]:
    """The levels told of each language; a level told of several in one breath is given to each."""
    folded = material.page.folded
    owned: dict[NamedLanguage, list[ToldLevel]] = {language: [] for language in named}
    for level in _stated_levels(material, statement, named):
        owner = _owner(folded, level, named)
        if owner is not None:
            owned[owner].append(level)
    if _BILINGUAL.search(folded, statement.start, statement.end) and not any(owned.values()):
        for language in named:
            owned[language].append(
                ToldLevel(CefrLevel.C1, language.start, language.end, is_code=False, confidence=0.7)
            )
    _share(folded, named, owned)
    return owned


def _stated_levels(
    material: Material, statement: Statement, named: Sequence[NamedLanguage]
) -> Iterator[ToldLevel]:
    folded = material.page.folded
    for stated in find_levels(folded, statement.start, _end_of_levels(material, statement, named)):
        if level := _level(folded, stated, statement):
            yield level


def _end_of_levels(material: Material, statement: Statement, named: Sequence[NamedLanguage]) -> int:
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


def _level(folded: str, stated: StatedLevel, statement: Statement) -> ToldLevel | None:
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
    if _NOT_ENOUGH.match(folded, stated.span.end, stated.span.end + _NEAR):
        return None
    level = stated.level
    before = folded[max(statement.start, stated.span.start - 40) : stated.span.start]
    is_figurative = level is CefrLevel.NATIVE and (
        _AS_IF_NATIVE.search(before)
        or folded[stated.span.start : stated.span.end + 6].endswith(("level", "-leve"))
    )
    if stated.form is LevelForm.WORD and (level is CefrLevel.C2 or is_figurative):
        level = CefrLevel.C1  # what recruiters mean by `bilingue` and by `comme un natif`
    return ToldLevel(
        level, stated.span.start, stated.span.end, stated.form is LevelForm.CODE, stated.confidence
    )


def _owner(folded: str, level: ToldLevel, named: Sequence[NamedLanguage]) -> NamedLanguage | None:
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
    return bool(SEPARATOR.search(words)) or end - start > 60


def _share(folded: str, named: Sequence[NamedLanguage], owned: dict[NamedLanguage, list[ToldLevel]]) -> None:
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
