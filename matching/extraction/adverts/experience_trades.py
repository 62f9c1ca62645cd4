"""The trades and activities whose months count for an experience."""

from typing import NamedTuple

from matching.extraction.adverts.activities import Activity
from matching.extraction.adverts.experience_parts import ExperiencePart
from matching.extraction.adverts.material import Material, NamedConcept
from matching.extraction.adverts.page import pattern
from matching.taxonomy.concepts import ConceptKind
from matching.types import ConceptId

_SETTING = "contact-centre"
_OR = pattern(r"\b(?:ou|or|o|u)\b|/|(?<!\w)أو(?!\w)")


class NamedTrades(NamedTuple):
    """Where a trade or activity is named, and the trades that count for it."""

    start: int
    end: int
    trades: tuple[ConceptId, ...]


def named_trades(
    material: Material, part: ExperiencePart, activities: tuple[Activity, ...]
) -> list[NamedTrades]:
    """The trades and activities named in a part; where both name the same words, the longer."""
    found = [
        NamedTrades(item.start, item.end, (item.concept,))
        for item in material.named_in(ConceptKind.OCCUPATION, start=part.start, end=part.end)
        if not _is_tool(material, item)
    ]
    found += [
        NamedTrades(item.start, item.end, item.trades)
        for item in activities
        if part.start <= item.start < part.end and not _is_in_a_skill(material, item)
    ]
    longest = sorted(found, key=lambda item: (item.start - item.end, item.start))
    kept: list[NamedTrades] = []
    for item in longest:
        if not any(begin < item.end and item.start < finish for begin, finish, _ in kept):
            kept.append(item)
    return sorted(kept)


def related_trades(material: Material, named: list[NamedTrades]) -> list[NamedTrades]:
    """Leave out words that name a trade elsewhere (`côté serveur`): strangers to all others named here."""
    similarity = material.taxonomy.similarity
    kept = [
        item
        for item in named
        if len(item.trades) > 1
        or any(
            similarity(item.trades[0], trade) > 0
            for other in named
            if other is not item
            for trade in other.trades
        )
    ]
    return kept or named


def without_setting(
    material: Material, named: list[NamedTrades], activities: tuple[Activity, ...]
) -> list[NamedTrades]:
    """Leave out the call centre where it is only the place of something else (`la planification en ...`)."""
    settings = {item.start for item in activities if item.name == _SETTING}
    kept = [
        item
        for item in named
        if item.start not in settings
        or _OR.search(material.page.folded, max(0, item.start - 24), item.end + 8)
    ]
    return kept or named


def _is_in_a_skill(material: Material, activity: Activity) -> bool:
    """Whether the words of an activity are part of a longer name (`speech analytics`)."""
    named = material.named_in(ConceptKind.SKILL, start=max(0, activity.start - 40), end=activity.start + 1)
    return any(item.start < activity.start and activity.end <= item.end for item in named)


def _is_tool(material: Material, trade: NamedConcept) -> bool:
    """Whether the very words of a trade name a skill too (`Docker`)."""
    named = material.named_in(ConceptKind.SKILL, start=trade.start, end=trade.start + 1)
    return any(item.end == trade.end for item in named)
