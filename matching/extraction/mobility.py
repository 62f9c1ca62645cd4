"""Where a candidate is ready to work, and where not."""

import re
from collections.abc import Iterable, Iterator, Sequence

from matching.extraction.document import CvDocument
from matching.extraction.mentions import ConceptMentions
from matching.extraction.places import is_street_name, town_of
from matching.profile import Mobility, Town
from matching.taxonomy.concepts import ConceptKind, LabelMatch
from matching.taxonomy.taxonomy import Taxonomy
from matching.text.sections import SectionKind
from matching.types import Mention, Span

_CLAUSE_END = re.compile(r"(?<!\bst)\.(?=\s|$)|;|\n")
_MOVES = re.compile(
    r"(?:\b(?:retour\w*|m'installer?|installation (?:a|prevue|definitive)|demenag\w+|relocat\w+"
    r"|moving|move to|moves to|willing to move|me mudo"
    r"|mudar(?:me|se)|me instalo|instalar(?:me|se)|traslad\w+|vivir en|me vuelvo a|vers|hacia"
    r"|commut\w+|navettes?|mobilite|mobile(?! ?:? ?[\d+(])"
    r"|movilidad|mobility|me rapprocher|rejoindre|mutation|mutee?|logement|prete? a (?:travailler"
    r"|venir|vivre|m'installer)"
    r"|willing to (?:work|live|commute)|dispuest[oa] a|ouverte? a|open to|ndir|nji|nskon|travailler a)"
    r"|→|->|(?:لل|ال)?استقرار|(?:لل|ال)?انتقال(?: الي)?|(?:لل|ال)?تنقل|ساستقر|سانتقل(?: الي)?|ساعود"
    r"|العوده الي"
    r"|الرجوع الي|للعمل (?:في|ب)|مستعد(?:ا|ه)? ل\w+)"
    r"[^\n;.]{0,60}$"
)
_WANTS = re.compile(
    r"(?:\b(?:je (?:re)?cherche|recherche|souhait\w*|souhait|busco|puesto (?:de|en)|objetivo"
    r"|looking for|seeking|deseo|projet"
    r"|objectif|ideal)|ابحث|ارغب)[^\n;.]{0,120}$"
)
_REACH = 40
_FARTHEST = 200  # characters before a town in which words still say what it is to the person
_IN = re.compile(r"(?:\b(?:a|in|en|sur|f|ou|y|,)|ب|في|,) ?$")
_DAILY = re.compile(
    r"[^\n;.]{0,30}\b(?:tous les jours|chaque jour|quotidien\w*|par jour|daily|every day|a diario"
    r"|cada dia|todos los dias|kol nhar)|[^\n;.]{0,30}يوميا"
)
_BACK_AFTER = re.compile(r"[^\n;.\w]{1,4}(?:retour|moving back|returning|de vuelta|vuelvo|regreso|العوده)\b")
_MOVES_AFTER = re.compile(
    r"[^\n;.\w]{1,4}(?:puedo mudar|je peux (?:demenager|m'y installer)|can (?:move|relocate)|me mudo"
    r"|pret a)\w*"
)
_REFUSES = re.compile(
    r"\b(?:pas|ne|non|aucune?|sans|sauf|not|cannot|can't|unable|don't|no|sin|ni|excepto)\b|(?:لا|لست"
    r"|ليس|غير|لن)\b"
)
_JOINED = re.compile(r"[\s,/]*(?:(?:ou|et|or|and|y|o|u|e|او|و) ?(?:a |en |in |en )?)?")
_ONLY_AFTER = re.compile(
    r"[ ,(\-]{0,3}(?:centre |ville |city )?(?:uniquement|seulement|exclusivement|only|exclusively"
    r"|solamente|solo|unicamente|exclusivamente|فقط|fa?9at|safi)\b"
)
_ONLY_BEFORE = re.compile(
    r"(?:\b(?:uniquement|seulement|exclusivement|only|solo|solamente|unicamente"
    r"|exclusivamente)(?: (?:a|sur|dans|in|en|around|near|cerca de|region))*"
    r"|فقط (?:في|ب)) ?$"
)
_STAYS = re.compile(
    r"\b(?:non mobile|pas mobile|pas de mobilite|mobilite : (?:non|aucune)|aucune mobilite"
    r"|sans mobilite|ne (?:peux|souhaite|veux|desire) pas (?:demenager|bouger|quitter)"
    r"|(?:cannot|can't|not willing to|unable to|don't want to|won't) (?:relocate|move)|not (?:open"
    r"|willing) to relocat\w+|no relocation|sin movilidad"
    r"|no (?:puedo|quiero|deseo) (?:mudar|traslad|cambiar de (?:ciudad|residencia))\w*|ni mudarme"
    r"|no (?:dispongo de|tengo) movilidad)\b"
    r"|(?:لست مستعد(?:ا|ه)?|غير مستعد(?:ا|ه)?|لا (?:يمكنني|استطيع|ارغب في|اريد)) (?:ل|ال"
    r"|لل)?(?:انتقال|تنقل|سفر|مغادره)"
)
_REMOTE = (
    r"(?:tele-?travail|travail a distance|a distance|distanciel|remote(?: work)?|home ?office|teletrabajo"
    r"|en remoto|remoto|a distancia|عن بعد)"
)
_ONLY = (
    r"(?:uniquement|seulement|exclusive?ment|only|exclusively|solo|solamente|unicamente|exclusivamente"
    r"|100 ?%|total(?:e|ement)?|complet|integral|full ?time|فقط)"
)
_REMOTE_ONLY = re.compile(
    rf"(?:\b(?:{_ONLY}|que|full(?:y)?)(?: (?:en|du|le|un|des|acepto|accept|pour|for|de|postes? en|jobs?|work"
    rf"|want|need|looking|interested|in|consider|quiero|busco|cherche|veux))*[ \-]{_REMOTE}"
    rf"|{_REMOTE}[ ,(:\-]{{0,3}}(?:a )?{_ONLY})(?!\w)"
)
_MERELY_WELCOME = re.compile(
    r"[^\n;.,]{0,12}\b(?:possible|accepte|ok|bienvenu|apprecie|envisage\w*|ou|or|o)\b"
)
_OR_BEFORE = re.compile(r"(?:\b(?:or|ou|o|either|prefer\w*(?: \w+)?)|او),? ?$")
_ANYWHERE = re.compile(
    r"\b(?:mobil(?:e|ite)(?: :)? (?:geographique|nationale?|internationale?|partout|totale?|complete?"
    r"|sur (?:tout|toute)|dans (?:tout|toute)|au maroc|maroc|oui|immediate)"
    r"|(?:prete?|disposee?) a (?:demenager|me deplacer|bouger|changer de ville)|partout au maroc"
    r"|toutes? villes?"
    r"|(?:willing|open|ready|able|happy) (?:to|for) (?:relocat\w+|mov(?:e|ing)|travel)|can relocate"
    r"|(?:puedo|podria) (?:mudar\w*|trasladar\w*)|(?:je peux|can|could|happy to) (?:demenager|move|relocate)"
    r"|relocat\w+ (?:anywhere|possible|ok)|anywhere in morocco"
    r"|disponibilidad (?:geografica|para (?:viajar|cambiar de (?:residencia|ciudad)|el traslado)"
    r"|de traslado)|movilidad (?:geografica|nacional|total|completa)"
    r"|dispuest[oa] a (?:mudar\w*|trasladar\w*|viajar|cambiar de (?:ciudad|residencia)))\b"
    r"|مستعد(?:ا|ه)? (?:ل|لل)?(?:تنقل|انتقال|سفر)(?: (?:الي|في|داخل) (?:اي|جميع|كل|المغرب)\w*)?"
)


def find_mobility(
    document: CvDocument, *, mentions: ConceptMentions, taxonomy: Taxonomy, town: Mention[Town] | None
) -> Mobility:
    """The towns a person will move to or refuses to leave, and whether they refuse to be on site.

    `town` is the town of residence: who says that they cannot move works only there.
    """
    moves: list[Mention[Town]] = []
    only: list[Mention[Town]] = []
    remote: Mention[bool] | None = None
    anywhere: Mention[bool] | None = None
    for clause in _clauses(document):
        words = document.folded[clause.start : clause.end]
        named = [
            match
            for match in mentions.within(ConceptKind.TOWN, clause)
            if not is_street_name(document.folded, match)
        ]
        towns = [(match, document.mention(town_of(match.concept, taxonomy), match.span)) for match in named]
        alone = _alone(document.folded, named)
        only += [mention for number, (_, mention) in enumerate(towns) if number in alone]
        moves += [
            mention
            for number, (match, mention) in enumerate(towns)
            if number not in alone and _is_aim(document.folded, clause, match)
        ]
        stays = _STAYS.search(words)
        if stays and town is not None and not alone:
            only.append(document.mention(town.value, _within(clause, stays)))
        remote = remote or _remote_only(document, clause, has_town=bool(alone))
        if not stays:
            anywhere = anywhere or _anywhere(document, clause, named)
    here = town.value.concept if town else None
    return Mobility(
        moves_to=tuple(_distinct(mention for mention in moves if mention.value.concept != here)),
        only_in=tuple(_distinct(only)),
        remote_only=remote,
        moves_anywhere=anywhere,
    )


def _clauses(document: CvDocument) -> Iterator[Span]:
    for line in document.lines:
        if line.section in {SectionKind.EXPERIENCE, SectionKind.EDUCATION}:
            continue
        start = line.span.start
        for end in _CLAUSE_END.finditer(document.folded, line.span.start, line.span.end):
            yield Span(start, end.start())
            start = end.end()
        yield Span(start, line.span.end)


def _is_only(folded: str, match: LabelMatch) -> bool:
    before = folded[max(0, match.span.start - 40) : match.span.start]
    return (
        _ONLY_AFTER.match(folded, match.span.end) is not None or _ONLY_BEFORE.search(before) is not None
    ) and not _REFUSES.search(before)


def _alone(folded: str, named: Sequence[LabelMatch]) -> set[int]:
    """Which of the towns are those to which alone the person goes: both of `Oujda ou Berkane uniquement`."""
    alone: set[int] = set()
    for number in reversed(range(len(named))):
        end = named[number].span.end
        is_joined = number + 1 in alone and _JOINED.fullmatch(folded, end, named[number + 1].span.start)
        if is_joined or _is_only(folded, named[number]):
            alone.add(number)
    return alone


def _is_aim(folded: str, clause: Span, match: LabelMatch) -> bool:
    before = folded[max(clause.start, match.span.start - _FARTHEST) : match.span.start]
    moves = _MOVES.search(before)
    if moves:
        return not _REFUSES.search(before, max(0, moves.start() - 25), moves.end())
    if any(pattern.match(folded, match.span.end) for pattern in (_DAILY, _BACK_AFTER, _MOVES_AFTER)):
        return True
    return _WANTS.search(before) is not None and _IN.search(before) is not None


def _remote_only(document: CvDocument, clause: Span, *, has_town: bool) -> Mention[bool] | None:
    match = _REMOTE_ONLY.search(document.folded, clause.start, clause.end)
    if match is None or has_town or _OR_BEFORE.search(document.folded, clause.start, match.start()):
        return None
    if _REFUSES.search(document.folded, max(clause.start, match.start() - _REACH), match.start()):
        return None
    if _MERELY_WELCOME.match(document.folded, match.end(), clause.end):
        return None
    return document.mention(True, Span(*match.span()), confidence=0.9)


def _anywhere(document: CvDocument, clause: Span, named: Sequence[LabelMatch]) -> Mention[bool] | None:
    """What says that the person moves wherever needed; a town named behind it is where they move to."""
    match = _ANYWHERE.search(document.folded, clause.start, clause.end)
    if match is None or any(town.span.start >= match.start() for town in named):
        return None
    if _REFUSES.search(document.folded, max(clause.start, match.start() - _REACH), match.start()):
        return None
    return document.mention(True, Span(*match.span()), confidence=0.9)


def _within(clause: Span, match: re.Match[str]) -> Span:
    return Span(clause.start + match.start(), clause.start + match.end())


def _distinct(mentions: Iterable[Mention[Town]]) -> Iterator[Mention[Town]]:
    seen: set[str] = set()
    for mention in mentions:
        if mention.value.name not in seen:
            seen.add(mention.value.name)
            yield mention
