"""The shifts a candidate accepts and refuses, said or shown by the jobs held."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from matching.extraction.document import CvDocument
from matching.extraction.paragraphs import Paragraph
from matching.text.sections import SectionKind
from matching.types import Mention, Origin, Shift, Span

_ALL = "all"
_WEEKDAYS = "weekdays"
_LATEST = "latest"
_SHIFTS = {
    Shift.ROTATING.value: r"""
        (?:horaires?|plannings?|emploi du temps|equipes?|postes?
        |shifts?) (?:de travail )?(?:: )?(?:tournante?s?
        |rotatifs?|variables?|flexibles?|decalee?s?
        |alternee?s?|alternante?s?|en rotation)|en (?:rotation|roulement)|(?:2|3|4|5) ?x ?8
        |rotating(?: shifts?)?|rotational(?: shifts?)?|in rotation
        |24 ?(?:h ?)?/ ?7j?|shift work|shifts(?! ?swap)|turnos rotativos|turnos? rotativ[oa]s?
        |horario rotativo|(?:ال)?توقيت (?:ال)?متغير|بالتناوب
        |(?:نظام )?(?:ال)?مناوبه|(?:ال)?نوبات|rotativos?
        """,
    Shift.SPLIT.value: r"""
        horaires?(?: :)? (?:coupee?s?|fractionnee?s?)|journees? coupees?|(?:avec|horaires? a
        |amplitude avec) coupures?|split (?:shifts?|hours?)|(?:jornada|horario|turno) partid[oa]s?
        |partid[oa](?= o continu|,)|(?:ال)?توقيت (?:ال)?(?:مقسم|متقطع)
        """,
    Shift.ON_CALL.value: r"astreintes?|on[- ]call|guardias?|(?:ال)?مداومه",
    Shift.NIGHT.value: r"""
        2[1-3] ?(?:h|:)?(?:00|30)? ?(?:-|a|/|to) ?0?[5-8] ?(?:h|:00)|(?:equipes?|postes?|vacations?|travail
        |travailler|horaires?|shifts?|gardes?|service|plage|veilles?)? ?(?:de |la |en |les )?nuits?
        |nocturnes?
        |(?:the )?(?:night|overnight|graveyard) (?:shifts?|work|duty|team)|nights?|overnight
        |turnos? (?:de )?noches?|(?:de )?noches?|nocturn[oa]s?
        |(?:دوام |نوبه |ب?ال|عمل )?ليل(?:ا|ي|يه)?|llil|lil|b ?lil|lliel
        """,
    Shift.EVENING.value: r"""
        soir(?:ee)?s?|(?:evening|late)s? (?:shifts?|hours?|work)|evenings?|apres[- ]midis?|afternoons?
        |(?:turnos? de |de |la |las )?tardes?|مساءا?|المساء
        |(?:ال)?مسائيه?|(?:ال)?مساييه?|la3chiya
        """,
    Shift.WEEKEND.value: r"""
        week[- ]?ends?|w-?e|samedis?|dimanches?|fins? de semaine|saturdays?|sundays?|fin(?:es)? de semana
        |sabados?|domingos?|نهايه الاسبوع
        |عطله الاسبوع|(?:يوم )?(?:ال)?سبت|(?:يوم )?الاحد|jours? feries?|bank holidays|festivos
        """,
    Shift.DAY.value: r"""
        (?:poste|travail|horaires?|equipe)? ?(?:de jour(?! ouvr)|en journee|de journee)|la journee
        |horaires? (?:de )?(?:bureaux?|administratifs?|normaux|classiques?|fixes?)
        |heures de bureau|matin(?:ee)?s?|(?:day|morning)s? (?:shifts?|hours?|work)|daytime|mornings?
        |(?:standard |normal )?office hours|business hours
        |turnos? de (?:manana|dia)|(?:de |por la |las? )?mananas?|(?:jornada )?(?:de )?dia(?= |,|$)
        |jornada (?:de dia|continua|intensiva)|horario (?:de oficina|diurno)
        |نهارا?|النهار(?:ي|يه)?|صباحا?|الصباح|(?:ال)?صباحيه?
        """,
    _ALL: r"""
        (?:tous|toutes) (?:les )?(?:types? d')?(?:horaires|plages|shifts|plannings|creneaux)
        |n'importe quel(?:s)? horaires?|any (?:shifts?|hours?|time slot)|all shifts|all hours
        |flexible (?:hours|with shifts|on shifts)|cualquier (?:horario|turno)|(?:todos los
        |todo tipo de) (?:horarios|turnos)|disponibilidad horaria(?: total| completa)?
        |(?:جميع|كل|اي) (?:ال)?(?:اوقات|توقيت|فترات)|aucune contrainte horaire|sans contrainte horaire
        |disponibilite totale
        """,
    _WEEKDAYS: (
        r"du lundi au vendredi|lundi-vendredi|monday (?:to|-|through) friday|mon-fri|de lunes a viernes"
        r"|من الاثنين الي الجمعه"
),
    _LATEST: r"""
        (?:apres|au[- ]dela de|plus tard que|after|past|beyond|despues de las?|mas tarde de las?|بعد) (?:la[ ]
        |le |الساعه )?(?P<hour>\d{1,2}|السابعه|الثامنه|التاسعه|العاشره|الحاديه عشره)
        ?(?:h\d{0,2}|heures?|:\d\d|pm|p\.m\.|horas)?(?: ?(?:ليلا|مساء|pm))?
        |(?:fin(?: de (?:service|poste|journee))? )?(?:a|avant|jusqu'a|until|till|before|hasta las
        |antes de las) (?P<until>\d{1,2}) ?(?:h\d{0,2}|heures?|:00|pm)?
        (?: (?:au plus tard|maximum|max|at the latest|como maximo))
        """,
}  # fmt: skip
_LINE_BREAK = re.compile(r"\s*\n\s*")
_MENTION = re.compile(
    r"(?<!\w)[وبلف]?(?:"
    + "|".join(f"(?P<s_{name}>{_LINE_BREAK.sub('', pattern).strip()})" for name, pattern in _SHIFTS.items())
    + r")(?!\w)"
)
# A word that every shift has; most paragraphs have none and are passed over.
_STEMS = (
    "tourn", "rota", "variab", "decal", "altern", "roulement", "x8", "x 8", "shift", "turno", "ناوب", "نوب",
    "متغير", "split", "partid", "fraction", "مقسم", "متقطع", "astreinte", "guardia", "مداوم", "nuit",
    "noct", "night", "noche", "ليل", "llil", "b lil", "f lil", "lliel", "21h", "22h", "23h", "22:", "23:",
    "soir", "evening",
    "midi", "afternoon", "tarde", "مسا", "chiya", "week", "w-e", "samedi", "semaine", "saturday", "sunday",
    "semana", "sabado", "doming", "اسبوع", "سبت", "احد", "ferie", "festivo", "holiday", "matin", "bureau",
    "daytime", "morning", "manana", "horario", "jornada", "نهار", "صباح", "horaire", "plage", "all shifts",
    "all hours", "cualquier", "lundi", "lunes", "اوقات", "توقيت", "فترات", "graveyard", "au plus tard",
    "creneau", "24/7", "24h", "24 h", "24/24", "7j", "coupe", "coupure", "on-call", "on call", "late ",
    "lates", "de jour", "journee", "jours f", "jour f", "de dia", "el dia", "office hours",
    "business hours", "any shift", "any hour", "any time", "day shift", "day hours", "day work", "days",
    "flexible h", "flexible w", "flexible on", "flexibles", "dimanche", "as tardes", "pm", "au plus tard",
    "maximum",
)  # fmt: skip
_HOUR_STEM = re.compile(
    r"(?:apres|dela de|tard que|after|past|beyond|de las?|بعد) (?:la |le |الساعه )?(?:\d|ال[ستعح])"
)
_ARABIC_HOURS = {"السابعه": 7, "الثامنه": 8, "التاسعه": 9, "العاشره": 10, "الحاديه عشره": 11}
_AFTER_NOON = re.compile(r"pm|p\.m|ليلا|مساء")
_NIGHT_FROM = 22
_EVENING_FROM = 17

# Words by which a line among jobs is about the person's wishes after all.
_STATES = re.compile(
    r"\b(?:j'accepte|accepte|refuse|dispo|disponible|available|acepto|je (?:ne )?(?:peux|veux|travaille pas)"
    r"|open to|(?:is|are) (?:fine|ok|not|no problem)|me (?:va|vont|conviennent?)|sont? possibles?"
    r"|solo turno|impossible"
    r"|(?:can|can't|cannot|could) (?:also |not )?(?:work|do)|puedo trabajar|prefiero)\b"
    r"|اقبل|مستعد|متاح|(?:لا )?استطيع|يمكنني|لا (?:اعمل|اشتغل)"
)
_TURN = re.compile(r",? (?:mais|but|pero|however|sin embargo|لكن|ولكن) ")
# Said of a shift, these mean that it is accepted although they begin like a refusal.
_WELCOME = re.compile(
    r"\b(?:(?:pas|aucune?|sans|no|without|any|ningun|sin) (?:de |d'|any )?(?:probleme|prob|souci"
    r"|soucis|contrainte|objection|difficulte|problem|problems|issue|issues|problema)s?"
    r"|ne me (?:font|fait|derange\w*|gene\w*) pas(?: peur)?|n'ont jamais ete un probleme|don't mind"
    r"|no me importan?|no me molestan?|ma ?3endi?ch mochkil|ma3ndich mochkil|machi mochkil"
    r"|pas seulement|not only)|(?:لا|ليس|بدون) (?:مشكل|مشكله|مانع|يوجد مانع|يزعجني)(?: لدي| عندي)?"
)
_NOT = re.compile(
    r"\b(?:pas|sans|ni|aucune?|jamais|hors|sauf|excepte|refuse\w*|impossible|ne (?:peux|souhaite|veux"
    r"|travaille) (?:pas|plus)|no|nor|not|without|except|never|cannot|can't|don't"
    r"|unable|avoid\w*|sin|excepto|salvo|nunca|menos|bla|ma n9derch|machi)\b|(?:^|[\s,:(])(?:لا|ولا"
    r"|ليس|بدون|باستثناء|ما عدا|لن|لست)\b"
)
_CARRIES_ON = re.compile(
    r"^[\s,]*(?:(?:ni|et|ou|or|nor|and|y|o|u|,|/|و|او|ولا)[\s]*)*(?:de |le |la |les |en |the |los "
    r"|las |pas de |d')*(?:و)?$"
)
_REFUSED_AFTER = re.compile(
    r"[^,.;\n]{0,24}(?:\b(?:refusee?s?|impossibles?|exclue?s?|exclus|non(?! ?-)|excluded|not possible"
    r"|are not\b(?! a)"
    r"|not available|no|a eviter)\b|مرفوض|غير ممكن)"
)
_ACCEPTED_AFTER = re.compile(
    r"[^,.;\n]{0,24}(?:\b(?:acceptee?s?|possibles?|ok|okay|oui|yes|si|bienvenue?s?|sans (?:probleme"
    r"|souci)|compris(?:es)?|inclus|included|aussi|tambien|aucun souci|no problem|sin problema)\b|نعم"
    r"|ممكن)"
)
_ONLY = (
    r"(?:uniquement|seulement|exclusivement|only|exclusively|solo|solamente|unicamente|exclusivamente|فقط)"
)
_ONLY_AFTER = re.compile(rf"[ ,(:]{{0,2}}{_ONLY}\b")
_ONLY_BEFORE = re.compile(
    rf"\b{_ONLY}(?: (?:en|de|le|la|in|the|during|on|por|ب|في|disponible|available))* ?$"
)
_ABOUT_WORK = re.compile(
    r": (?:oui|non|yes|no|si|ok)\b|\b(?:oui|non|yes|ok) ?$|"
    r"\b(?:accept\w*|disp\w*|horaires?|postes?|travail\w*|shifts?|turnos?|jornada|plannings?|prete?"
    r"|ouverte?|work\w*|available|availability|hours|open to|can do|happy|flexib\w*"
    r"|noches|trabaj\w*|horario|possibles?|compris|souhait\w*|prefer\w*|equipe|objectif|vacations?"
    r"|mochkil|khedma|conditions?|ok|acepto|libre|tous les|willing|comfortable|used to)\b"
    r"|عمل|اشتغل|اقبل|مستعد|توقيت|استعداد|افضل|متاح|مشكل"
)
_JOB_ONLY = re.compile(
    r"(?:equipe|poste|vacation|travail|horaire|shift|garde|service|turno|duty|astreinte|on[- ]call"
    r"|guardia|x ?8|week[- ]?end sur|نوب|دوام|مداومه|مناوبه|2\d)"
)
_NOT_A_SHIFT = re.compile(
    r"\b(?:chaque|every|each|cada|all|toutes les|bonne|cours du|le cours|cours le|(?:at|a) \w+ in the"
    r"|(?:masters?|cours|curso|clases?|classes|estudi\w+)(?: (?:por|le|en|de|du|la|las|el))*|courses?|par"
    r"|of|milk|ecoles?|club|foot\w*|(?:deux|2|some) )\s?$|كل $"
)
_HOUR_WORD_BEFORE = re.compile(r"(?:عشره|العاشره|التاسعه|الثامنه|السابعه|\d) ?$")
_SKIPPED = frozenset({SectionKind.EDUCATION, SectionKind.INTERESTS})
_MOST_MENTIONS = 40  # in one sentence; nobody says more of shifts
_EVERY_TIME = (Shift.DAY, Shift.EVENING, Shift.NIGHT, Shift.WEEKEND, Shift.ROTATING)
_WORKED = frozenset(Shift) - {Shift.DAY}
_CONFIDENCE_STATED = 0.95
_CONFIDENCE_SHOWN = 0.6


@dataclass(frozen=True, slots=True)
class ShiftsFound:
    """Shifts accepted and refused; none is in both."""

    accepted: tuple[Mention[Shift], ...]
    refused: tuple[Mention[Shift], ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """`is_shown` by a job held; `is_implied` by words about other days (`du lundi au vendredi`)."""

    shift: Shift
    is_accepted: bool
    span: Span
    is_shown: bool = False
    is_implied: bool = False


def find_shifts(document: CvDocument, *, texts: Sequence[Paragraph]) -> ShiftsFound:
    """The shifts a candidate accepts and refuses in the paragraphs of the CV.

    What the person says is `DECLARED`; a shift worked in a job is `INFERRED` to be accepted. A refusal
    outweighs both.
    """
    stems = [stem for stem in _STEMS if stem in document.folded]
    statements = [
        statement
        for paragraph in texts
        if _may_name_shift(paragraph.words, stems)
        for statement in _read(paragraph)
    ]
    by_weight = sorted(statements, key=lambda statement: statement.is_shown)
    accepted = _first_of_each(statement for statement in by_weight if statement.is_accepted)
    refused = _first_of_each(
        statement
        for statement in by_weight
        if not statement.is_accepted and not (statement.is_implied and statement.shift in accepted)
    )
    return ShiftsFound(
        accepted=tuple(_mention(document, item) for item in accepted.values() if item.shift not in refused),
        refused=tuple(_mention(document, statement) for statement in refused.values()),
    )


def _may_name_shift(words: str, stems: Iterable[str]) -> bool:
    return any(stem in words for stem in stems) or _HOUR_STEM.search(words) is not None


def _first_of_each(statements: Iterable[_Statement]) -> dict[Shift, _Statement]:
    first: dict[Shift, _Statement] = {}
    for statement in statements:
        first.setdefault(statement.shift, statement)
    return first


def _mention(document: CvDocument, statement: _Statement) -> Mention[Shift]:
    return document.mention(
        statement.shift,
        statement.span,
        origin=Origin.INFERRED if statement.is_shown else Origin.DECLARED,
        confidence=_CONFIDENCE_SHOWN if statement.is_shown else _CONFIDENCE_STATED,
    )


def _read(paragraph: Paragraph) -> Iterator[_Statement]:
    if not _MENTION.search(paragraph.words) or paragraph.is_keyword_list:
        return
    is_elsewhere = paragraph.section in _SKIPPED
    is_job = paragraph.section is SectionKind.EXPERIENCE or paragraph.has_period
    for sentence in paragraph.sentences():
        found = islice(_MENTION.finditer(sentence.words), _MOST_MENTIONS)
        mentions = [match for match in found if _is_shift(sentence.words, match)]
        if (is_job or is_elsewhere) and not _STATES.search(sentence.words):
            yield from _shown(sentence, mentions) if is_job and not is_elsewhere else ()
        elif is_job or paragraph.section is SectionKind.AVAILABILITY or _is_about_work(sentence.words):
            yield from _said(sentence, mentions)


def _is_about_work(words: str) -> bool:
    return _ABOUT_WORK.search(words) is not None or _NOT.search(words) is not None


def _is_shift(words: str, match: re.Match[str]) -> bool:
    """Whether the words are about working hours and not about `every night` or `at ten in the evening`."""
    before = words[max(0, match.start() - 18) : match.start()]
    if _NOT_A_SHIFT.search(before):
        return False
    is_time_of_day = match.lastgroup in {"s_night", "s_evening", "s_day"} and _HOUR_WORD_BEFORE.search(before)
    return not is_time_of_day


def _shown(sentence: Paragraph, mentions: list[re.Match[str]]) -> Iterator[_Statement]:
    """The shifts worked in a job, where at least one is plainly a shift (`équipe de nuit`, `3x8`)."""
    if not any(_JOB_ONLY.search(match.group()) for match in mentions):
        return
    for match in mentions:
        if _name(match) in _WORKED:
            yield _Statement(
                Shift(_name(match)), is_accepted=True, span=sentence.span_of(match), is_shown=True
            )


def _said(sentence: Paragraph, mentions: list[re.Match[str]]) -> Iterator[_Statement]:
    is_refused = False
    previous_end = 0
    for match in mentions:
        if any(previous_end <= turn.start() < match.start() for turn in _TURN.finditer(sentence.words)):
            is_refused, previous_end = False, _last_turn(sentence.words, match.start())
        is_refused = _is_refused(sentence.words, match, previous_end, was_refused=is_refused)
        previous_end = match.end()
        yield from _stated(sentence, match, is_refused=is_refused)


def _last_turn(words: str, end: int) -> int:
    return max((turn.end() for turn in _TURN.finditer(words, 0, end)), default=0)


def _name(match: re.Match[str]) -> str:
    return next(name for name in _SHIFTS if match[f"s_{name}"] is not None)


def _is_refused(words: str, match: re.Match[str], previous_end: int, *, was_refused: bool) -> bool:
    between = words[previous_end : match.start()]
    if any(found.start() >= previous_end for found in _WELCOME.finditer(words)):
        return False
    if _NOT.search(between) or _REFUSED_AFTER.match(words, match.end()):
        return not _ACCEPTED_AFTER.match(words, match.end())
    return was_refused and _CARRIES_ON.match(between) is not None


def _stated(sentence: Paragraph, match: re.Match[str], *, is_refused: bool) -> Iterator[_Statement]:
    name = _name(match)
    span = sentence.span_of(match)
    if name == _WEEKDAYS:
        yield _Statement(Shift.WEEKEND, is_accepted=False, span=span, is_implied=True)
    elif name == _LATEST:
        yield from (_Statement(shift, is_accepted=False, span=span) for shift in _after_latest(match))
    elif name == _ALL:
        yield from (_Statement(shift, not is_refused, span) for shift in _EVERY_TIME)
    else:
        yield _Statement(Shift(name), not is_refused, span)
        if name == Shift.DAY and not is_refused and _is_only(sentence.words, match):
            yield _Statement(Shift.EVENING, is_accepted=False, span=span)
            yield _Statement(Shift.NIGHT, is_accepted=False, span=span)


def _after_latest(match: re.Match[str]) -> tuple[Shift, ...]:
    """The shifts that a latest hour rules out; none when the hour is one of the morning."""
    words = match["hour"] or match["until"]
    hour = _ARABIC_HOURS.get(words) or int(words)
    if hour < 12 and _AFTER_NOON.search(match.group()):
        hour += 12
    if hour >= _NIGHT_FROM:
        return (Shift.NIGHT,)
    return (Shift.EVENING, Shift.NIGHT) if hour >= _EVENING_FROM else ()


def _is_only(words: str, match: re.Match[str]) -> bool:
    return (
        _ONLY_AFTER.match(words, match.end()) is not None
        or _ONLY_BEFORE.search(words, max(0, match.start() - 40), match.start()) is not None
    )
