"""Languages and levels that stand on lines of their own: columns and tables read line by line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from matching.extraction.cefr import StatedLevel
from matching.extraction.language_claims import LanguageClaim


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line of a list of languages: claims, or levels without a language."""

    claims: tuple[LanguageClaim, ...] = ()
    levels: tuple[StatedLevel, ...] = ()


def paired_claims(rows: Sequence[ListRow]) -> list[LanguageClaim]:
    """The claims of all rows, those without a level completed from the rows of levels beside them.

    `Français / Anglais / C1 / B2` pairs in order; a single level belongs to the language above it, or, when
    that has one, to the languages of the row below (`Courant :` above `Français, espagnol`).
    """
    blocks = [list(block) for _, block in groupby(rows, key=lambda row: bool(row.claims))]
    claims = [[list(row.claims) for row in block] if block[0].claims else [] for block in blocks]
    for number, block in enumerate(blocks):
        levels = [level for row in block for level in row.levels]
        if not levels:
            continue
        if number and _complete_above(claims[number - 1], levels):
            continue
        if number + 1 < len(blocks) and len(levels) == 1:
            _complete_below(claims[number + 1], levels[0])
    return [claim for block_claims in claims for row in block_claims for claim in row]


def _complete_above(rows: list[list[LanguageClaim]], levels: list[StatedLevel]) -> bool:
    places = [(row, index) for row in rows for index in range(len(row))]
    waiting: list[tuple[list[LanguageClaim], int]] = []
    for row, index in reversed(places):
        if row[index].levels or row[index].certificates:
            break
        waiting.insert(0, (row, index))
    if not waiting:
        return False
    if len(waiting) == len(levels):
        for (row, index), level in zip(waiting, levels, strict=True):
            row[index] = replace(row[index], levels=(level,))
    elif len(waiting) == 1 or len(levels) == 1:
        row, index = waiting[-1]
        row[index] = replace(row[index], levels=tuple(levels))
    return True


def _complete_below(rows: list[list[LanguageClaim]], level: StatedLevel) -> None:
    rows[0][:] = [claim if claim.levels else replace(claim, levels=(level,)) for claim in rows[0]]
