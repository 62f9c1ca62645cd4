"""The trade of an opening: by its title, else by the words that tell who is looked for."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Draft, Material, NamedConcept
from matching.extraction.adverts.page import pattern
from matching.requirements import Importance, OccupationWanted
from matching.taxonomy.concepts import ConceptKind
from matching.types import ConceptId, Origin

_APART = re.compile(r"\s*(?:/|,|\||;|\n)\s*|\s[-–—]\s|\s(?:ou|or|o|et|and|y|أو|و)\s")
_PART_EDGE = re.compile(r"\s[-–—|(]\s?|[,;|\n]")
_NOT_THE_TRADE = pattern(
    r"(?<!\w)(?:de|des|du|d'|of|for|pour|para|del|aupres|au|aux|with|con|avec|reporting to|rattache\w*|ل|لفائدة|تحت إشراف)(?:\s(?:les|la|le|nos|the|our|los|las))?\s?$"
)
_HIRING = pattern(
    r"\b(?:recrut(?:e|ons|ent|er)|(?:re)?cherch(?:e|ons|ent)|embauch(?:e|ons)|renforc\w+|besoin|faut|poste d[e']|intitule|en tant que?|en qualite de|"
    r"buscamos|busca|necesitamos|seleccionamos|puesto(?: de)?|como|looking for|hiring|recruit(?:s|ing)?|seek(?:s|ing)?|need|job title|position|role of|as an?)\b|(?:(?:ن|ي|ت)بحث عن|توظيف|(?:ن|ي|ت)وظف|منصب|وظيفة|بصفة)"
)
_CHOICE = re.compile(r"/|\b(?:ou|or|o|et|and|y)\b|(?<!\w)(?:أو|و)(?!\w)")
_WHOLE_LABEL = 0.65
_CLOSER_NAME = 0.78
_SHORTEST_LABEL = 4
_ANOTHER_NAME = 0.75
_REACH = 90


@dataclass(frozen=True, slots=True)
class _Trade:
    occupation: ConceptId
    start: int
    end: int
    confidence: float


def read_occupation(material: Material) -> Draft:
    """The trade, always once: without a concept when neither title nor body names one that is known.

    All trades that the title names fit fully; the body is asked when the title is silent (`Rejoignez-nous`).
    """
    title = material.page.text[: material.page.title_end].strip()
    found = list(_in_title(material)) or list(_in_body(material))
    occupations = tuple(dict.fromkeys(trade.occupation for trade in found))
    in_title = not found or found[0].start < material.page.title_end
    start, end = (0, material.page.title_end) if in_title else (found[0].start, found[0].end)
    return Draft(
        OccupationWanted(title, occupations),
        Importance.MUST,
        start,
        end,
        origin=Origin.DECLARED if in_title else Origin.INFERRED,
        confidence=min((trade.confidence for trade in found), default=0.0),
    )


def _in_title(material: Material) -> Iterator[_Trade]:
    named = _leading(
        material, material.named_in(ConceptKind.OCCUPATION, start=0, end=material.page.title_end)
    )
    for item in named:
        if closer := _closer_name(material, item, named):
            yield closer
        yield _Trade(item.concept, item.start, item.end, item.confidence)
    yield from _other_names(material, named)
    if not named:
        matches = (_match(material, start, end, least=_WHOLE_LABEL) for start, end in _title_parts(material))
        yield from [match for match in matches if match][:1]


def _title_parts(material: Material) -> Iterator[tuple[int, int]]:
    """Where the parts of the title stand, as dashes, commas and brackets make them."""
    place = 0
    for edge in _PART_EDGE.finditer(material.page.text, 0, material.page.title_end):
        yield place, edge.start()
        place = edge.end()
    yield place, material.page.title_end


def _closer_name(material: Material, item: NamedConcept, named: Sequence[NamedConcept]) -> _Trade | None:
    """The trade that the whole part of the title means, where it means more than the label found in it.

    `Conseiller commercial fidélisation` names a sales representative and means someone who keeps customers.
    """
    part = next((part for part in _title_parts(material) if part[0] <= item.start < part[1]), None)
    if part is None or sum(part[0] <= other.start < part[1] for other in named) > 1:
        return None
    match = _match(material, *part, least=_CLOSER_NAME)
    known = material.taxonomy.concept(item.concept)
    says_more = match and match.occupation != known.id and match.occupation not in known.broader
    return match if says_more else None


def _leading(material: Material, named: Sequence[NamedConcept]) -> list[NamedConcept]:
    """The trades named, without those that belong to another (`formateur de téléconseillers`)."""
    kept: list[NamedConcept] = []
    for item in named:
        before = material.page.folded[kept[-1].end if kept else 0 : item.start]
        if kept and (_NOT_THE_TRADE.search(before) or not _APART.search(before + " ")):
            continue
        kept.append(item)
    return kept


def _other_names(material: Material, named: list[NamedConcept]) -> Iterator[_Trade]:
    """Trades told by the parts of a title: `Ingénieur BI / Data` is also an `Ingénieur Data`."""
    text = material.page.text
    known = {item.concept for item in named}
    place = 0
    head = ""
    for part in [*_APART.finditer(text, 0, material.page.title_end), None]:
        stop = part.start() if part else material.page.title_end
        words = text[place:stop].strip(" ()")
        is_named = any(item.start < stop and place < item.end for item in named)
        is_bracketed = text[:place].count("(") > text[:place].count(")")
        is_choice = _CHOICE.search(text[max(0, place - 4) : place]) or (part and _CHOICE.search(part.group()))
        if words and is_choice and not is_named and not is_bracketed:
            phrase = f"{head} {words}" if len(words.split()) == 1 else words
            found = material.taxonomy.match(phrase, ConceptKind.OCCUPATION)
            if found and found[1] >= _ANOTHER_NAME and found[0].id not in known:
                known.add(found[0].id)
                yield _Trade(found[0].id, place, stop, 0.8)
        if is_named:
            head = words.split()[0] if words else ""
        place = part.end() if part else stop


def _match(material: Material, start: int, end: int, *, least: float) -> _Trade | None:
    words = material.page.text[start:end].strip()
    found = material.taxonomy.match(words, ConceptKind.OCCUPATION) if words else None
    if found is None or found[1] < least:
        return None
    return _Trade(found[0].id, start, end, found[1])


def _in_body(material: Material) -> Iterator[_Trade]:
    """The trades right after words for hiring, else the first trade the introduction names."""
    folded = material.page.folded
    first: _Trade | None = None
    for statement in material.statements_about(
        BlockKind.INTRO, BlockKind.PROFILE, BlockKind.CONDITIONS, BlockKind.TASKS
    ):
        found = material.named_in(ConceptKind.OCCUPATION, start=statement.start, end=statement.end)
        named = [item for item in found if item.end - item.start >= _SHORTEST_LABEL]
        if not named:
            continue
        first = first or _Trade(named[0].concept, named[0].start, named[0].end, 0.5)
        hiring = _HIRING.search(folded, statement.start, statement.end)
        after = [item for item in named if hiring and hiring.end() <= item.start <= hiring.end() + _REACH]
        if after:
            for item in _leading(material, after):
                yield _Trade(item.concept, item.start, item.end, 0.8 * item.confidence)
            return
    if first:
        yield first
