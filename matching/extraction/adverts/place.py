"""Where the work is done, and how many days a week on site."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.importance import importance_at
from matching.extraction.adverts.material import Draft, Material, NamedConcept
from matching.extraction.adverts.numbers import NUMBER_WORDS, number_of
from matching.extraction.adverts.page import pattern
from matching.profile import Town
from matching.requirements import Importance, PlaceWanted
from matching.taxonomy.concepts import ConceptKind
from matching.types import ConceptId, Origin

HOME = ConceptId("town/oujda")
"""The town distances are measured to."""

_NUMBER = rf"(?P<count>\d(?:[.,]5)?|{NUMBER_WORDS}|once|twice|يومين|يومان|يوما?)"
_DAYS = r"(?:jours?|j|days?|dias?|أيام|يوم(?:ا|ين)?|(?<=once)|(?<=twice)|(?<=يومين)|(?<=يومان)|(?<=يوم))"
_COUNTS = {"once": 1.0, "twice": 2.0, "يومين": 2.0, "يومان": 2.0, "يوم": 1.0, "يوما": 1.0}
_REMOTE_WORD = r"(?:teletravail|tele-travail|remote(?:ly)?|distance|distanciel|home[- ]?office|from home|telework(?:ing)?|wfh|tt|teletrabajo|remoto|en casa|depuis chez (?:toi|vous|soi)|maison|عن بعد)"
_SITE_WORD = r"(?:sur (?:le )?(?:site|place)|presentiel|(?:au|du|le|nos|dans les|des) bureaux?|presence|on[- ]?site|in[- ](?:the |our )?office|(?:at |in |our |the |oujda )office|office-based|presencial(?:es)?|oficinas?|حضوري(?:ا|ة)?|(?:ب|في )?(?:ال)?مكتب)"

_ON_SITE = pattern(
    rf"\b(?:{_SITE_WORD[3:-1]}|base(?:e|\(e\))?s? (?:a|au|sur)|poste (?:a|base|situe)|lieu(?: de travail)?|location|based (?:in|at)|located|ubicacion|centro de trabajo|localisation|site d[e']|plateau|siege)\b|(?:ال)?(?:مقر|حضور)\w*|(?:ب)?مكاتب\w*|(?:ب)?مدينة|مكان العمل"
)
_FULLY_REMOTE = pattern(
    rf"\bfull(?:y)?[- ]remote|\b100 ?% (?:en )?{_REMOTE_WORD}|\b{_REMOTE_WORD} (?:a )?(?:100 ?%|total|complet|integral|complete|a temps plein|permanent)|\b(?:entierement|totalement|completement|exclusivement) (?:a|en) (?:distance|teletravail)|\bremote (?:position|job|role|only|work)|\bwork from (?:home|anywhere)|\btotalmente remoto|\bposte en teletravail\b(?! partiel)|(?:العمل|عمل) عن بعد (?:بالكامل|كليا|100)|عن بعد بشكل (?:كامل|كلي)"
)
_NOT_REMOTE = pattern(
    rf"\b(?:(?:do|does|can)(?:n't| not)|cannot|not|no) (?:offer|provide|allow|propose|have|do|accept|ofrecemos|permitimos|hay|se permite|admitimos)(?: (?:any|full|fully|el))? {_REMOTE_WORD}|\b(?:pas de|sans|aucun|hors|ni|no|non|nada de|sin|without|not|excluded?|exclu(?:e|s)?)[ -](?:possibilite de |possibility of |posibilidad de |option de )?(?:{_REMOTE_WORD}|work(?:ing)? from home)|\b{_REMOTE_WORD}(?: \w+)? (?:exclu|impossible|non (?:possible|propose|prevu)|not possible|no es posible)|(?:بدون|لا|دون|غير) (?:عمل |العمل |يوجد عمل |إمكانية العمل )?عن بعد|\b100 ?% (?:{_SITE_WORD})"
)
_HYBRID = pattern(
    rf"\bhybrid[eoa]?s?\b|\b{_REMOTE_WORD} (?:partiel(?:le)?|possible|occasionnel|ponctuel|parcial|posible|partial|optional)|\bpartial(?:ly)? remote|\bmixt[oe]\b|\bhibrid[oa]\b|هجين|عن بعد جزئي"
)
_DAYS_ON_SITE = (
    pattern(
        rf"(?<![\w]){_NUMBER} ?{_DAYS}(?: ?(?:par|/|a|per|por|a la|في) ?(?:la )?(?:semaine|week|semana|الأسبوع|أسبوع))?[^.;,(\n]{{0,16}}\b(?:{_SITE_WORD[3:-1]})"
    ),
    pattern(
        rf"\b(?:{_SITE_WORD[3:-1]})\b[^.;(\n]{{0,44}}?(?<![\w]){_NUMBER} ?{_DAYS} ?(?:(?:par|/|a|per|por|a la|في|sur) ?(?:la )?(?:semaine|week|semana|الأسبوع|cinq|5|five|cinco))"
    ),
    pattern(rf"(?<![\w]){_NUMBER} ?{_DAYS} ?(?:sur|/|out of|of|de|من) ?(?:cinq|5|five|cinco|خمسة) ?j?"),
)
_DAYS_REMOTE = (
    pattern(rf"(?<![\w]){_NUMBER} ?{_DAYS}(?: ?(?:par|/|a|per|por|a la|في) ?(?:la )?(?:semaine|week|semana|الأسبوع|أسبوع))?(?: ?(?:de|en|of|of working|a|of work|are|is|sont|son|من|من العمل|max(?:imum)?))* ?{_REMOTE_WORD}"),
    pattern(rf"\b{_REMOTE_WORD} ?(?::|de|a|possible|partiel|autorise|up to|jusqu'a|hasta)* ?(?:a hauteur de )?\(?{_NUMBER} ?{_DAYS}"),
)  # fmt: skip

_WEIGHTS = {
    BlockKind.PROFILE: 2,
    BlockKind.CONDITIONS: 3,
    BlockKind.TITLE: 2,
    BlockKind.INTRO: 1,
    BlockKind.OFFER: 1,
    BlockKind.COMPANY: 0,
    BlockKind.TASKS: -2,
    BlockKind.APPLY: -1,
}
_TRAVEL = pattern(
    r"\b(?:travel\w*|trips?|deplace\w*|viaj\w+|desplaza\w+|client\w* (?:a|de|in|en))\b|(?:ال)?(?:سفر|تنقل)"
)
_STREET_BEFORE = pattern(
    r"\b(?:route|rue|avenue|av\.?|bd\.?|boulevard|chemin|axe|sortie|direction|calle|avenida|carretera|paseo|street|road)(?: nationale)? (?:de |d'|du |des |de la |del |de l'|to )?$|(?<!\w)(?:شارع|طريق|زنقة) $"
)
_NEAR = 60
_WORK_DAYS = 5
_HYBRID_DAYS = 3
_MERE_WORD = 0.5
"""Confidence in presence told by a word for a place of work alone."""
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class _Presence:
    days: int
    start: int
    end: int
    statement: Statement
    confidence: float = 1.0


def read_place(material: Material) -> Iterator[Draft]:
    """The place of work, once; nothing when the advert names neither a town nor a way of working."""
    presences = list(_presences(material))
    presence = max(presences, key=lambda item: item.confidence, default=None)
    is_remote = presence is not None and presence.days == 0
    places = [] if is_remote else _best_towns(material, presence)
    if not places and presence is None:
        return
    days = presence.days if presence else _WORK_DAYS
    for named, statement, is_cued in places:
        yield _draft(material, named, statement, days=days, presence=presence, is_cued=is_cued)
    if not places and presence and presence.confidence > _MERE_WORD:
        importance = _importance(material, presence.statement, presence.start)
        yield Draft(
            PlaceWanted(None, days), importance, presence.start, presence.end, confidence=presence.confidence
        )


def _draft(
    material: Material,
    named: NamedConcept,
    statement: Statement,
    *,
    days: int,
    presence: _Presence | None,
    is_cued: bool,
) -> Draft:
    start, end = named.start, named.end
    if presence and presence.statement == statement:
        start, end = min(start, presence.start), max(end, presence.end)
    if is_cued and (cue := _nearest_cue(material.page.folded, statement, named)):
        start, end = min(start, cue[0]), max(end, cue[1])
    return Draft(
        PlaceWanted(_town(material, named.concept), days),
        _importance(material, statement, start),
        start,
        end,
        origin=Origin.DECLARED if is_cued or presence else Origin.INFERRED,
        confidence=1.0 if is_cued else 0.7,
    )


def _importance(material: Material, statement: Statement, place: int) -> Importance:
    """A must unless the sentence itself says otherwise: where the work is done is no wish."""
    told = replace(statement, importance=None, kind=BlockKind.CONDITIONS)
    return importance_at(
        material.rulings[material.places[statement]], told, place=place, default=Importance.MUST
    )


def _town(material: Material, concept_id: ConceptId) -> Town:
    concept = material.taxonomy.concept(concept_id)
    distance = material.taxonomy.distance_km(concept_id, HOME) if HOME in material.taxonomy else None
    return Town(concept.label("fr"), concept_id, distance)


def _best_towns(material: Material, presence: _Presence | None) -> list[tuple[NamedConcept, Statement, bool]]:
    """The town of work; several when one statement offers a choice of them."""
    scored: list[tuple[int, int, NamedConcept, Statement, bool]] = []
    for statement in material.statements:
        if statement.kind not in _WEIGHTS:
            continue
        for named in material.named_in(ConceptKind.TOWN, start=statement.start, end=statement.end):
            if named.end - named.start < _SHORTEST_NAME or statement.is_heading:
                continue
            is_cued = _nearest_cue(material.page.folded, statement, named) is not None
            is_moroccan = material.taxonomy.concept(named.concept).country == "MA"
            is_told = presence is not None and presence.confidence == 1.0 and presence.statement == statement
            before = material.page.folded[statement.start : named.start]
            if _TRAVEL.search(before) or _STREET_BEFORE.search(before):
                continue
            if not (is_cued or is_moroccan):  # a client's town, or an ordinary word (`Nice to have`)
                continue
            score = _WEIGHTS[statement.kind] + 4 * is_cued + 5 * is_moroccan + 3 * is_told
            scored.append((score, -named.start, named, statement, is_cued))
    if not scored:
        return []
    best = max(scored, key=lambda item: item[:2])
    others = [
        item
        for item in scored
        if item[3] == best[3] and item[2].concept != best[2].concept and item[0] == best[0]
        and re.search(r"\b(?:ou|or|o|او)\b|/", material.page.folded[best[2].end : item[2].start])
    ]  # fmt: skip
    return [item[2:] for item in (best, *others)]


def _nearest_cue(folded: str, statement: Statement, named: NamedConcept) -> tuple[int, int] | None:
    cues = [
        cue.span()
        for cue in _ON_SITE.finditer(
            folded, max(statement.start, named.start - _NEAR), min(statement.end, named.end + _NEAR)
        )
    ]
    return min(cues, key=lambda cue: max(named.start - cue[1], cue[0] - named.end), default=None)


def _presences(material: Material) -> Iterator[_Presence]:
    folded = material.page.folded
    for statement in material.statements:
        if statement.kind not in _WEIGHTS or statement.kind is BlockKind.TASKS:
            continue
        yield from _presences_in(folded, statement)


def _presences_in(folded: str, statement: Statement) -> Iterator[_Presence]:
    stated = [(days, match) for days, match in _days(folded, statement)]
    for days, match in stated:
        yield _Presence(days, *match.span(), statement)
    if stated:
        return
    certain = (
        (_NOT_REMOTE, _WORK_DAYS, 1.0),
        (_FULLY_REMOTE, 0, 0.95),
        (_HYBRID, _HYBRID_DAYS, 0.6),
        (_ON_SITE, _WORK_DAYS, _MERE_WORD),
    )
    for words, days, confidence in certain:
        if found := words.search(folded, statement.start, statement.end):
            yield _Presence(days, *found.span(), statement, confidence)
            return


def _count(words: str) -> float | None:
    return _COUNTS.get(words) or number_of(words)


def _days(folded: str, statement: Statement) -> Iterator[tuple[int, re.Match[str]]]:
    for words in _DAYS_ON_SITE:
        if match := words.search(folded, statement.start, statement.end):
            days = _count(match["count"])
            if days and days <= _WORK_DAYS:
                yield round(days), match
                return
    for words in _DAYS_REMOTE:
        if match := words.search(folded, statement.start, statement.end):
            days = _count(match["count"])
            if days and days <= _WORK_DAYS:
                yield _WORK_DAYS - round(days), match
                return
