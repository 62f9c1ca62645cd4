"""Levels of language as people state them: codes, words, marks, percentages, stars."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from matching.extraction.cefr_words import LEVEL_WORDS, SPOKEN_WORDS, UNDERSTOOD_WORDS, WRITTEN_WORDS
from matching.types import CefrLevel, Span


class LevelForm(StrEnum):
    """How a level is stated, from the most to the least exact."""

    CODE = "code"  # B2
    WORD = "word"  # courant
    SCALE = "scale"  # 4/5, 80 %, ★★★★☆
    SKILLS = "skills"  # lu, écrit, parlé: a command without a degree


class LanguageSide(StrEnum):
    """Which command of a language words are about."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    UNDERSTOOD = "understood"


@dataclass(frozen=True, slots=True)
class StatedLevel:
    """A level as stated.

    Attributes:
        span: The words, in the text that was searched.
        stated: The level as written; stars and dots as a fraction (`4/5`).
        sides: The commands it is about; empty when the words do not say.
        confidence: In [0, 1]: how surely the words mean this level.
    """

    span: Span
    level: CefrLevel
    form: LevelForm
    stated: str
    sides: frozenset[LanguageSide] = frozenset()
    confidence: float = 1.0


_CODE = (
    r"(?:niv(?:eau|\.)?|level|nivel|مستوي|المستوي)?[ :]{0,2}(?<![a-z0-9])(?P<code>[abc]) ?(?P<rank>[12])"
    r"(?![a-z0-9])(?:[.+]\d?)?(?: ?(?:[/-]|a|à|to) ?[abc][12](?![a-z0-9]))?"
)
_PERCENT = r"(?P<percent>\d{1,3}) ?[%٪]"
_FRACTION = (
    r"(?P<mark>\d{1,2}(?:[.,]\d{1,2})?) ?(?:/|sur|out of|de|من|over) ?(?P<best>5|6|10|20|100)(?![\d/])"
)
_FILLED = "★⭐●■◆▪✦⬤◼█▮✪✱*🌟🔵⚫•"
_STARS = "★⭐🌟"
_EMPTY = "☆○□◇◦◯▫◻░▯✩⚪▒·"
_DOTS = rf"(?P<filled>[{_FILLED}](?:[ \ufe0f]?[{_FILLED}])*)\ufe0f?(?P<empty>(?:[ \ufe0f]?[{_EMPTY}])*)"
_SCALE = re.compile(rf"(?<![\d/.,])(?:{_PERCENT}|{_FRACTION})|{_DOTS}")


def _words(patterns: tuple[str, ...]) -> str:
    return "|".join(sorted(patterns, key=len, reverse=True))


# One group per row, in the order of the levels: the engine skips plain alternatives by their first letter,
# which it cannot do for groups (ten times slower, measured 2026-11-25). Lower levels have no wording that
# begins like a longer one of a higher level.
_WORD = re.compile(
    r"(?<!\w)[وبل]?(?:" + "|".join(f"({_words(words)})" for _, _, words in LEVEL_WORDS) + r")(?!\w)"
)
_AIMED_AT = re.compile(r"\)? ?(?:vise|souhaite|en cours|en preparation|objectif|target|in progress|en curso)")
_CODED = re.compile(_CODE)


def _whole(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[وبل]?(?:{_words(patterns)})(?!\w)")


_SIDE_PATTERNS = {
    LanguageSide.SPOKEN: _whole(SPOKEN_WORDS),
    LanguageSide.WRITTEN: _whole(WRITTEN_WORDS),
    LanguageSide.UNDERSTOOD: _whole(UNDERSTOOD_WORDS),
}
_DEFAULT_BEST = 5


def find_levels(folded: str, start: int = 0, end: int | None = None) -> list[StatedLevel]:
    """The levels stated in `folded[start:end]`, in the order of the text.

    `folded` is text as `fold` makes it. Words such as `bon` or `bases` are ordinary words too: search only
    where languages are spoken of.
    """
    end = len(folded) if end is None else end
    found: list[StatedLevel] = []
    for reader in (_codes, _scales, _level_words):
        taken = [level.span for level in found]
        found += [level for level in reader(folded, start, end) if not _overlaps(level.span, taken)]
    return sorted(found, key=lambda level: level.span)


def find_sides(folded: str, start: int = 0, end: int | None = None) -> list[tuple[Span, LanguageSide]]:
    """Where `folded[start:end]` speaks of reading, writing or speaking, in the order of the text."""
    end = len(folded) if end is None else end
    found = [
        (Span(*match.span()), side)
        for side, pattern in _SIDE_PATTERNS.items()
        for match in pattern.finditer(folded, start, end)
    ]
    return sorted(found, key=lambda item: item[0])


def level_of_share(share: float) -> CefrLevel:
    """The level that a mark given to oneself stands for; `share` of the best mark, in [0, 1]."""
    bounds = (0.95, 0.8, 0.65, 0.5, 0.3)
    levels = (CefrLevel.C2, CefrLevel.C1, CefrLevel.B2, CefrLevel.B1, CefrLevel.A2)
    return next((level for bound, level in zip(bounds, levels, strict=True) if share >= bound), CefrLevel.A1)


def _codes(folded: str, start: int, end: int) -> Iterator[StatedLevel]:
    for match in _CODED.finditer(folded, start, end):
        level = CefrLevel[match["code"].upper() + match["rank"]]
        if _AIMED_AT.match(folded, match.end()):
            continue
        stated = folded[match.start("code") : match.end()].strip().upper().replace(" ", "")
        yield StatedLevel(Span(*match.span()), level, LevelForm.CODE, stated)


def _level_words(folded: str, start: int, end: int) -> Iterator[StatedLevel]:
    for match in _WORD.finditer(folded, start, end):
        level, confidence, _ = LEVEL_WORDS[(match.lastindex or 1) - 1]
        yield StatedLevel(Span(*match.span()), level, LevelForm.WORD, match.group(), confidence=confidence)


def _scales(folded: str, start: int, end: int) -> Iterator[StatedLevel]:
    for match in _SCALE.finditer(folded, start, end):
        marks = _marks(match)
        if marks is None:
            continue
        value, best, stated = marks
        if value <= best:
            yield StatedLevel(
                Span(*match.span()), level_of_share(value / best), LevelForm.SCALE, stated, confidence=0.5
            )


def _marks(match: re.Match[str]) -> tuple[float, float, str] | None:
    """The mark, the best mark and both as text; None for one or two dots, which may be bullets."""
    if match["percent"]:
        return float(match["percent"]), 100, f"{match['percent']}%"
    if match["best"]:
        return (
            float(match["mark"].replace(",", ".")),
            float(match["best"]),
            f"{match['mark']}/{match['best']}",
        )
    filled = _count(match["filled"], _FILLED)
    empty = _count(match["empty"], _EMPTY)
    if filled + empty < (1 if match["filled"][0] in _STARS else 3):
        return None
    best = filled + empty if empty else max(filled, _DEFAULT_BEST)
    return filled, best, f"{filled}/{best}"


def _count(run: str, signs: str) -> int:
    return sum(sign in signs for sign in run)


def _overlaps(span: Span, taken: list[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in taken)
