"""Whether a language is wanted spoken, written or both."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Sequence

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.language_levels import SEPARATOR, NamedLanguage, ToldLevel
from matching.extraction.adverts.page import pattern
from matching.extraction.cefr import LanguageSide, find_sides
from matching.requirements import LanguageMode

_LEVEL_OF_THE_TEST = pattern(
    r"\b(?:test|tests|prueba|examen|entretien|entrevista|interview|appel|evaluation|اختبار|مقابلة)\b[^,;.]{0,16}$"
)
_ALSO_WRITTEN = pattern(
    r"(?<!\w)و(?:ال)?كتاب(?:ة|يا|ي)\b|(?<!\w)مكتوبة?\b|\b(?:orthographe|redactionnel\w*|ortografia|spelling)\b|إملائية?"
)
_ALSO_SPOKEN = pattern(
    r"(?<!\w)و(?:ال)?(?:شفو(?:يا|ي)|شفه(?:يا|ي)|نطقا|تحدثا|حديثا|محادثة|تكلما|مشافهة)\b|(?<!\w)(?:حديثا|تكلما|مشافهة)\b"
)
_BESIDE = 24
_PART = re.compile(r"[,;/]")
_LEADS_TO = pattern(
    r" ?(?:(?:and|et|y|e|ou|or) (?:written|spoken|ecrit|oral|parle|hablado|escrito) )?(?:(?:en|in|of|de|du) |command of |l'|d')*"
)
_PURPOSE = pattern(
    r"hablar|hablo|speak|speaking|write|writing|escrib\w+|escritura|redige|redaction|conversation|كلام|(?:ال)?تحدث"
)
_SPEAKER = pattern(r"\b(?:tu|qui|il|elle|on)\b $")  # `tu parles` is no command told apart
_TYPING = pattern(r"\b(?:vitesse|rapidite|speed|velocidad|سرعة)\b")
_AS_WELL = pattern(r" ?(?:aussi|egalement|too|as well|tambien|أيضا|كذلك)\b")


def sides_of(
    folded: str, statement: Statement, named: Sequence[NamedLanguage]
) -> dict[NamedLanguage, frozenset[LanguageSide]]:
    """Whether speaking, writing or both are told of each language."""
    found: dict[NamedLanguage, set[LanguageSide]] = {language: set() for language in named}
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


def _spoken_of(folded: str, named: Sequence[NamedLanguage], start: int, end: int) -> NamedLanguage:
    """The language that words of speaking or writing are about: the one before, unless they lead to the next."""
    left = next((item for item in reversed(named) if item.end <= start), None)
    right = next((item for item in named if item.start >= end), None)
    if right and (left is None or _LEADS_TO.fullmatch(folded, end, right.start)):
        return right
    return left or named[0]


def mode_of(sides: frozenset[LanguageSide]) -> LanguageMode:
    """The command that is meant: any, where both or neither are told."""
    if sides == {LanguageSide.SPOKEN}:
        return LanguageMode.SPOKEN
    return LanguageMode.WRITTEN if sides == {LanguageSide.WRITTEN} else LanguageMode.ANY


def modes_of(
    folded: str, levels: Sequence[ToldLevel], sides: frozenset[LanguageSide]
) -> dict[ToldLevel, LanguageMode]:
    """The command each level is of: one level holds for all that is named, two for the one told beside each."""
    if len([level for level in levels if level.is_code]) < 2 or len(sides) < 2:
        return dict.fromkeys(levels, mode_of(sides))
    ends = [*(level.start for level in levels[1:]), levels[-1].end + _BESIDE]
    return {level: _mode_beside(folded, level, end) for level, end in zip(levels, ends, strict=True)}


def _mode_beside(folded: str, level: ToldLevel, end: int) -> LanguageMode:
    """The command told right after the level (`C1 à l'oral`), else right before it (`written B2`)."""
    parted = SEPARATOR.search(folded, level.end, end)
    after = find_sides(folded, level.end, parted.start() if parted else end)
    before = find_sides(folded, max(0, level.start - _BESIDE), level.start)[-1:]
    return mode_of(frozenset(side for _, side in after or before))
