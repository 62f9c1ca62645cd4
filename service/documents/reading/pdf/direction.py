"""From the order in which letters stand on a page to the order in which they are read.

The inverse of the Unicode bidirectional algorithm (UAX #9) for one line, as far as one line decides it:
numbers and Latin words keep their inner order inside right-to-left text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import lru_cache


class Kind(Enum):
    """What a letter asks of its neighbours."""

    LEFT_TO_RIGHT = auto()
    RIGHT_TO_LEFT = auto()
    DIGIT = auto()
    SEPARATOR = auto()
    NEUTRAL = auto()


_KINDS = {
    "L": Kind.LEFT_TO_RIGHT,
    "R": Kind.RIGHT_TO_LEFT,
    "AL": Kind.RIGHT_TO_LEFT,
    "EN": Kind.DIGIT,
    "AN": Kind.DIGIT,
    "CS": Kind.SEPARATOR,
}
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»"}
_OPENING = {
    **{opening: opening for opening in _PAIRS},
    **{closing: opening for opening, closing in _PAIRS.items()},
}
_PHONE = re.compile(r"(?:\+?\d+[ .\-/]){3,}\+?\d+\+?")
_GROUPS = re.compile(r"[ .\-/]|[^ .\-/]+")
_FIRST_RIGHT_TO_LEFT = "\u0590"
_STUCK_TO_WORD = frozenset("+#")


@lru_cache(maxsize=4096)
def kind_of(unit: str) -> Kind:
    """Return the kind of a letter or ligature, by its first strong character."""
    kinds = [_KINDS.get(unicodedata.bidirectional(character), Kind.NEUTRAL) for character in unit]
    strong = (kind for kind in kinds if kind in {Kind.LEFT_TO_RIGHT, Kind.RIGHT_TO_LEFT})
    return next(strong, kinds[0] if kinds else Kind.NEUTRAL)


def right_to_left_share(text: str) -> float:
    """Return the share of right-to-left letters among all letters, in [0, 1]; 0 without letters."""
    if max(text, default="") < _FIRST_RIGHT_TO_LEFT:
        return 0.0
    kinds = [kind_of(character) for character in text if character.isalpha()]
    return sum(kind is Kind.RIGHT_TO_LEFT for kind in kinds) / len(kinds) if kinds else 0.0


def reading_order(units: Sequence[str], *, among_right_to_left: bool) -> str:
    """Return the letters of one line, given from left to right, in the order in which they are read.

    Args:
        units: Letters and ligatures as they stand on the page.
        among_right_to_left: The lines around are mostly written from right to left.
    """
    kinds = [kind_of(unit) for unit in units]
    if Kind.RIGHT_TO_LEFT not in kinds:
        text = "".join(units)
        return _phone_forwards(text) if among_right_to_left and Kind.LEFT_TO_RIGHT not in kinds else text
    runs = list(_runs(units, kinds))
    if among_right_to_left or _starts_right(kinds):
        text = "".join(reversed(runs))
    else:
        text = "".join(_islands_reversed(runs))
    return _phone_forwards(_oriented_brackets(text))


def _starts_right(kinds: Sequence[Kind]) -> bool:
    """Return whether a line among left-to-right ones has right-to-left letters at both ends."""
    strong = [kind for kind in kinds if kind in {Kind.LEFT_TO_RIGHT, Kind.RIGHT_TO_LEFT}]
    return strong[0] is strong[-1] is Kind.RIGHT_TO_LEFT


def _runs(units: Sequence[str], kinds: Sequence[Kind]) -> Iterator[str]:
    """Yield, from left to right, pieces that keep their inner order: Latin text, numbers, single letters."""
    start = 0
    while start < len(units):
        end = _end_of_latin(units, kinds, start) or _end_of_number(kinds, start) or start + 1
        yield "".join(units[start:end])
        start = end


def _end_of_latin(units: Sequence[str], kinds: Sequence[Kind], start: int) -> int | None:
    """Return where left-to-right text that starts here ends: after its last letter or digit."""
    number_end = _end_of_number(kinds, start) or start
    if number_end >= len(kinds) or kinds[number_end] is not Kind.LEFT_TO_RIGHT:
        return None
    end = number_end
    for index in range(number_end, len(kinds)):
        if kinds[index] is Kind.RIGHT_TO_LEFT:
            break
        if kinds[index] in {Kind.LEFT_TO_RIGHT, Kind.DIGIT}:
            end = index + 1
    while end < len(units) and units[end] in _STUCK_TO_WORD:
        end += 1
    inside = [unit for unit in units[start:end] if unit in _OPENING]
    if len(inside) % 2 and end < len(units) and units[end] in _OPENING:
        end += 1
    return end


def _end_of_number(kinds: Sequence[Kind], start: int) -> int | None:
    """Return where a number that starts here ends; one separator between digits belongs to it."""
    end = start
    while end < len(kinds):
        if kinds[end] is Kind.DIGIT:
            end += 1
        elif end > start and kinds[end] is Kind.SEPARATOR and kinds[end + 1 : end + 2] == [Kind.DIGIT]:
            end += 2
        else:
            break
    return end if end > start else None


def _islands_reversed(runs: Sequence[str]) -> Iterator[str]:
    """Yield the runs of a left-to-right line with each right-to-left passage turned round."""
    island: list[str] = []
    waiting: list[str] = []
    for run in runs:
        kind = kind_of(run)
        if kind is Kind.RIGHT_TO_LEFT:
            island += [*waiting, run] if island else [run]
            waiting = []
        elif island and kind is not Kind.LEFT_TO_RIGHT:
            waiting.append(run)
        else:
            yield from [*reversed(island), *waiting, run]
            island, waiting = [], []
    yield from [*reversed(island), *waiting]


def _oriented_brackets(text: str) -> str:
    """Return the line with each bracket open or closed as its neighbours ask.

    Some producers write the shape that is seen, others the character that was typed.
    """
    characters = list(text)
    depth = 0
    for index, character in enumerate(characters):
        opening = _OPENING.get(character)
        if opening is None:
            continue
        is_open = _opens(characters, index, depth)
        depth += 1 if is_open else -1
        characters[index] = opening if is_open else _PAIRS[opening]
    return "".join(characters)


def _opens(characters: Sequence[str], index: int, depth: int) -> bool:
    gap_before = index == 0 or characters[index - 1].isspace()
    after = characters[index + 1] if index + 1 < len(characters) else " "
    gap_after = after.isspace() or after in ".,;:،؛"
    return gap_before if gap_before != gap_after else depth <= 0


def _phone_forwards(text: str) -> str:
    """Return the line with telephone numbers from their first group on.

    Their groups run right to left or not, depending on the producer; a number starts with 0 or +.
    """
    return _PHONE.sub(lambda match: _forwards(match[0]), text)


def _forwards(number: str) -> str:
    if number.startswith(("0", "+")) and not number.endswith("+"):
        return number
    groups = ["+" + g[:-1] if g.endswith("+") else g for g in reversed(_GROUPS.findall(number))]
    turned = "".join(groups)
    return turned if turned.startswith(("0", "+")) else number
