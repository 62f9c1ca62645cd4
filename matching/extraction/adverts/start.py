"""When work has to start: the latest day an advert accepts."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Draft, Material
from matching.extraction.adverts.numbers import NUMBER_WORDS, number_of
from matching.extraction.adverts.page import pattern
from matching.extraction.calendar_words import MONTHS
from matching.requirements import Importance, StartWanted
from matching.types import Origin

_MONTH = "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_FIRST = r"premier|1er|first|primero|فاتح"
_EARLY = r"debut|early|beginning of|start of|principios|inicios|comienzos|بداية|مطلع|أوائل"
_MIDDLE = r"mi|mid|middle of|mediados|منتصف|اواسط"
_LATE = r"fin|late|end of|finales|fines|نهاية|متم|أواخر"
_DATE = pattern(
    rf"""
    (?<![\w/.])(?:
    (?P<iso_year>20\d\d)-(?P<iso_month>0[1-9]|1[0-2])-(?P<iso_day>{_DAY})(?!\w)|
    (?P<number_day>{_DAY}) ?[/.-] ?(?P<number_month>0?[1-9]|1[0-2]) ?[/.-] ?(?P<number_year>20\d\d|\d\d)(?![\w/])|
    (?P<short_day>0[1-9]|[12]\d|3[01])/(?P<short_month>0[1-9]|1[0-2])(?![\w/])|
    (?:(?:(?P<day>{_DAY})(?:er|st|nd|rd|th|º|°)?|(?P<first>{_FIRST})|(?P<early>{_EARLY})|(?P<middle>{_MIDDLE})|(?P<late>{_LATE}))
    [ -]?(?: ?du mois de| ?de| ?of| ?d'| ?من| ?شهر)?[ -]?(?:the )?)?
    (?P<month>{_MONTH})\b\.?(?: (?P<day_after>{_DAY})(?:st|nd|rd|th)?(?!\w))?
    (?:,? ?(?:de |del |of |d'|سنة |عام )?(?P<year>20\d\d))?
    )"""
)
_CUE = pattern(r"""
\bdebut ?:|\bdebut (?:en|au|le|du|vers|mi-|fin)\b|\b(?:premier|1er) jour\b|\b(?:demarrage|debut (?:de (?:la )?(?:mission|contrat|formation)|du contrat|prevu|souhaite)|date (?:de|d') ?(?:debut|demarrage|prise|embauche|integration|entree)|prise de (?:poste|fonctions?)|integration|embauche (?:prevue|en|le|au)|entree en (?:poste|fonctions?)|arrivee|commence[rz]?|demarre[rz]?|debute[rz]?|rejoindre|disponib\w+|dispos?|a pourvoir|session|promotion d|montee en charge|rentree|preavis|a (?:partir|compter) d[eu])\b|
\b(?:first day|day one|start(?:s|ing)?(?: date)?|join(?:ing)?|available|availability|begin(?:ning)? (?:on|in|work)|onboarding|intake|go-live|notice(?: period)?)\b|
\b(?:primer dia|incorporacion|incorporarse|incorporarte|inicio|empezar|comenzar|disponibilidad|disponible|fecha de inicio|empezamos|preaviso)\b|
(?:ال)?(?:التحاق|الالتحاق|التوفر|بدء|انطلاق|مباشرة) ?(?:العمل)?|بداية (?:العمل|التكوين|التدريب)|أول يوم|اليوم الأول|(?:ي|ت)بدأ|(?:ي|ت|ن)لتحق|تاريخ (?:البدء|البداية|الالتحاق)
""")
_FROM = pattern(rf"\bdes (?:le |debut |mi-|fin )?(?=(?:{_DAY} |1er )?(?:{_MONTH})\b)")
_DEADLINE_FOR_APPLYING = pattern(r"""
\b(?:candidatures?|postule[rz]|date limite|cloture|dossiers?|depot)\b|\b(?:apply|applications?|closing date|deadline)\b|\b(?:candidaturas?|plazo de inscripcion|fecha limite|inscripcion)\b|
(?:ترشيح|الترشيحات|الملفات|الملف|يرسل|ترسل|آخر أجل|التقديم|إيداع)
""")
_AT_ONCE = pattern(r"""
\b(?:immed|immediat(?:e|ement)?|des que possible|de suite|au plus (?:vite|tot)|asap|sans delai|urgent)\b|\b(?:immediate(?:ly)?|as soon as possible|right away|straight away)\b|
\b(?:inmediat(?:a|o|amente)|lo antes posible|cuanto antes|ya mismo)\b|(?:فورا|فوري(?:ة)?|حالا|في أقرب (?:وقت|الآجال)|مباشرة بعد)
""")
_WITHIN = pattern(
    rf"""
    \b(?:sous|dans (?:un delai de |les )?|d'ici|preavis (?:de |d'|max\w* (?:de )?)?|within|in|notice (?:period )?(?:of )?(?:max\w* )?|en (?:un plazo de )?|preaviso (?:de |maximo (?:de )?)?|(?:في )?(?:أجل|غضون|ظرف)) ?
    (?P<count>\d{{1,2}}|{NUMBER_WORDS}) ?(?P<unit>jours?|semaines?|mois|days?|weeks?|months?|dias|semanas?|mes(?:es)?|أيام|يوما?|أسابيع|أسبوع|شهر|أشهر)\b"""
)
_FIXED_TERM = pattern(
    r"\b(?:cdd|contrat|contract|contrato|mission|saison\w*|stage|internship)\b[^.;,]{0,24}\b(?:du|from|del?)\b|عقد[^.;,]{0,24} من"
)
_NO_LATER = pattern(r"""
\b(?:au plus tard|dernier delai|avant (?:le |la |fin |mi-)|d'ici|imperativement)\b|\b(?:no later than|at the latest|by|before)\b|\b(?:a mas tardar|como muy tarde|antes del?|como maximo)\b|(?:قبل|على أبعد تقدير|كأقصى تقدير|في أجل أقصاه|على الأكثر)
""")
_AMBIGUOUS_ALONE = frozenset({"may", "mar", "sep", "dec", "jan", "ago", "abr", "ene", "dic", "oct", "اب"})
_REACH = 90
_NOTICE_USUAL = timedelta(days=31)  # "at once" is said by recruiters who wait for a month's notice


@dataclass(frozen=True, slots=True)
class _Start:
    latest: date
    start: int
    end: int
    confidence: float
    is_exact: bool
    names_day: bool = False
    is_firm: bool = False


def read_start(material: Material) -> Iterator[Draft]:
    """The latest start, once: a day before a month, a month before "at once"."""
    found = [
        (statement, start)
        for statement in material.statements
        if statement.kind is not BlockKind.UNWANTED
        for start in _starts(material, statement)
    ]
    if not found:
        return
    statement, best = max(found, key=lambda pair: (pair[1].is_exact, pair[1].names_day, pair[1].confidence))
    # A day merely announced (`Démarrage le 11 janvier`) is a wish: a good candidate is waited for.
    default = Importance.MUST if best.is_exact and best.is_firm else Importance.NICE
    yield Draft(
        StartWanted(best.latest),
        material.importance(statement, best.start, default=default),
        best.start,
        best.end,
        confidence=best.confidence,
        origin=Origin.DECLARED if best.is_exact else Origin.INFERRED,
    )


def _starts(material: Material, statement: Statement) -> Iterator[_Start]:
    folded = material.page.folded
    for term in _FIXED_TERM.finditer(folded, statement.context_start, statement.end):
        match = _DATE.match(folded, _after_blanks(folded, term.end()), statement.end)
        if match and (latest := _latest(match, today=material.today)):
            yield _Start(latest, term.start(), match.end(), 0.8, is_exact=True, names_day=True)
    cues = (
        cue
        for words in (_CUE, _FROM)
        for cue in words.finditer(folded, statement.context_start, statement.end)
    )
    for cue in cues:
        end = min(statement.end, cue.end() + _REACH)
        if _DEADLINE_FOR_APPLYING.search(folded, max(statement.start, cue.start() - 40), cue.start()):
            continue
        dated = [
            (latest, match.start(), match.end())
            for match in _DATE.finditer(folded, cue.end(), end)
            if (latest := _latest(match, today=material.today))
        ]
        if dated:
            latest = max(day for day, *_ in dated)
            is_firm = bool(_NO_LATER.search(folded, statement.start, statement.end))
            names_day = bool(re.search(r"\d", folded[dated[0][1] : dated[0][1] + 2]))
            yield _Start(
                latest,
                cue.start(),
                dated[-1][2],
                1.0 if is_firm else 0.8,
                is_exact=True,
                names_day=names_day,
                is_firm=is_firm,
            )
        elif within := _WITHIN.search(folded, cue.start(), end):
            yield _Start(_after(within, today=material.today), cue.start(), within.end(), 0.7, is_exact=True)
        elif at_once := _AT_ONCE.search(folded, cue.end(), end):
            yield _Start(material.today + _NOTICE_USUAL, cue.start(), at_once.end(), 0.5, is_exact=False)


def _after_blanks(folded: str, place: int) -> int:
    return place + len(folded[place:]) - len(folded[place:].lstrip())


def _latest(match: re.Match[str], *, today: date) -> date | None:
    groups = match.groupdict()
    if match.group() in _AMBIGUOUS_ALONE:
        return None
    month_words = groups["iso_month"] or groups["number_month"] or groups["short_month"]
    month = int(month_words or MONTHS[groups["month"] or ""])
    year_words = groups["iso_year"] or groups["number_year"] or groups["year"]
    year = int(year_words) if year_words else None
    if year is not None and year < 100:
        year += 2000
    days = (groups[f"{form}day"] for form in ("iso_", "number_", "short_", ""))
    day_words = next((words for words in days if words), groups["day_after"])
    return _day(year, month, _day_of_month(groups, day_words), today=today)


def _day_of_month(groups: dict[str, str | None], day_words: str | None) -> int:
    """Day of the month; 31 where only the month is told, so that any day of it is in time."""
    if day_words:
        return int(day_words)
    parts = (("first", 1), ("early", 10), ("middle", 20), ("late", 31))
    return next((day for name, day in parts if groups[name]), 31)


def _day(year: int | None, month: int, day: int, *, today: date) -> date | None:
    """The day meant; without a year, the next one after `today`. None for a date that is past."""
    guess = year or today.year
    found = date(guess, month, min(day, monthrange(guess, month)[1]))
    if year is None and found < today:
        found = date(guess + 1, month, min(day, monthrange(guess + 1, month)[1]))
    return found if found >= today - timedelta(days=62) else None


def _after(match: re.Match[str], *, today: date) -> date:
    count = number_of(match["count"]) or 1
    unit = match["unit"]
    is_weeks = unit.startswith(("sem", "week", "اسب", "اساب"))
    is_days = unit.startswith(("jour", "day", "dia", "يوم", "ايام"))
    return today + timedelta(days=round(count * (1 if is_days else 7 if is_weeks else 31)))
