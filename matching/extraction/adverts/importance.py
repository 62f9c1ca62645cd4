"""Must or nice: the words inside a statement that decide, and what they apply to."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.page import Page, pattern
from matching.requirements import Importance


class _Reach(Enum):
    """To which side of a cue the things stand that it speaks of."""

    FORWARD = auto()  # `idéalement`, `il faut`
    ITEM = auto()  # `de préférence`: forward, but not past the next comma with a conjunction
    EITHER = auto()  # `exigé`: what stands before it, or what follows when it opens the clause
    BACK = auto()  # `un plus`


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one cue decides: everything between `start` and `end` is of this importance."""

    importance: Importance
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cue:
    importance: Importance
    reach: _Reach
    start: int
    end: int
    is_plural: bool  # agrees with several things, or is a predicate: `sont exigés`, `serait apprécié`


_COPULA = r"(?<!\w)(?:(?:est|sont|serait|seraient|sera|seront|is|are|would be|will be|es|son|seria|sera|seran|seria|seran|ser|(?:ي|ت)عتبر|(?:ي|ت)كون|(?:س)?(?:ي|ت)عد) )"

_WISH_FORWARD = r"""
(?:nous|on) (?:souhait(?:ons|erions|e)|appreci(?:ons|erons|erions|e|era|erait)|valoris(?:ons|e)) (?!vous|votre|que vous)|
\bas would\b|\bsi (?:en plus|de plus|ademas|tambien)\b|\bif you (?:also|even)\b|(?:ce|cela) (?:serait|sera) (?:un plus|un atout|mieux|bien) (?:si|de|que)|(?:bonus|plus|points? bonus) si\b|
(?:la )?(?:priorite|preference) (?:sera |est )?(?:donnee|accordee) (?:aux?|a la|a l')|privilegi(?:ons|era|erons)|
\bnice to have\b ?:?|\bgood to have\b ?:?|\bbonus (?:points )?(?:for|if)\b|\b(?:we(?:'d| would) (?:love|like)|we value|we prefer)\b|
\bvalora(?:mos|remos)\b|\bnos (?:encanta|gusta|encantaria|gustaria)\b|\bpreferimos\b|
(?:ي|ت|ن)(?:فضل|ستحسن|حبذ)\b|من (?:الأفضل|المستحسن|المفضل)|(?:تعطى|ستعطى|تمنح|ستمنح|مع إعطاء)? ?(?:ال)?(?:أفضلية|أولوية) ل
"""
_WISH_ITEM = r"""
\bideal(?:e)?ment\b|\bdans l'ideal\b|\bl'ideal\b|\bsi possible\b|\bde preference\b|\beventuellement\b|\bvoire\b|
\bideally\b|\bpreferably\b|\bif possible\b|\bpossibly\b|\bidealmente\b|\bpreferiblemente\b|\bpreferentemente\b|\ba ser posible\b|\bsi es posible\b|\bde preferencia\b|
يا حبذا|بشكل مثالي|إن أمكن
"""
_WISH_EITHER = r"""
\b(?:(?:ce |cela )?serai(?:t|ent)|(?:it )?would be|it'd be|seria|serian) (?:top|bien|genial\w*|cool|super|ideal\w*|parfait|great|nice|perfect\w*|estupendo)\b|
\bsouhait(?:ee?s?|ables?)\b|\bsouh\b|\bappr\b|\bdesir(?:ee?s?|ables?)\b|\bvaloris(?:ee?s?|ables?)\b|\bappreci(?:ee?s?|ables?)\b|\bprivilegiee?s?\b|\bprefer(?:ee?s?|ables?)\b|\bfacultati(?:f|fs|ve|ves|vo|va)\b|\boptionnel(?:le)?s?\b|
(?:n'est |ne sont |n'est )?\b(?:pas|non) (?:obligatoire|exigee?|indispensable|imperati(?:f|ve)|requise?|necessaire|eliminatoire)s?\b|
\bdesirable\b|\bpreferred\b|\bdesired\b|\boptional\b|\badvantageous\b|\bbeneficial\b|\bhelpful\b|\bwelcomed?\b|
(?:is |are )?\bnot (?:required|mandatory|essential|necessary|a must)\b|
\b(?:muy |tambien )?(?:se )?valor(?:ara|aran|able|ables|ado|ada|an)\b|\bdeseables?\b|\bopcional(?:es)?\b|\bpreferibles?\b|
\bno (?:es |son )?(?:imprescindible|obligatori[oa]|necesari[oa]|excluyente)s?\b|
(?:ال)?مرغوب(?:ة)?\b|مفضل(?:ة)?\b|محبذ(?:ة)?\b|مستحسن(?:ة)?\b|(?:غير|ليس(?:ت)?) (?:إلزامي|ضروري|إجباري|مطلوب|شرطا)(?:ة|ا)?\b|اختياري(?:ة)?\b
"""
_WISH_BACK = r"""
\bc'est (?:top|parfait|encore mieux|un plus|genial|bonus)\b|\b(?:un|des) (?:vrai |reel |petit |gros |serieux |grand |\+ )?(?:plus|atouts?)\b(?! (?:grand|petit|important|de \d))|\batouts? (?:supplementaires?|majeurs?)|\bun \+(?!\d)|\bbienvenue?s?\b|
\b(?:fer(?:a|ait|ont|aient)|pourr(?:a|ait|ont|aient) faire) la difference\b|\ben plus\b$|\bplus apprecie\b|
\ba (?:strong |big |real |definite |huge )?(?:plus|bonus)\b|\ban? (?:advantage|asset|added value)\b|\bis nice\b|\b(?:will|would|can) (?:make your life|help|be (?:useful|helpful))\b|\b(?:sera|serait) utile\b|\b(?:vous |t')?(?:aidera|aiderait|facilitera)\b|\b(?:sera|seria) util\b|
\b(?:un|sera|seria) plus\b|\bsuman?(?:ra|ran)?(?: puntos)?\b|\bpuntos extra\b|\bbienvenid[oa]s?\b|\ba valorar\b|\buna ventaja\b|
(?:إضافة|ميزة|امتيازا?)(?: (?:إضافية|نوعية|مهمة))?$|(?:قيمة مضافة|محل ترحيب|مرحب بها?|نقطة (?:قوة|إيجابية))
"""
_DEMAND_FORWARD = r"""
\bil (?:nous |vous |te |me )?(?:faut|faudra)\b|\b(?:vous|tu) (?:devez|devrez|dois|devras)\b|\b(?:nous|on) (?:exige|exigeons|demande|demandons|requiert|impose)\b|\bimperativement\b|\bobligatoirement\b|
\b(?:you )?must(?: have| be| speak)?\b(?! ?-?haves?)|\bmust[- ]haves? ?:|\b(?:we|role|position|job) requires?\b|\bwe require\b|\byou(?:'ll| will)? need\b|\bhas? to\b|\bhave to\b|
\b(?:debes|debera|tienes que|hay que|exigimos|requerimos|pedimos)\b|\bse (?:requiere|requieren|exige|exigen|necesita|pide)\b|
(?:ي|ت)شترط\b|(?:ي|ت)جب\b|لا بد\b|من (?:الضروري|اللازم|الواجب)|(?:ي|ت)لزم\b|ضرورة\b|(?:ي|ت)تعين\b
"""
_DEMAND_EITHER = r"""
\boblig\b|\bimper\b|\bexigee?s?\b|\brequise?s?\b|\bobligatoires?\b|\bindispensables?\b|\bimperati(?:f|fs|ve|ves)\b|\bnecessaires?\b|\bincontournables?\b|\beliminatoires?\b|\bprimordiale?s?\b|
\bnon[- ]negociables?\b|\bsine qua non\b|\bde rigueur\b|\bdemandees?\b|
\brequired\b|\bmandatory\b|\bessential\b|\bcompulsory\b|\bnecessary\b|\bnon-negotiable\b|\bneeded\b|
\bimprescindibles?\b|\bobligatori[oa]s?\b|\brequerid[oa]s?\b|\bnecesari[oa]s?\b|\bindispensable\b|\bexigid[oa]s?\b|\bexcluyentes?\b|\bsi o si\b|
(?:ال)?إلزامي(?:ة)?\b|(?:ال)?ضروري(?:ة)?\b|(?:ال)?إجباري(?:ة)?\b|(?:ال)?مطلوب(?:ة)?\b|شرط(?: (?:أساسي|إلزامي|ضروري|لا نقاش فيه|لازم))?\b|(?:لازم|واجب)\b
"""
_DEMAND_BACK = r"""\ba must\b|\bun must\b|\bsin excepcion\b|لا نقاش فيه|لا غنى عنه(?:ا)?"""

# In the order in which they are tried at the same place: a negated demand before the demand itself.
_CUES: tuple[tuple[Importance, _Reach, re.Pattern[str]], ...] = tuple(
    (importance, reach, pattern(source if reach is not _Reach.EITHER else f"(?P<copula>{_COPULA})?(?:{source})"))
    for importance, reach, source in (
        (Importance.NICE, _Reach.EITHER, _WISH_EITHER),
        (Importance.NICE, _Reach.FORWARD, _WISH_FORWARD),
        (Importance.NICE, _Reach.ITEM, _WISH_ITEM),
        (Importance.NICE, _Reach.BACK, _WISH_BACK),
        (Importance.MUST, _Reach.BACK, _DEMAND_BACK),
        (Importance.MUST, _Reach.FORWARD, _DEMAND_FORWARD),
        (Importance.MUST, _Reach.EITHER, _DEMAND_EITHER),
    )
)  # fmt: skip

_ACCEPTED = pattern(
    r"\b(?:accept(?:ee?s?|ed|able)|admis(?:e|es)?|convien(?:t|nent)|suffi(?:t|sent)|aceptad[oa]s?|se acepta|admitid[oa]s?)\b|مقبول"
)
_BEGINNERS = pattern(r"\b(?:debutant|junior|principiante|beginner)|مبتد")
_PLURAL = re.compile(r"(?:es|s|ées)$")
_CLAUSE_EDGE = re.compile(r"[,:()]|\s-\s|\b(?:mais|but|pero|sino)\b")
_ADVERBS = pattern(
    r"(?: |\b(?:aussi|egalement|tambien|ademas|asimismo|also|y|et|and|igualmente|كما|و|أيضا|seront?|sont|es|son|is|are|est)\b)*"
)
_EMPTY = pattern(
    r"(?: |,|\?|!|\b(?:mais|but|pero|ce|cela|ca|it|that|eso|on|we|adore|love|tres|fortement|vivement|strongly|highly|muy)\b|\b(?:c'|n'|it's|that's)|(?:is|est|es)\b)*"
)
_CONJUNCTION = pattern(r" ?(?:ou|et|or|and|o|u|y|e|و|أو)\b")
_BARE_WORD = pattern(r" ?(?:l'|le |la |un |une |el |the )?[^\W\d]+ ?")
_HAS_OR = pattern(r"\b(?:ou|or|o)\b|(?<!\w)أو(?!\w)")
_NEXT_ITEM = pattern(r",? (?:et|and|y|mais|but|pero|ainsi que|plus)\b|, (?=و)|;")
_MINIMUM = pattern(r"""
\b(?:minimum|minimale?|min|mini|au moins|au minimum|a minima|ou plus|et plus|ou superieur|(?:un |au )?minimum de)\b|\+|
\b(?:at least|or (?:more|above|better|higher)|no less than|minimum of)\b|
\b(?:minimo|como minimo|al menos|o (?:mas|superior)|por lo menos)\b|
(?:على الأقل|لا (?:ت|ي)قل|كحد أدنى|الأدنى|فما فوق|أو أكثر|أو أعلى)
""")


def rulings_of(page: Page, statement: Statement) -> tuple[Ruling, ...]:
    """What the words of the statement decide, cue by cue."""
    cues = _cues(page.folded, statement)
    return tuple(_ruling(page.folded, statement, cues, place) for place in range(len(cues)))


def importance_at(
    rulings: Sequence[Ruling], statement: Statement, *, place: int, default: Importance
) -> Importance:
    """The importance of what begins at `place`: by the words around it, then the heading, then `default`.

    In a part that describes the person looked for, what no word decides is a must.
    """
    inside = [ruling for ruling in rulings if ruling.start <= place < ruling.end]
    if inside:
        return min(inside, key=lambda ruling: ruling.end - ruling.start).importance
    if statement.importance is not None:
        return statement.importance
    return Importance.MUST if statement.kind is BlockKind.PROFILE else default


def states_minimum(page: Page, start: int, end: int) -> bool:
    """Whether the words say that what they name is the least accepted (`au moins`, `mínimo`)."""
    return bool(_MINIMUM.search(page.folded, start, end))


def _cues(folded: str, statement: Statement) -> list[_Cue]:
    found: list[_Cue] = []
    for importance, reach, words in _CUES:
        for match in words.finditer(folded, statement.start, statement.end):
            if any(cue.start < match.end() and match.start() < cue.end for cue in found):
                continue
            if importance is Importance.NICE and _is_accepted_otherwise(folded, match.end(), statement.end):
                continue
            copula = match.groupdict().get("copula")
            is_plural = bool(copula) or (reach is _Reach.EITHER and bool(_PLURAL.search(match.group())))
            found.append(_Cue(importance, reach, match.start(), match.end(), is_plural))
    return [_directed(folded, statement, cue) for cue in sorted(found, key=lambda cue: cue.start)]


def _is_accepted_otherwise(folded: str, start: int, end: int) -> bool:
    """Whether something else is accepted too (`Power BI de préférence, Tableau accepté`): a demand with a choice."""
    accepted = _ACCEPTED.search(folded, start, end)
    return accepted is not None and not _BEGINNERS.search(
        folded, max(start, accepted.start() - 30), accepted.start()
    )


def _directed(folded: str, statement: Statement, cue: _Cue) -> _Cue:
    if cue.reach is not _Reach.EITHER:
        return cue
    edges = [edge.end() for edge in _CLAUSE_EDGE.finditer(folded, statement.start, cue.start)]
    before = folded[edges[-1] if edges else statement.start : cue.start]
    edge = _CLAUSE_EDGE.search(folded, cue.end, statement.end)
    after = folded[cue.end : edge.start() if edge and edge.group() != ":" else statement.end].strip(" .:!")
    opens = bool(_ADVERBS.fullmatch(before))
    reach = _Reach.FORWARD if opens and after else _Reach.BACK
    return replace(cue, reach=reach)


def _ruling(folded: str, statement: Statement, cues: Sequence[_Cue], place: int) -> Ruling:
    cue = cues[place]
    after_previous = cues[place - 1].end if place else statement.start
    before_next = cues[place + 1].start if place + 1 < len(cues) else statement.end
    if cue.reach is _Reach.BACK:
        return Ruling(cue.importance, _back_to(folded, cue, after_previous), cue.start)
    if cue.reach is _Reach.ITEM:
        following = _NEXT_ITEM.search(folded, cue.end, before_next)
        if folded[cue.end : before_next].lstrip()[:1] in {"", ",", ")", ".", ";"}:
            return Ruling(cue.importance, _back_to(folded, cue, after_previous), cue.start)
        return Ruling(cue.importance, cue.end, following.start() if following else before_next)
    return Ruling(cue.importance, cue.end, _forward_to(folded, cue, cues, place, before_next))


def _forward_to(folded: str, cue: _Cue, cues: Sequence[_Cue], place: int, before_next: int) -> int:
    if place + 1 < len(cues) and cues[place + 1].reach is _Reach.BACK:
        return max(cue.end, _back_to(folded, cues[place + 1], cue.end))
    return before_next


def _back_to(folded: str, cue: _Cue, floor: int) -> int:
    """Where the things begin that a cue after them speaks of."""
    opening = folded.rfind("(", floor, cue.start)
    if opening > folded.rfind(")", floor, cue.start):
        if folded[opening + 1 : cue.start].strip():  # `React (Redux apprécié)`
            return opening + 1
        return max(folded.rfind(separator, floor, opening) for separator in (",", ";", "(", ".")) + 1 or floor
    if cue.is_plural:
        return max(floor, folded.rfind(": ", floor, cue.start) + 1)
    edges = [floor - 1, *_commas(folded, floor, cue.start)]
    while len(edges) > 1 and _EMPTY.fullmatch(folded, edges[-1] + 1, cue.start):
        edges.pop()  # `Anglais B2, imprescindible`, `L'espagnol, mais ce n'est pas obligatoire`
    while (
        len(edges) > 1
        and _is_single(folded, edges[-2] + 1, edges[-1])
        and _HAS_OR.search(folded, edges[-1], cue.start)
    ):
        edges.pop()  # `anglais, espagnol ou allemand souhaité`
    if edges[-1] < floor or _CONJUNCTION.match(folded, edges[-1] + 1, cue.start):
        return floor
    return edges[-1] + 1


def _is_single(folded: str, start: int, end: int) -> bool:
    """Whether an item of a list is one bare word."""
    return bool(_BARE_WORD.fullmatch(folded, start, end))


def _commas(folded: str, start: int, end: int) -> Iterator[int]:
    """Where the commas and dashes stand that part the items of a list, those in brackets left out."""
    depth = 0
    for place in range(start, end):
        depth += (folded[place] == "(") - (folded[place] == ")")
        is_dash = folded[place] == "-" and folded[place - 1 : place + 2] == " - "
        if depth <= 0 and (folded[place] == "," or is_dash):
            yield place
