"""The town where a candidate lives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.extraction.dates import DateMatch, NowMatch, find_marks
from matching.extraction.document import CvDocument, Line
from matching.extraction.mentions import ConceptMentions
from matching.profile import Town
from matching.taxonomy.concepts import ConceptKind, LabelMatch
from matching.taxonomy.taxonomy import Taxonomy
from matching.text.sections import SectionKind
from matching.types import ConceptId, Mention, Origin, Span

OUJDA = ConceptId("town/oujda")

_REACH = 48  # characters before a town in which words still say what it is to the person
_ABOUT_JOBS = frozenset({SectionKind.EXPERIENCE, SectionKind.EDUCATION})
_SHORT_LINE = 60
_NEAR_LINES = 12  # lines from the top within which a town without a label is the person's own

# The words that end just before a town, and what they make of it.
_NOW_HERE = re.compile(
    r"(?:\b(?:actuellement(?: (?:a|installee? a|basee? a|residant a))?|currently(?: (?:living |based "
    r"|residing )?in)?"
    r"|actualmente (?:en|vivo en|resido en)|daba (?:sakna?|kansken|3aycha?)? ?f|now (?:living "
    r"|based )in)|حاليا (?:في|ب)?)[ :]*$"
)
_LABEL = (
    r"(?:\b(?:adresse|address|adr|domicile|domicilio|direccion|residence|residencia|lieu de residence"
    r"|place of residence|habite|vit a"
    r"|ville|city|ciudad|location"
    r"|localisation|localite|ubicacion|lugar de residencia|habitation)|(?:ال)?عنوان|(?:ال)?سكن(?:ي)?"
    r"|(?:ال)?مدينه|محل السكني?|مكان (?:ال)?(?:اقامه|سكن(?:ي)?))"
)
_LABELLED = re.compile(rf"{_LABEL}(?: [^\W\d]+){{0,2}} ?(?:[:\-]|:?\n)[^\n:.]{{0,60}}$")
_LIVES = re.compile(
    r"(?:\b(?:domiciliee? (?:a|au)|demeurant a|residant a|reside a|resido en|residente en|residing in"
    r"|j'habite (?:a|au)?|habite (?:a|au)"
    r"|habitant a|vis a|vivo en|living in|live in|lives in|based in|basee? a|installee? a|loge a"
    r"|sakna? f|kansken f|3aycha? f)"
    r"|(?:ا|ن)قطن (?:في )?|اسكن (?:في )?|اقيم (?:في )?|قاطنه? (?:في )?|ساكنه? (?:في )?"
    r"|مقيمه? (?:في )?)[^\n:.,;]{0,30}$"
)
_LIVES_NOW = re.compile(r"\b(?:j'habite|je vis|i live|vivo en|je reside|i'm based)\b|اسكن|(?:ا|ن)قطن|اقيم")
_LIVES_HERE = re.compile(
    r"(?:\b(?:j'habite(?: a| au| actuellement a)?|je (?:vis|reside) a|i live in|i'm based in|vivo en)"
    r"|(?:اسكن|(?:ا|ن)قطن|اقيم) ?(?:في|ب|بمدينه|في مدينه)?) ?$"
)
_WEIGHT_OF_ORIGIN = 0.5
# Who says so without more lives there: `I'm from Nador`, `انا من مدينه الناظور`.
_COMES_FROM = re.compile(
    r"(?:\b(?:i(?:'m| am) from|je (?:viens|suis) d[e']|soy(?: [^\W\d]+){0,3} de|ana m(?:n|en))"
    r"|mn|(?:انا|[^\W\d]{2,12}) من(?: مدينه)?) ?$"
)
_ELSEWHERE = re.compile(
    r"(?:\b(?:(?:apres|after|tras|despues de) (?=[^\n,;.]{2,16} (?:a|in|en) )|nee? |nacid[oa] |born "
    r"|natif |native |naissance|birth|nacimiento|originaire|originario"
    r"|natural de|from|mn )"
    r"|مزداده?|مولوده?|ولدت?|(?:ا)?صلي?ه? من|الازدياد|(?:ت|ا)نحدر)[^\n,;)]{0,40}$"
)
_AIMED_AT = re.compile(
    r"(?:\b(?:retour\w*|installer|installation|m'installe|demenag\w+|relocat\w+|moving|move|moves"
    r"|mud[oa]\w*|instal[oa]\w*|traslad\w+|regres\w+"
    r"|vivir|vers|hacia|towards?|trajets?|commut\w+|navette|mobile(?! ?:? ?[\d+(])|mobilite|mobility"
    r"|movilidad|deplacer|rapprocher|rejoindre|mut(?:er|ation|ee)"
    r"|logement|transport|cherche|recherche|busco|looking|souhait\w*|dispuest[oa]|prete?|willing"
    r"|ready|open to|ouverte? a|travailler|poste a)"
    r"|→|->|(?:لل)?استقرار|(?:ال|لل)?انتقال|(?:ال|لل)?تنقل|ساستقر|مستعد(?:ا|ه)?|ابحث|العوده"
    r"|الرجوع)[^\n;.]{0,40}$"
)
_WISHES = re.compile(
    r"(?:\b(?:je (?:re)?cherche|a la recherche|souhaite (?:integrer|rejoindre|travailler)|busco"
    r"|looking for|seeking"
    r"|kan9elleb)|ابحث عن|ارغب في)[^\n;.]*$"
)
_STREET = re.compile(
    r"(?:\b(?:rue|route|rte|avenue|av|ave|bd|bld|blvd|boulevard|place|impasse|chemin|calle|c/|avenida"
    r"|avda|plaza|paseo|street|st|road|hay|hy|quartier|qrt|qt"
    r"|barrio|lotissement|lot|residence|res|immeuble|imm|cite|douar|lycee|college|ecole|universite"
    r"|faculte|est|ensa|ista|fsjes|flsh|encg|souk|hotel"
    r"|province|prefecture|region|wilaya|7ay)|حي|شارع|طريق|زنقه|اقامه|تجزئه|ثانويه|جامعه|كليه|اقليم"
    r"|عماله|جهه|ساحه|سوق)"
    r"[ .]*(?:de |d'|du |des |la |el |al |الـ?)*$"
)
_SINCE = re.compile(r"\b(?:depuis|since|desde)\b|منذ")
_NEAR = re.compile(
    r"(?:\b(?:pres d[eu']|proche d[eu']|a cote d[eu']|near|close to|cerca de|outside|km d[eu']"
    r"|min(?:utes)? d[eu'])|قرب|بجوار|ضواحي) ?$"
)
_CONTACT = re.compile(r"@|(?:\+\d|\b0[05-8])(?:[ .\-/()]{0,2}\d){7}")
# `Oujda, L'Oriental, Maroc`: a line that is nothing but a place is where the person is.
_PLACE_LINE_END = re.compile(
    r"(?:, [^,\n]{2,30}){0,2}(?:, | \(| - )(?:maroc|morocco|marruecos|france|espagne|spain|espana"
    r"|المغرب)\)?\.?$"
)
_LABELLED_TOWN = re.compile(
    r"(?:^|[|\t])[ \t]*(?:ville(?: de residence)?|city|ciudad|localite|المدينه"
    r"|مدينه السكن)[ \t]*[:\-][ \t]*(?P<town>[^\n|,;(\d\t/]{2,40})",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    match: LabelMatch
    weight: float


def find_town(document: CvDocument, *, mentions: ConceptMentions, taxonomy: Taxonomy) -> Mention[Town] | None:
    """The town of residence; None when the text states none.

    Towns of birth, origin, schools, jobs, streets and towns the person wants to move to are left out.
    `DECLARED` beside words such as `adresse` or `vivo en`, `INFERRED` from its place in the header.
    """
    candidates = list(_candidates(document, mentions)) or list(_last_resorts(document, mentions))
    if not candidates:
        return _unknown_town(document)
    best = max(candidates, key=lambda candidate: (candidate.weight, -candidate.match.span.start))
    is_stated = best.weight >= 1
    return document.mention(
        town_of(best.match.concept, taxonomy),
        best.match.span,
        origin=Origin.DECLARED if is_stated else Origin.INFERRED,
        confidence=0.98 if is_stated else round(0.7 + 0.25 * best.weight, 3),
    )


def town_of(concept: ConceptId, taxonomy: Taxonomy) -> Town:
    """The town of a concept, by its French name, with its distance to Oujda."""
    distance = taxonomy.distance_km(concept, OUJDA)
    return Town(
        name=taxonomy.concept(concept).label("fr"),
        concept=concept,
        distance_km=None if distance is None else round(distance, 1),
    )


def is_street_name(folded: str, match: LabelMatch) -> bool:
    """Whether a town's name is part of the name of a street, a district or a school (`rue de Taza`)."""
    before = folded[max(0, match.span.start - 20) : match.span.start]
    return _STREET.search(before) is not None


def _candidates(document: CvDocument, mentions: ConceptMentions) -> Iterator[_Candidate]:
    for number, line in enumerate(document.lines):
        towns = mentions.within(ConceptKind.TOWN, line.span)
        if not towns:
            continue
        is_contact = _is_contact(document.folded, line, towns[0])
        if (
            line.section in _ABOUT_JOBS
            and not is_contact
            and not _LIVES_NOW.search(document.folded, line.span.start, line.span.end)
        ):
            continue
        is_header = number < _NEAR_LINES and (
            line.section is SectionKind.HEADER or _is_place_in_short_line(document.folded, line, towns[0])
        )
        is_job = line.section in _ABOUT_JOBS or _has_period(document.folded, line)
        for match in towns:
            weight = _weight(document.folded, match, is_job=is_job)
            if weight is not None and (weight or (is_header and not is_job) or is_contact):
                yield _Candidate(match, weight or (0.9 if is_contact else 0.8))


def _last_resorts(document: CvDocument, mentions: ConceptMentions) -> Iterator[_Candidate]:
    """The town where a person works now, where nothing says more."""
    for line in document.lines:
        towns = mentions.within(ConceptKind.TOWN, line.span)
        if towns and line.section is not SectionKind.EDUCATION and _goes_on(document.folded, line):
            yield _Candidate(towns[0], -0.5)
            return


def _goes_on(folded: str, line: Line) -> bool:
    """Whether a line tells of what goes on: a date to now, or one since then."""
    words = folded[line.span.start : line.span.end]
    marks = list(find_marks(words))
    if not any(isinstance(mark, DateMatch) for mark in marks):
        return False
    return any(isinstance(mark, NowMatch) for mark in marks) or _SINCE.search(words) is not None


def _is_place_in_short_line(folded: str, line: Line, town: LabelMatch) -> bool:
    """Whether a short line begins with a town, or gives it after a comma or a dash."""
    before = folded[line.span.start : town.span.start].rstrip()
    return line.span.end - line.span.start <= _SHORT_LINE and (not before or before[-1] in ",-|:")


def _is_contact(folded: str, line: Line, town: LabelMatch) -> bool:
    """Whether a line gives an address or a number, or is nothing but a place (`Oujda, L'Oriental, Maroc`)."""
    if _CONTACT.search(folded, line.span.start, line.span.end):
        return True
    starts = town.span.start == line.span.start
    return starts and _PLACE_LINE_END.match(folded, town.span.end, line.span.end) is not None


def _weight(folded: str, match: LabelMatch, *, is_job: bool) -> float | None:
    """How plainly the words before a town say that the person lives there; None where they say otherwise."""
    before = folded[max(0, match.span.start - _REACH) : match.span.start + _prefix_length(folded, match)]
    if is_street_name(folded, match) or _NEAR.search(before):
        return None
    if _NOW_HERE.search(before):
        return 3
    if is_stated := _LIVES_HERE.search(before) or _COMES_FROM.search(before):
        return 2 if is_stated.re is _LIVES_HERE else _WEIGHT_OF_ORIGIN
    if _AIMED_AT.search(before) or _ELSEWHERE.search(before) or _wishes_for(folded, match):
        return None
    if not is_job and (_LABELLED.search(before) or _LIVES.search(before)):
        return 2
    return 0


def _wishes_for(folded: str, match: LabelMatch) -> bool:
    """Whether the sentence says what is looked for: `busco mi primer empleo en un hotel de Oujda`."""
    start = match.span.start
    return _WISHES.search(folded, max(0, start - 2 * _REACH), start) is not None


def _prefix_length(folded: str, match: LabelMatch) -> int:
    """1 where the town is written together with the Arabic *in* (`بوجدة`), a word before it."""
    return int(folded.startswith(("بو", "بال", "بب", "بن"), match.span.start))


def _has_period(folded: str, line: Line) -> bool:
    marks = list(find_marks(folded[line.span.start : line.span.end]))
    return len(marks) > 1 and isinstance(marks[0], DateMatch)


def _unknown_town(document: CvDocument) -> Mention[Town] | None:
    match = _LABELLED_TOWN.search(document.folded)
    if match is None:
        return None
    name = document.text[match.start("town") : match.end("town")].strip(" .-")
    span = Span(match.start("town"), match.start("town") + len(name))
    return document.mention(Town(name, None, None), span, confidence=0.7) if name else None
