"""The candidate's name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from matching.extraction.document import CvDocument, Line
from matching.extraction.mentions import ConceptMentions
from matching.taxonomy.concepts import ConceptKind
from matching.text.folding import fold
from matching.text.sections import SectionKind
from matching.types import Mention, Origin, Span


def _words(block: str) -> frozenset[str]:
    return frozenset(block.split())


_TOP = 1200  # characters in which a label such as `nom` introduces the candidate's own
_N_LINES = 8  # lines from the top among which a name without a label is looked for
_BEYOND_DOUBT = 6.0  # score at which no further line is looked at: a whole top line that a handle repeats
_N_LINES_WITH_HANDLE = 40  # and among which a name that an address repeats
_TOP_SECTIONS = frozenset({SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.OTHER})
_ABOUT_JOBS = frozenset({SectionKind.EXPERIENCE, SectionKind.EDUCATION})
_WORD = r"(?:[^\W\d_]['’.\-]?)+"
_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,5}}")
_PART_END = re.compile(r"[,،|•·:/()\t»«\"]|\s[-–—>]+\s|(?<!\b\w)\.\s|\s{2,}")
_SURNAME_AND_FIRST = re.compile(
    rf"\bnom(?: de famille)?[ \t]*:[ \t]*(?P<last>{_WORD}(?: {_WORD}){{0,2}})[ \t\n]+(?:et )?pre"
    rf" ?nom[ \t]*:[ \t]*(?P<first>{_WORD}(?: {_WORD}){{0,2}})"
)
_PART = rf"{_WORD}(?: {_WORD}){{0,2}}"
_SURNAME_PART = (
    r"(?:\b(?:surname|family name|last name|apellidos?|nom)|(?:ال)?(?:اسم (?:ال)?عايلي|نسب|لقب))[ \t]*:[ \t]*"
    rf"(?P<last>{_PART})"
)
_FIRST_PART = (
    r"(?:\b(?:(?:first|given) names?|nombre|prenom)|(?:ال)?اسم (?:ال)?شخصي)[ \t]*:[ \t]*"
    rf"(?P<first>{_PART})"
)
_NAMES_IN_PARTS = ("pre", "surname", "family name", "last name", "apellido", "عايلي", "نسب", "لقب")
_FIRST_AND_SURNAME = tuple(
    re.compile(rf"{one}[ \t\n,،;|]+{other}") for one, other in permutations((_SURNAME_PART, _FIRST_PART))
)
_LABELLED = re.compile(
    r"(?:\b(?:nom(?: complet| et prenoms?| & prenoms?|/prenoms?)|prenoms? et nom|full name|name"
    r"|nombre(?: completo| y apellidos?)?|nombres y apellidos"
    r"|je m'appelle|me llamo|my name is|i am called|smiti|smiyti|(?:hola|bonjour|salut"
    r"|hello|hi"
    r"|salam)[, !]*(?:soy|je suis|i am|i'm|ana))|(?:ال)?اسم (?:و ?(?:ال)?(?:نسب|لقب)"
    r"|(?:ال)?كامل"
    r"|شخصي والعائلي|العائلي والشخصي)|الاسم|اسمي|(?:الموقع|الممضي)(?:ه)? اسفله,?)[ \t]*[:\-]?[ \t]*"
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,4}})"
)
_LABEL_STEMS = (
    "nom", "name", "nombre", "appelle", "llamo", "called", "smit", "smiy", "اسم", "اسفله", "soy", "suis",
    "i am",
    "i'm", "ana",
)  # fmt: skip
_SAID = re.compile(r"(?:الموقع|الممضي)|je m'appelle|me llamo|my name is|i am called|smiti|smiyti|اسمي")
_TITLE_BEFORE = re.compile(
    r"^(?:m\.|mr\.?|mme\.?|mlle\.?|mrs\.?|ms\.?|monsieur|madame|mademoiselle|don|dona|d\.|dr\.?|السيد"
    r"|السيده|الانسه) "
)
_LEAD = re.compile(
    r"^(?:(?:cv|curriculum(?: vit(?:ae|æ))?|resume|candidature)(?: (?:de|d'|of|du))?(?: ?[:\-–])? ?"
    r"|السيره الذاتيه(?: ل| ?:)? ?|(?:je suis|i am|i'm|soy|ana|انا) )"
)
_PARTICLES = _words(
    """
    el al ben bent bint ibn ould abou abu bou ait aït de del la los da dos van von ou bel بن ابن بنت
    ال ابو ايت اولاد
    """
)
# Words of headings, trades and places of living that no name is made of.
_NOT_NAMES = _words(
    """
    cv curriculum vitae resume profil profile perfil contact contacto coordonnees candidature
    dossier personnel personnelles informations information experience experiences formation
    competences langues objectif adresse email mail telephone tel maroc morocco marruecos
    developpeur developpeuse ingenieur ingenieure technicien technicienne conseiller conseillere
    poste vise visee recherche demande emploi طلب عمل شغل منصب
    teleconseiller teleconseillere agent agente charge chargee responsable assistant assistante
    commercial commerciale superviseur superviseuse superviseure administrateur administratrice
    analyste analyst developer engineer manager chef consultant consultante formateur formatrice
    vendeur vendeuse comptable senior junior web data full stack fullstack support client customer
    service representative advisor adviser team leader specialist designer tester qualite quality
    hotesse receptionniste secretaire stagiaire etudiant etudiante student diplome diplomee
    recherche emploi teleoperateur teleoperatrice teleoperadora teleoperador comercial desarrollador
    desarrolladora tecnico tecnica administrativo administrativa dependienta camarero asesor asesora
    gestor gestora atencion cliente hay rue quartier avenue boulevard السيره الذاتيه نبذه معلومات
    شخصيه الهاتف العنوان البريد مهندس مهندسه تقني مستشار مستشاره سائق استاذ استاذه حي شارع محاسب
    مسوول مساعد مساعده
    """
)
_OTHER_KINDS = (
    ConceptKind.SKILL,
    ConceptKind.TOWN,
    ConceptKind.FIELD,
    ConceptKind.SECTOR,
    ConceptKind.LANGUAGE,
)
_ENDS_SENTENCE = re.compile(r"[^\W\d_]{3}\.$")
_FROM = frozenset({"de", "from", "mn", "men", "من"})
_MOST_OF = 0.75
_ARABIC = re.compile(r"[\u0620-\u064a]")


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span
    score: float
    agrees: bool = False


def find_names(
    document: CvDocument, *, mentions: ConceptMentions, handles: Sequence[Mention[str]]
) -> tuple[Mention[str], ...]:
    """The candidate's name, the surest form first; a second form is the name in another script.

    A name beside a label is `DECLARED`; one told by its place at the top or by a handle is `INFERRED`.

    Args:
        document: The CV.
        mentions: Its concepts; a trade or a town is no name.
        handles: E-mail addresses and links, which often repeat the name.
    """
    labelled = _labelled(document)
    if labelled:
        return (labelled,)
    repeated = [_letters(handle.value.partition("@")[0]) for handle in handles]
    candidates = list(_in_lines(document, mentions, repeated)) + list(_on_two_lines(document, repeated))
    if not candidates:
        return ()
    best = max(candidates, key=lambda candidate: (candidate.score, -candidate.span.start))
    others = [
        other
        for other in candidates
        if other is not best and _is_other_script(document, best.span, other.span)
    ]
    return tuple(_mention(document, candidate) for candidate in (best, *others[:1]))


def _in_lines(
    document: CvDocument, mentions: ConceptMentions, handles: Sequence[str]
) -> Iterator[_Candidate]:
    headings = {section.heading for section in document.sections}
    for number, line in enumerate(document.lines[:_N_LINES_WITH_HANDLE]):
        if (
            line.section in _ABOUT_JOBS
            or line.span in headings
            or (number >= _N_LINES and not _may_be_name_alone(line, handles))
        ):
            continue
        is_top = number < _N_LINES and line.section in _TOP_SECTIONS
        found = [
            candidate
            for candidate in _candidates(document, line, number, mentions, handles)
            if is_top or candidate.agrees
        ]
        yield from found
        if any(candidate.score >= _BEYOND_DOUBT for candidate in found):
            return


def _may_be_name_alone(line: Line, handles: Sequence[str]) -> bool:
    words = line.text.split()
    return 2 <= len(words) <= 5 and any(_letters(words[0]) in handle for handle in handles)


def _on_two_lines(document: CvDocument, handles: Sequence[str]) -> Iterator[_Candidate]:
    """A first name above a family name, each on its own line, as narrow columns have them."""
    for line, following in pairwise(document.lines[:4]):
        words = (line.text, following.text)
        if not all(_can_be_name(word) and word.isalpha() and len(word) > 2 for word in words):
            continue
        n_repeated = sum(_letters(word) in handle for word in words for handle in handles[:1])
        if n_repeated == len(words) or (n_repeated and all(word.isupper() for word in words)):
            yield _Candidate(Span(line.span.start, following.span.end), 3 + 1.5 * n_repeated, agrees=True)


def _mention(document: CvDocument, candidate: _Candidate) -> Mention[str]:
    words = " ".join(document.text[candidate.span.start : candidate.span.end].split())
    return document.mention(
        words, candidate.span, origin=Origin.INFERRED, confidence=min(0.95, candidate.score / 6)
    )


def _labelled(document: CvDocument) -> Mention[str] | None:
    top = document.folded[:_TOP]
    has_parts = any(word in top for word in _NAMES_IN_PARTS)
    for pattern in (_SURNAME_AND_FIRST, *_FIRST_AND_SURNAME) if has_parts else ():
        both = pattern.search(document.folded, 0, _TOP)
        if both:
            name = " ".join(document.text[both.start(part) : both.end(part)] for part in ("first", "last"))
            spans = (both.span("first"), both.span("last"))
            span = Span(min(start for start, _ in spans), max(end for _, end in spans))
            return document.mention(name, span, confidence=0.95)
    has_label = any(word in top for word in _LABEL_STEMS)
    match = _LABELLED.search(top) if has_label else None
    if match is None:
        return None
    is_said = _SAID.match(match.group()) is not None
    found = _plausible(document, Span(*match.span("name")), least_words=1 if is_said else 2)
    return document.mention(document.text[found.start : found.end], found, confidence=0.9) if found else None


def _candidates(
    document: CvDocument, line: Line, number: int, mentions: ConceptMentions, handles: Sequence[str]
) -> Iterator[_Candidate]:
    for order, part in enumerate(_parts(document.text, line.span)):
        span = _plausible(document, part)
        if span is None or _names_a_concept(mentions, span):
            continue
        words = document.text[span.start : span.end]
        agreement = max((_agreement(words, handle) for handle in handles), default=0)
        is_whole_line = span.end - span.start >= line.span.end - line.span.start - 2
        # A handle that repeats the name says more than its place.
        place = min(number, 2) if agreement and is_whole_line else number
        score = 3 - 0.7 * place - 0.8 * order + 1.5 * agreement + is_whole_line + 0.5 * _has_capitals(words)
        if score > 1:
            yield _Candidate(span, score, agrees=agreement > 0)


def _parts(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for end in _PART_END.finditer(text, line.start, line.end):
        yield Span(start, end.start())
        start = end.end()
    yield Span(start, line.end)


def _plausible(document: CvDocument, part: Span, *, least_words: int = 2) -> Span | None:
    """The words at the start of `part` that can be a name: up to five, none of a heading or trade."""
    folded = document.folded
    start = part.start
    for pattern in (_LEAD, _TITLE_BEFORE):
        before = pattern.match(folded[start : part.end])
        start += before.end() if before else 0
    words: list[re.Match[str]] = []
    for word in re.finditer(r"\S+", document.text[start : part.end]):
        if not _can_be_name(word.group()) or (words and _changes(words, word.group())):
            break
        words.append(word)
        if _ENDS_SENTENCE.search(word.group()):
            break
    while len(words) > 2 and fold(words[-2].group()) in _FROM:
        words = words[:-2]  # `Hafsa Amrani de Nador`
    while words and fold(words[-1].group()) in _PARTICLES:
        words.pop()
    if not least_words <= len(words) <= 5 or not any(len(word.group()) > 2 for word in words):
        return None
    is_sentence = _ENDS_SENTENCE.search(words[-1].group()) is not None
    return Span(start + words[0].start(), start + words[-1].end() - is_sentence)


def _can_be_name(word: str) -> bool:
    plain = fold(word).strip(".'-")
    if (
        not plain
        or plain in _NOT_NAMES
        or plain.removeprefix("ال") in _NOT_NAMES
        or not _NAME.fullmatch(word.rstrip("."))
    ):
        return False
    return plain in _PARTICLES or word[0].isupper() or _ARABIC.match(word) is not None


def _changes(words: Sequence[re.Match[str]], word: str) -> bool:
    """Whether a name is over where words in another case or script begin."""
    is_arabic = _ARABIC.match(word) is not None
    return is_arabic != (_ARABIC.match(words[0].group()) is not None) or _changes_case(words, word)


def _changes_case(words: Sequence[re.Match[str]], word: str) -> bool:
    """Whether a name in capitals (`SOUKAINA AZZIMANI`) is over where ordinary words begin (`Profil`)."""
    is_all_capitals = len(words) > 1 and all(w.group().isupper() and len(w.group()) > 1 for w in words)
    return is_all_capitals and not word.isupper()


def _names_a_concept(mentions: ConceptMentions, span: Span) -> bool:
    """Whether the words are a trade, or nothing but skills, towns and the like."""
    if mentions.within(ConceptKind.OCCUPATION, span):
        return True
    named = {
        offset
        for kind in _OTHER_KINDS
        for match in mentions.within(kind, span)
        for offset in range(match.span.start, match.span.end)
    }
    return len(named) > _MOST_OF * (span.end - span.start)


def _agreement(words: str, handle: str) -> int:
    """How many words of a name a handle repeats; an initial does not count."""
    return sum(len(word) > 2 and _letters(word) in handle for word in words.split())


def _letters(words: str) -> str:
    return "".join(letter for letter in fold(words) if letter.isalpha())


def _has_capitals(words: str) -> bool:
    return any(word.isupper() and len(word) > 2 for word in words.split())


def _is_other_script(document: CvDocument, span: Span, other: Span) -> bool:
    is_arabic = _ARABIC.search(document.text, span.start, span.end) is not None
    return is_arabic != (_ARABIC.search(document.text, other.start, other.end) is not None)
