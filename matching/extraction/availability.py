"""When a candidate can start, and with what notice."""

import re
from datetime import date

from matching.extraction.dates import DateMatch, Precision, find_marks
from matching.extraction.document import CvDocument
from matching.extraction.durations import DelayMatch, find_delays
from matching.extraction.paragraphs import Paragraph, paragraphs
from matching.extraction.shifts import find_shifts
from matching.profile import Availability
from matching.text.sections import SectionKind
from matching.types import Mention, Span

_FREE = re.compile(
    r"\b(?:disponib\w+|dispo|libre|available|availability|availab\w+|(?:can|could|ready to"
    r"|able to) (?:start|join|begin)|free (?:from|as of|on)"
    r"|start(?:ing)? date|date d'entree|date de (?:demarrage|debut|disponibilite|prise de fonction)"
    r"|debut (?:possible|souhaite)|prise de (?:poste|fonctions?)"
    r"|je (?:peux|pourrais?) (?:commencer|demarrer|debuter|etre|vous rejoindre)|demarrage"
    r"|entree en (?:fonctions?|poste)|embauche possible"
    r"|incorporacion|incorporar\w+|puedo (?:empezar|comenzar|incorporarme)|fecha de (?:inicio"
    r"|incorporacion)|n9der n[e]?bda|ne9der nebda|nqder nbda)\b"
    r"|متاح(?:ه)?|متفرغ(?:ه)?|رهن (?:ال)?اشاره|(?:ال)?التحاق|(?:يمكنني|استطيع) (?:البدء|الالتحاق"
    r"|الشروع)|(?:ال)?استعداد|(?:ال)?جاهزيه|مستعد(?:ه|ا)? للعمل"
)
_AT_ONCE = re.compile(
    r"\b(?:immediate?(?:ment|ly|e)?|immediats?|de suite|tout de suite|des (?:maintenant|aujourd'hui"
    r"|a present|demain)|sans delai|asap|right away|straight away"
    r"|at once|now|inmediat[oa](?:mente)?|de inmediato|ya(?: mismo)?|desde ya|ahora mismo|(?:men |mn )?daba"
    r"|mn daba)\b|فورا|حالا|في الحال|من الان|فوري(?:ه)?|في اقرب وقت"
)
_PLAINLY_AT_ONCE = re.compile(
    r"\b(?:disponib\w+|dispo|libre|available|availability"
    r"|incorporacion)[ :,\-]{0,3}(?:and available )?(?:est )?(?:immediate\w*|inmediata\w*|de suite"
    r"|tout de suite|asap|now)\b"
)
_NOT_ABOUT_START = re.compile(
    r"\b(?:references?|referencias|cv|dossier|portfolio|permis|vehicule|24|horaire|temps|esprit|aide"
    r"|sur demande|on request|upon request|bajo peticion|interview|entretien)\b"
)
_NOTICE = re.compile(r"\b(?:preavis|notice(?: period)?|preaviso|incorporacion(?= ?: ?\d))\b|(?:ال)?اشعار")
# Said so among jobs and studies, it is about the person all the same.
_NOTICE_STATED = re.compile(
    r"\b(?:notice(?: period)? ?:|preavis (?:de|d'|:)|preaviso (?:de|:)|incorporacion ?:)|(?:ال)?اشعار ?:"
)
_NO_NOTICE = re.compile(
    r"\b(?:sans|aucun|pas de|no|without|sin) (?:preavis|notice|preaviso)\b|(?:بدون|دون) (?:ال)?اشعار"
)
_FOR_INTERVIEW = re.compile(r"[^.;]{0,20}\b(?:interview|entretien|entrevista)\b")
_AFTER_DELAY = re.compile(
    r"\b(?:dans|sous|apres|d'ici|within|in|after|en|dentro de|a los)(?: (?:un delai de|les?))?[ :]*$"
    r"|(?:بعد|خلال|في غضون) ?$"
)
_DAY_BEFORE = re.compile(
    r"(?P<day>\d{1,2}|1er|premier|فاتح)(?:er|st|nd|rd|th|o)?[ .]?(?:de |of |من )?(?:شهر )?$"
)
_PART_BEFORE = re.compile(
    r"(?:(?P<early>debut|early|principios de|a principios de|comienzos de|bidayat|بدايه)|(?P<mid>mi"
    r"|mid|mediados de|منتصف)|(?P<late>fin|late|end of|finales de|a finales de|نهايه"
    r"|متم))[ \-]?(?:du mois de |de |d')?$"
)
_ABOUT_THE_PAST = frozenset({SectionKind.EXPERIENCE, SectionKind.EDUCATION})
_NEXT_SENTENCE = re.compile(r"[.;!?]\s+(?=[^\W\da-zà-ÿ])")
_BESIDE = re.compile(r"(?:'s?|s')? ?(?:de |d'|of |من )?(?:ال)?$")
# In a part about availability a date alone is a start, unless the sentence is about one of these.
_SOMETHING_ELSE_LASTS = re.compile(
    r"\b(?:preavis|notice|preaviso|before|avant|jusqu'\w+|until|hasta|depuis|since|desde|relocate"
    r"|demenag\w+|ne[e]? le|permis)\b|اشعار|قبل|منذ"
)
_REACH = 90
_REACH_OF_NOTICE = 40
_LATE_IN_MONTH = 28


def find_availability(document: CvDocument, *, today: date) -> Availability:
    """The earliest start, the notice period and the shifts a candidate states.

    The start is `today` for "immediately" and for days already past; a date without a year is the next one
    to come.
    """
    start: Mention[date] | None = None
    notice: Mention[int] | None = None
    texts = paragraphs(document)
    for paragraph in texts:
        if paragraph.section in _ABOUT_THE_PAST and not (
            _PLAINLY_AT_ONCE.search(paragraph.words) or _NOTICE_STATED.search(paragraph.words)
        ):
            continue
        start = start or _start(document, paragraph, today=today)
        notice = notice or _notice(document, paragraph)
    shifts = find_shifts(document, texts=texts)
    return Availability(
        available_from=start,
        notice_days=notice,
        accepted_shifts=shifts.accepted,
        refused_shifts=shifts.refused,
    )


def _start(document: CvDocument, paragraph: Paragraph, *, today: date) -> Mention[date] | None:
    words = paragraph.words
    for free in _FREE.finditer(words):
        end = _end_of_sentence(document, paragraph, free.end())
        if _is_about_something_else(words, free):
            continue
        found = _start_after(document, paragraph, free.end(), end, today=today)
        if found is not None:
            return found
    if paragraph.section is SectionKind.AVAILABILITY and not _SOMETHING_ELSE_LASTS.search(words):
        return _start_after(document, paragraph, 0, min(len(words), _REACH), today=today)
    return None


def _is_about_something_else(words: str, free: re.Match[str]) -> bool:
    around = words[max(0, free.start() - 16) : free.end() + 16]
    return _NOT_ABOUT_START.search(around) is not None


def _start_after(
    document: CvDocument, paragraph: Paragraph, begin: int, end: int, *, today: date
) -> Mention[date] | None:
    """The first of "immediately" and a date in `words[begin:end]`."""
    words = paragraph.words[begin:end]
    at_once = _AT_ONCE.search(words)
    dated = _first_date(words, today=today)
    if at_once and (dated is None or at_once.start() < dated[0].start):
        span = Span(
            paragraph.span.start + begin + at_once.start(), paragraph.span.start + begin + at_once.end()
        )
        return document.mention(today, span, confidence=0.95)
    if dated is None:
        return None
    span, day = dated
    return document.mention(
        max(day, today),
        Span(paragraph.span.start + begin + span.start, paragraph.span.start + begin + span.end),
        confidence=0.9,
    )


def _first_date(words: str, *, today: date) -> tuple[Span, date] | None:
    for mark in find_marks(words):
        if isinstance(mark, DateMatch):
            day = _day(words, mark, today=today)
            if day is not None:
                return mark.span, day
    return None


def _day(words: str, mark: DateMatch, *, today: date) -> date | None:
    """The first day meant; None for bare years that have begun and for figures that only look like months."""
    if mark.month is None:
        return date(mark.year, 1, 1) if mark.year and mark.year > today.year else None
    if mark.precision < Precision.SEASON:
        return None
    day = mark.day or _day_before(words, mark)
    if mark.year is not None:
        return _valid(mark.year, mark.month, day)
    if not words[mark.span.start].isalpha():
        return None
    this_year = _valid(today.year, mark.month, day)
    return this_year if this_year >= today.replace(day=1) else _valid(today.year + 1, mark.month, day)


def _day_before(words: str, mark: DateMatch) -> int:
    before = words[max(0, mark.span.start - 18) : mark.span.start]
    numbered = _DAY_BEFORE.search(before)
    if numbered:
        return int(numbered["day"]) if numbered["day"].isdecimal() else 1
    part = _PART_BEFORE.search(before)
    if part is None or part["early"]:
        return 1
    return 15 if part["mid"] else _LATE_IN_MONTH


def _valid(year: int, month: int, day: int) -> date:
    """The day of that date, or the first of the month where the month has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 1)


def _notice(document: CvDocument, paragraph: Paragraph) -> Mention[int] | None:
    words = paragraph.words
    without = _NO_NOTICE.search(words)
    if without:
        return document.mention(0, paragraph.span_of(without))
    for notice in _NOTICE.finditer(words):
        if _FOR_INTERVIEW.match(words, notice.end()):
            continue
        end = min(notice.end() + _REACH_OF_NOTICE, _end_of_sentence(document, paragraph, notice.end()))
        near = find_delays(words, max(0, notice.start() - 24), end)
        delay = next((delay for delay in near if _belongs_to(words, delay, notice)), None)
        if delay is not None:
            return _delay(document, paragraph, delay)
    return _delay_until_free(document, paragraph)


def _belongs_to(words: str, delay: DelayMatch, notice: re.Match[str]) -> bool:
    if delay.span.end <= notice.start():
        return _BESIDE.fullmatch(words[delay.span.end : notice.start()]) is not None
    return delay.span.start >= notice.end()


def _delay_until_free(document: CvDocument, paragraph: Paragraph) -> Mention[int] | None:
    """`libre après 15 jours`, `disponible dans un mois`."""
    words = paragraph.words
    for free in _FREE.finditer(words):
        end = _end_of_sentence(document, paragraph, free.end())
        for delay in find_delays(words, free.end(), end):
            if _AFTER_DELAY.search(words, free.end(), delay.span.start):
                return _delay(document, paragraph, delay)
    return None


def _delay(document: CvDocument, paragraph: Paragraph, delay: DelayMatch) -> Mention[int]:
    start = paragraph.span.start
    return document.mention(delay.days, Span(start + delay.span.start, start + delay.span.end))


def _end_of_sentence(document: CvDocument, paragraph: Paragraph, begin: int) -> int:
    start = paragraph.span.start
    limit = min(len(paragraph.words), begin + _REACH)
    end = _NEXT_SENTENCE.search(document.text, start + begin, start + limit)
    return end.start() - start if end else limit
