"""When the work is done: shifts told by words, by days and by hours."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.hours import HourRange, find_hours
from matching.extraction.adverts.material import Draft, Material
from matching.extraction.adverts.page import pattern
from matching.requirements import Importance, ShiftsWanted
from matching.types import Origin, Shift

_WORDS: tuple[tuple[Shift, re.Pattern[str]], ...] = (
    (
        Shift.NIGHT,
        pattern(
            r"\bnuits?\b|\bnocturnes?\b|\bnoches?\b|\bnocturn[oa]s?\b|\bnights?\b|\bgraveyard\b|(?<!\w)(?:بال|ال|لل)?(?:ليل|ليال|ليالي)(?!\w)|ليلا\b|(?:ال)?ليلي(?:ة)?\b|\b3 ?x ?8\b|\bfi?l?lil\b|\b24 ?h?(?:eures)?(?: ?/ ?| sur )24\b|\b24/7\b|\bround the clock\b|على مدار (?:الساعة|24)"
        ),
    ),
    (
        Shift.EVENING,
        pattern(
            r"\bsoirs?\b|\bsoirees?\b|\ben soiree\b|\b(?:turnos? de|por las?) tardes?\b|\btarde[- ]noche\b|\b(?:manana,? (?:y |o )?tarde|tarde,? (?:y |o )?noche)\b|\bevenings?\b|(?:ال)?مسائي(?:ة)?\b|(?<!\w)(?<!\d )(?:ال)?مساء(?!\w)|\b[23] ?x ?8\b|\b24 ?h?(?: ?/ ?| sur )24\b|\b24/7\b"
        ),
    ),
    (
        Shift.WEEKEND,
        pattern(
            r"\bweek-? ?ends?\b|\bfins? de semaine\b|\bsamedis?\b|\bdimanches?\b|\bfin(?:es)? de semana\b|\bsabados?\b|\bdomingos?\b|\bsaturdays?\b|\bsundays?\b|(?:نهاية|نهايات|عطلة|عطل) (?:ال)?(?:نهاية )?(?:ال)?(?:أسبوع|أسابيع)|(?<!\w)(?:ال|و|وال)?(?:سبت|أحد)(?!\w)(?! عشر)|\b7 ?j?(?:ours)?(?: ?/ ?| sur )7\b|\b24/7\b|\b7 dias\b|\b7 days\b"
        ),
    ),
    (
        Shift.ROTATING,
        pattern(
            r"\btournants?\b|\ben rotation\b|\brotations?\b(?! (?:du|de la) (?:personnel|stock))|\brotati(?:f|fs|ve|ves)\b|\bpar roulement\b|\b[23] ?x ?8\b|\btravail poste\b|\bequipes? (?:alternantes?|successives)|\bhoraires? (?:variables?|decales?|alternants?|alternes)|\bplannings? variables?|\bshifts? tournants?|\brotating\b|\brotational\b|\b(?:variable|flexible|changing) (?:shifts?|hours|schedules?)|\bshift (?:work|pattern|rota)|\bin shifts\b|\brotativ[oa]s?\b|\bturnos (?:rotativos|variables)|\bpor turnos\b|\ba turnos\b|\bturnicidad\b|\bturnos de manana,? (?:y |o )?tarde|(?:ال)?تناوب|بالتناوب|(?:ال)?(?:دوريات|ورديات)|(?:توقيت|أوقات|ساعات)(?: عمل)? (?:متغير|متناوب|مرن|دوري)(?:ة)?|متناوبة?"
        ),
    ),
    (
        Shift.SPLIT,
        pattern(
            r"\b(?:en |avec |horaires? )?coupures?\b|\bhoraires? coupes?\b|\bjornada partida\b|\bhorario (?:\w+ )?partido\b|\bturno partido\b|\bpartid[oa]\b|\bsplit (?:shifts?|hours|schedule|day)|(?:على )?فترتين|دوام (?:مجزأ|متقطع)"
        ),
    ),
    (
        Shift.ON_CALL,
        pattern(
            r"\bastreintes?\b|\bon[- ]?call\b|\bstandby (?:duty|rota)|\bguardias?\b|\bretenes?\b|(?:ال)?مداومة|(?:ال)?مناوبة(?! ليلية)"
        ),
    ),
    (
        Shift.DAY,
        pattern(
            r"\bhoraires? (?:de bureau|administratifs?|de jour|fixes? de jour)|\b(?:poste|travail|equipe) de jour\b|\boffice hours\b|\bbusiness hours\b|\bday shift|\bhorario de (?:oficina|manana)|\bjornada de manana|\bturno de manana|\b(?:du )?lundi (?:au|a) vendredi|\bde lunes a viernes|\b(?:from )?monday (?:to|through|-) friday|\bmon ?(?:-|to) ?fri\b|(?:توقيت|أوقات|ساعات) (?:إداري(?:ة)?|العمل الإدارية|النهار)|من (?:ال)?[إا]?ثنين إلى (?:ال)?جمعة|(?:العمل|عمل) (?:بال)?نهار(?:ا|ي)?"
        ),
    ),
)  # fmt: skip
# Nights and week-ends that are paid for, driven home from, or free.
_UNTIL = pattern(
    r"(?:\b(?:jusqu'a|until|till|up to|hasta(?: las)?)|(?:حتى|إلى غاية)(?: الساعة)?) ?(?P<hour>2[0-4]|8|9|10|11|minuit|midnight|medianoche) ?(?P<sign>h|:\d\d|pm|p\.m|$)?"
)
_NOT_WORKED = pattern(r"""
\b(?:transporte?s?|navettes?|shuttle|taxis?|ramassage|lanzadera)\b(?: [\w']+){0,9} (?:nuits?|noches?|nights?|soirs?|soirees?|week-? ?ends?|nocturn[eoa]s?)\b|(?:ال)?نقل(?: \w+){0,4} (?:ال)?(?:ليل|ليلا|ليلي)\b|
\b(?:primes?|majorations?|indemnites?|transport|navette|taxi|veilleur|plus|complement) (?:de |du |des |pour (?:le |les )?|en )?(?:travail )?(?:de )?(?:nuits?|week-? ?ends?|soirees?)|\b(?:repos|libres?|off|feries|chomes?) (?:hebdomadaire )?(?:le |les |du |:)? ?(?:samedis?|dimanches?|week-? ?ends?)(?: et (?:le )?dimanche)?|
\b(?:week-? ?ends?|samedis?|dimanches?|nuits?|soirees?)(?: et (?:les )?(?:dimanches?|jours feries|week-? ?ends?|soirees?))? (?:libres?|off|de repos|chomes?|non travailles?|garantis?)|\b(?:pas de|sans|aucun\w*|ni) (?:travail (?:de |le )?|horaires? |poste )?(?:de )?(?:nuits?|soirs?|soirees?|week-? ?ends?|samedis?|dimanches?|astreintes?|coupures?)(?:(?:,| ni| et| ou) (?:de )?(?:nuits?|soirees?|week-? ?ends?|dimanches?|astreintes?))*|
\b(?:night|weekend|on-call) (?:allowance|bonus|premium|pay|differential|transport)|\b(?:no|without) (?:night|weekend|evening|on-call)s?(?: (?:shifts?|work))?(?:(?:,| or| and) (?:night|weekend|evening)s?)*|\b(?:weekends?|saturdays?|sundays?|evenings?|nights?)(?: and (?:sundays?|weekends?|public holidays))? (?:off|free)|\bfree (?:weekends?|evenings?)|
\bplus (?:de |por )?(?:nocturnidad|(?:domingos?|sabados?|festivos?|noches?|fines de semana)(?: (?:y|o) (?:domingos?|festivos?|noches?))?)|\b(?:fines de semana|sabados?|domingos?|tardes|noches)(?: y (?:domingos?|festivos|fines de semana))? libres|\b(?:sin|ni|nada de) (?:trabajar )?(?:turnos? de |guardias?|los )?(?:noches?|fines de semana|sabados?|domingos?|guardias?|nocturnos?)(?:(?:,| ni| y| o) (?:noches?|fines de semana|domingos?))*|\blibras? (?:los )?(?:fines de semana|sabados?|domingos?)(?: y domingos?)?|
(?:النقل|نقل) (?:ال)?ليلي|تعويض(?:ات)? (?:عن |على )?(?:العمل )?(?:ال)?(?:ليل|ليلي(?:ة)?)|منحة (?:ال)?(?:ليل|عمل الليلي)|(?:بدون|دون|لا) (?:عمل )?(?:ليلي|ليل|مناوبة|مداومة)|(?:راحة|استراحة) (?:يوم(?:ي)? |أيام )?(?:نهاية الأسبوع|السبت|الأحد)(?: و ?الأحد)?|عطلة (?:يوم(?:ي)? |أيام )?(?:السبت|الأحد)(?: و ?الأحد)?|(?:السبت|الأحد|نهاية الأسبوع) (?:عطلة|راحة|مجانية)
""")
_OFF_HOURS_BY_ROTA = pattern(
    r"(?:week-? ?ends?|samedis?|dimanches?|astreintes?|guardias?|sabados?) (?:\w+ ){0,2}$"
)
_SCHEDULE = pattern(
    r"\b(?:horaires?|horario|jornada|turnos?|schedule|shifts?|working hours|hours|planning|du lundi|lundi (?:au|a)|lunes a|monday|travail|poste)\b|(?:توقيت|أوقات|ساعات|دوام|نوبة|نوبات|العمل)"
)

_STATING = frozenset({BlockKind.PROFILE, BlockKind.CONDITIONS})
_MENTIONING = frozenset({BlockKind.TITLE, BlockKind.INTRO, BlockKind.OFFER, BlockKind.APPLY})
_EVENING_AFTER = 20.25
_WORKING_DAY_ENDS = 20
_LONGEST_SHIFT = 10.5
_LONGEST_HALF = 6
_LONGEST_LUNCH = 2  # hours; a gap as long parts a split shift


def read_shifts(material: Material) -> Iterator[Draft]:
    """The shifts to be worked: one requirement per statement that adds to what is known."""
    known: dict[Importance, set[Shift]] = {Importance.MUST: set(), Importance.NICE: set()}
    for draft in sorted(_drafts(material), key=lambda draft: draft.confidence, reverse=True):
        assert isinstance(draft.wanted, ShiftsWanted)
        new = set(draft.wanted.shifts) - known[draft.importance] - known[Importance.MUST]
        contradicts = new == {Shift.DAY} and bool(known[Importance.MUST] - {Shift.WEEKEND})
        if new and not contradicts:
            known[draft.importance] |= new
            yield replace(draft, wanted=ShiftsWanted(tuple(shift for shift in Shift if shift in new)))


def _drafts(material: Material) -> Iterator[Draft]:
    for statement in material.statements:
        if statement.kind in _STATING:
            confidence = 1.0
        elif statement.kind in _MENTIONING and _tells_hours(material, statement):
            confidence = 0.7
        else:
            continue
        found = _shifts(material.page.folded, statement, is_title=statement.kind is BlockKind.TITLE)
        if not found:
            continue
        start = min(begin for _, begin, _ in found)
        end = max(stop for _, _, stop in found)
        shifts = _reduced({shift for shift, *_ in found})
        yield Draft(
            ShiftsWanted(tuple(shift for shift in Shift if shift in shifts)),
            material.importance(statement, start, default=Importance.MUST),
            start,
            end,
            confidence=confidence,
            origin=Origin.DECLARED if confidence == 1.0 else Origin.INFERRED,
        )


def _tells_hours(material: Material, statement: Statement) -> bool:
    """Whether a sentence outside the conditions tells hours of work, and not hours of anything."""
    if statement.kind is BlockKind.TITLE or _SCHEDULE.search(material.words(statement)):
        return True
    return any(find_hours(material.page.folded, statement.start, statement.end))


def _shifts(folded: str, statement: Statement, *, is_title: bool) -> list[tuple[Shift, int, int]]:
    excluded = [match.span() for match in _NOT_WORKED.finditer(folded, statement.start, statement.end)]
    found = [
        (shift, *match.span())
        for shift, words in _WORDS
        for match in words.finditer(folded, statement.start, statement.end)
        if not any(start < match.end() and match.start() < end for start, end in excluded)
        and not (is_title and match.group().startswith("24"))
        and not (
            shift is Shift.ROTATING
            and _OFF_HOURS_BY_ROTA.search(folded[max(0, match.start() - 30) : match.start()])
        )
    ]
    found += [
        (Shift.EVENING, *match.span())
        for match in _UNTIL.finditer(folded, statement.start, statement.end)
        if _is_late(match["hour"], match["sign"] or "")
        and not any(start < match.end() and match.start() < end for start, end in excluded)
    ]
    ranges = tuple(find_hours(folded, statement.start, statement.end))
    return (
        found
        + [(shift, item.start, item.end) for item in ranges for shift in _of_hours(item)]
        + _split(ranges)
    )


def _is_late(hour: str, sign: str) -> bool:
    """Whether `jusqu'à 21h` or `until 9pm` is past the evening's beginning."""
    if not hour.isdecimal():
        return True
    return bool(sign) and int(hour) + (12 if sign.startswith("p") and int(hour) < 12 else 0) > _EVENING_AFTER


def _of_hours(item: HourRange) -> Iterator[Shift]:
    if item.is_night:
        yield Shift.NIGHT
    elif item.crosses_midnight or item.last > _EVENING_AFTER or item.last == 0:
        yield Shift.EVENING
    elif item.last <= _WORKING_DAY_ENDS and item.length >= _LONGEST_HALF:
        yield Shift.DAY
    if item.length > _LONGEST_SHIFT and not item.crosses_midnight:
        yield Shift.ROTATING  # a range too long for one person


def _split(ranges: tuple[HourRange, ...]) -> list[tuple[Shift, int, int]]:
    """Two half-shifts with a long gap between them on the same day."""
    for morning, afternoon in pairwise(ranges):
        gap = afternoon.first - morning.last
        if morning.length <= _LONGEST_HALF and afternoon.length <= _LONGEST_HALF and gap >= _LONGEST_LUNCH:
            return [(Shift.SPLIT, morning.start, afternoon.end)]
    return []


def _reduced(shifts: set[Shift]) -> set[Shift]:
    """Leave out the day where other shifts are worked too: nobody refuses it."""
    return shifts - {Shift.DAY} if shifts - {Shift.DAY, Shift.WEEKEND, Shift.ON_CALL} else shifts
