"""Diplomas and studies, obtained or not."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matching.extraction.dates import DateMatch, NowMatch, find_marks
from matching.extraction.diploma_names import DiplomaName, find_diploma_names
from matching.extraction.document import CvDocument, Line
from matching.extraction.mentions import ConceptMentions
from matching.profile import Diploma
from matching.taxonomy.concepts import ConceptKind
from matching.text.sections import SectionKind
from matching.types import EducationLevel, Mention, Origin, Span

_STUDIES = frozenset({SectionKind.EDUCATION, SectionKind.CERTIFICATES})
_ABOUT_SOMETHING_ELSE = frozenset(
    {SectionKind.EXPERIENCE, SectionKind.SKILLS, SectionKind.LANGUAGES, SectionKind.INTERESTS}
)
_KEYWORD_LIST = 10  # items from which a line outside the studies is a list of keywords
_ITEM = re.compile(r"[,;|•/]")

_CLAUSE_END = re.compile(
    r"[;\t|]|\.(?=\s)(?<!\bfac\.)(?<!\buniv\.)(?<!\bdipl\.)(?<!\bspec\.)(?<!\bsc\.)(?<!\bopt\.)(?<!\b\w\.)"
)
_ENTRY_START = re.compile(
    r"[\s\d(\[\])/:.\-•*>=]*(?:(?:de|a|au|du|en|to|from|desde|من|الي) |\d{4})*[\s\d(\[\])/:.\-]*$"
)
_FOLLOWING_LINES = 2
_DATE_FIRST = re.compile(r"[^\w\n]*(?:19|20)\d\d\b")

_UNFINISHED = re.compile(
    r"""\b(?:
      en\ cours(?!\ (?:du\ soir|d'emploi)) | in\ progress | on-?going | currently | actuellement
      | inacheve\w* | interrompu\w* | arretee?s? | empezad[oa] | a\ medias | (?:je\ )?prepare\ (?!a\b)
      | preparing | preparo | preparando | left\ (?:before|without) | quit\b | stopped\ (?:after|before)
    | abandon\w* | non\ (?:obtenu|valid|termin|achev|acquis)\w* | pas\ (?:encore\ )?(?:obtenu|fini|termin
    |valid|acheve)\w*
    | jamais\ (?:obtenu|fini|termin)\w* | not\ (?:yet\ )?(?:completed|finished|obtained|awarded)
    | unfinished | incomplete
    | dropped\ out | expected | obtention\ prevue | soutenance\ prevue | prevue?s?\ (?:en|pour)
    | a\ obtenir | echec | ajourne
    | sin\ (?:terminar|acabar|finalizar|titulo) | inacabad[oa] | incomplet[oae]s? | no\ (?:terminad|acabad
    |finalizad)[oa]
    | en\ curso | cursando | actualmente | pendiente | previst[oa] | dejad[oa]
    | لم\ (?:تكتمل|يكتمل|اكمل|انه|احصل|تنته|استكمل)\w* | غير\ (?:مكتمل|منته)\w* | قيد\ (?:الدراسه|الانجاز
    |التحضير) | في\ طور | حاليا
    | متوقع | 7best | hbest | mazal | ma\ ?kmm?e?ltch
    | (?:etudiant|eleve|inscrit)e?\ (?:ingenieur|en|au|a|de|master|licence) | student | estudiante | (?:طالب
    |طالبه)\ (?:في|ب)\w*
    | preparation\ (?:d'un|du|d'une) | en\ preparation
    )""",
    re.VERBOSE,
)
_STUDIED = re.compile(
    r"\b(?:estudie|he estudiado|licenciad[oa]|j'ai (?:etudie|obtenu|fait)|titulaire d|diplomee? d|i studied"
    r"|graduated|hold an?)\b[^;:\n]{0,60}$|(?:درست|حاصل(?:ه)? علي|الحامل(?:ه)? ل)[^;:\n]{0,40}$"
)
_PART_BEFORE = re.compile(
    r"(?:\b(?:(?:two|one|three|[123])\ years?\ of|(?:un|dos|tres)\ anos?\ de|(?:une|deux|trois"
    r"|[123])\ (?:an|annee)s?\ (?:de|d'|en))"
    r"|\b(?:سنتان|سنه واحده|عام واحد) (?:في|من))\ ?(?:la |une? |el )?$"
)
_YEAR_OF_STUDY = re.compile(
    r"""\b(?:
      (?:\d\ ?(?:e|er|ere|re|eme|nde|nd|rd|st|th|o|\.o|a)|premiere|deuxieme|troisieme|quatrieme|derniere
      |first|second|third|fourth|final|last
      |primer|segundo|tercer|cuarto|ultimo)\ (?:annee|year|ano|curso)
    | annee\ [12] | year\ [1-4] | semestre\ \d | s[1-6](?=\ |\)) | (?:ال)?سنه\ (?:ال)?(?:اولي|ثانيه|ثالثه
    |رابعه|خامسه)
    )""",
    re.VERBOSE,
)
_OBTAINED = re.compile(
    r"\b(?:obtenue?s?|obtention|mention|validee?s?|valide|diplomee?|laureate?|obtained|graduated"
    r"|awarded|passed|completed|honou?rs"
    r"|distinction|conseguid[oa]|obtenid[oa]|aprobad[oa]|titulad[oa]|ميزه|بميزه)\b"
)
_BRACKETS = re.compile(r"\(([^()\n]*)\)?")
_WORDS_IN_STATUS = (
    5  # a longer bracket tells another story (`then two years of nursing school, not completed`)
)
_OTHER_STUDIES = re.compile(
    r"\b(?:an|annees?|years?|anos?|semestres?) (?:de|d'|en|of)\b|\(?\d{4}[^\n]*\b(?:annee|year|curso"
    r"|سنه)\b|\b(?:سنه|السنه)\b"
    r"|\b(?:certificat|attestation|formation|bootcamp|mooc|curso)\b"
)
_WHILE_WORKING = re.compile(r"en cours (?:d'emploi|du soir)")
_SINCE = re.compile(r"\b(?:depuis|since|desde|منذ)\b")
_NOT_YET_GRADUATED_BEFORE = 6  # month in which a school year ends

_SCHOOL = re.compile(
    r"""\b(?:
      universite|universidad|university|univ\b|faculte|faculty|facultad|fac\b|ecole|school|escuela
      |institute?o?|college|academy|campus
    | ista|ofppt|est\b|ensa[a-z]?\b|encg|fsjes|flsh|fso\b|fst\b|fsjp|fpn\b|fp\b|ens\b|ensam|ensias|emi\b
    |inpt|ehtp|insea|iscae|ump\b|ispits
    | supmti|emsi|uir\b|lycee|liceo|instituto|cfa\b|cmc\b|isgi|ismontic|ismagi|supinfo
    | جامعه|كليه|الكليه|معهد|المعهد|مدرسه|المدرسه|ثانويه|الثانويه|مركز\ التكوين
    )[^,;.()|\n\d]*""",
    re.VERBOSE,
)
_FIELD_LINK = re.compile(
    r"[\s:,\-(]*(?:(?:en|de|d'|du|des|in|of|option|filiere|specialite|mention|parcours|branche|في"
    r"|مسلك|تخصص|شعبه)\b\s*|d')*"
)
_FIELD_END = re.compile(r"[,;|()\n\d.]| - |: ")

_INITIALS = re.compile(r"ingenieure?|[bm]\.?[as]\.?|l3|l[pf]|(?:ال)?اجازه|ts|maitrise")
_NEAR_SCHOOL = 48  # characters
# Schools that lead to one level only; named without a diploma they still tell it.
_SCHOOL_LEVELS = (
    (re.compile(r"\b(?:ensa[mst]?|ensias|inpt|ehtp|insea|encg|iscae)\b"), EducationLevel.BAC_5),
    (re.compile(r"\bista(?: ntic)?\b|\best (?:d'|de )?[a-z]+"), EducationLevel.BAC_2),
)
_PREPARATORY = re.compile(r"\bprepa|\bcpge|cycle preparatoire|lycee|stage|\bconcours")
_BELOW = {
    EducationLevel.BAC_8: EducationLevel.BAC_5,
    EducationLevel.BAC_5: EducationLevel.BAC_3,
    EducationLevel.BAC_3: EducationLevel.BAC,
    EducationLevel.BAC_2: EducationLevel.BAC,
    EducationLevel.BAC: EducationLevel.NONE,
    EducationLevel.NONE: EducationLevel.NONE,
}
_ENGINEER = re.compile(r"inge|engine|هندس")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A diploma with the words about it: `own` on its clause, `more` on the lines after."""

    name: DiplomaName
    own: Span
    more: Span


def find_diplomas(document: CvDocument, *, mentions: ConceptMentions, today: date) -> tuple[Diploma, ...]:
    """Diplomas and studies, the most recent first; empty when the text names none.

    Studies that are unfinished or go on are given as not obtained, together with the diploma below that they
    presuppose, as `INFERRED`, when the text names none that high.
    """
    entries = list(_entries(document))
    diplomas = [_diploma(document, entry, mentions, today=today) for entry in entries]
    diplomas += _from_schools(document, diplomas)
    diplomas += _presupposed(document, entries, diplomas)
    return tuple(sorted(diplomas, key=lambda diploma: -(diploma.year or 0)))


def _entries(document: CvDocument) -> Iterator[_Entry]:
    names = find_diploma_names(document.folded)
    has_studies = any(_within(names, line.span) for line in document.lines_of(SectionKind.EDUCATION))
    for number, line in enumerate(document.lines):
        is_study = line.section in _STUDIES
        if not _within(names, line.span) or (not is_study and _is_keyword_list(document.folded, line)):
            continue
        more = _lines_after(document, number, names) if is_study else Span(line.span.end, line.span.end)
        for clause in _clauses(document.folded, line):
            kept = [
                name
                for name in _without_synonyms(document.folded, _within(names, clause))
                if is_study or _is_credible(document.folded, clause, name, line, has_studies=has_studies)
            ]
            last_clause = clause.end == line.span.end
            yield from _cut(
                document.folded, clause, kept, more if last_clause else Span(clause.end, clause.end)
            )


def _within(names: Sequence[DiplomaName], span: Span) -> Sequence[DiplomaName]:
    first = bisect_left(names, span.start, key=lambda name: name.span.start)
    return names[first : bisect_left(names, span.end, lo=first, key=lambda name: name.span.start)]


def _clauses(folded: str, line: Line) -> Iterator[Span]:
    start = line.span.start
    for end in _CLAUSE_END.finditer(folded, line.span.start, line.span.end):
        yield Span(start, end.start())
        start = end.end()
    if start < line.span.end:
        yield Span(start, line.span.end)


def _is_keyword_list(folded: str, line: Line) -> bool:
    return len(_ITEM.findall(folded, line.span.start, line.span.end)) >= _KEYWORD_LIST


def _starts_with_date(document: CvDocument, line: Line) -> bool:
    return _DATE_FIRST.match(document.folded, line.span.start, line.span.end) is not None


def _lines_after(document: CvDocument, number: int, names: Sequence[DiplomaName]) -> Span:
    """The lines that go on about the diploma of line `number`."""
    line = document.lines[number]
    end = line.span.end
    for following in document.lines[number + 1 : number + 1 + _FOLLOWING_LINES]:
        if _is_apart(document, line, following) or _within(names, following.span):
            break
        end = following.span.end
    return Span(line.span.end, end)


def _is_apart(document: CvDocument, line: Line, following: Line) -> bool:
    """Whether a line begins something else: another part, another entry, other studies."""
    return (
        following.section is not line.section
        or following.blank_lines_before > 0
        or (_starts_with_date(document, line) and _starts_with_date(document, following))
        or _OTHER_STUDIES.search(document.folded, following.span.start, following.span.end) is not None
        or _YEAR_OF_STUDY.match(document.folded, following.span.start, following.span.end) is not None
    )


def _without_synonyms(folded: str, names: Sequence[DiplomaName]) -> Iterator[DiplomaName]:
    """The names but for those that repeat the one before: `Bachelor (Licence)`, `BTS (bac+2)`."""
    previous: DiplomaName | None = None
    for name in names:
        gap = folded[previous.span.end : name.span.start] if previous else ""
        is_repeated = previous is not None and name.level == previous.level and not gap.strip(" (:-,/")
        if not is_repeated:
            yield name
        previous = name


def _is_credible(folded: str, clause: Span, name: DiplomaName, line: Line, *, has_studies: bool) -> bool:
    """Whether a name outside the studies is the candidate's diploma, not a trade or a job's subject."""
    if name.is_course_name:
        return not has_studies and _is_entry_of_its_own(folded, clause, name)
    if line.section not in _ABOUT_SOMETHING_ELSE:
        return True
    before = folded[clause.start : name.span.start]
    if _STUDIED.search(before):
        return True
    return _ENTRY_START.match(before) is not None and not has_studies


def _is_entry_of_its_own(folded: str, clause: Span, name: DiplomaName) -> bool:
    """Whether initials that are words elsewhere begin a clause with a school: `BA English, UMP Oujda`."""
    if not _INITIALS.fullmatch(folded, name.span.start, name.span.end):
        return False
    starts_clause = _ENTRY_START.match(folded[clause.start : name.span.start]) is not None
    return (
        starts_clause
        and _SCHOOL.search(folded, name.span.end, min(clause.end, name.span.end + _NEAR_SCHOOL)) is not None
    )


def _cut(folded: str, clause: Span, names: Sequence[DiplomaName], more: Span) -> Iterator[_Entry]:
    """The words of the clause shared out among its diplomas.

    Dates go before the name or after it, as they do at the start of the clause.
    """
    dates_first = bool(names) and any(
        isinstance(mark, DateMatch) for mark in find_marks(folded[clause.start : names[0].span.start])
    )
    start = clause.start
    for number, name in enumerate(names):
        is_last = number + 1 == len(names)
        end = clause.end if is_last else names[number + 1].span.start
        if not is_last and dates_first:
            end = _start_of_dates(folded, name.span.end, end)
        yield _Entry(name, Span(start, end), more if is_last else Span(end, end))
        start = end


def _start_of_dates(folded: str, start: int, end: int) -> int:
    marks = [mark for mark in find_marks(folded[start:end]) if isinstance(mark, DateMatch)]
    return start + marks[0].span.start if marks else end


def _diploma(document: CvDocument, entry: _Entry, mentions: ConceptMentions, *, today: date) -> Diploma:
    folded = document.folded
    years = _years(folded, entry)
    field = next(iter(mentions.within(ConceptKind.FIELD, entry.own)), None)
    return Diploma(
        level=document.mention(entry.name.level, entry.name.span, confidence=entry.name.confidence),
        is_obtained=not _is_unfinished(folded, entry, years, today=today),
        field=_field(document, entry),
        field_concept=field.concept if field else None,
        school=_school(document, entry),
        year=max(years, default=None),
    )


def _years(folded: str, entry: _Entry) -> list[int]:
    for span in (entry.own, entry.more):
        marks = find_marks(folded[span.start : span.end])
        years = [mark.year for mark in marks if isinstance(mark, DateMatch) and mark.year]
        if years:
            return years
    return []


def _is_unfinished(folded: str, entry: _Entry, years: Sequence[int], *, today: date) -> bool:
    if entry.name.is_unfinished:
        return True
    words = _status_words(folded[entry.own.start : entry.own.end])
    before = folded[entry.own.start : entry.name.span.start]
    after = _status_words(folded[entry.more.start : entry.more.end])
    if _UNFINISHED.search(words) or _UNFINISHED.search(after) or _PART_BEFORE.search(before):
        return True
    if _YEAR_OF_STUDY.search(words) and not _OBTAINED.search(words):
        return True
    return _goes_on(words + after, years, today=today)


def _status_words(words: str) -> str:
    return _BRACKETS.sub(
        lambda match: match.group() if len(match[1].split()) <= _WORDS_IN_STATUS else "", words
    )


def _goes_on(words: str, years: Sequence[int], *, today: date) -> bool:
    marks = list(find_marks(_WHILE_WORKING.sub("", words)))
    ends_now = any(
        isinstance(mark, NowMatch) and isinstance(previous, DateMatch)
        for previous, mark in itertools.pairwise(marks)
    )
    if ends_now or (_SINCE.search(words) and len(years) == 1):
        return True
    last = max(years, default=0)
    return last > today.year or (
        last == today.year and len(years) > 1 and today.month < _NOT_YET_GRADUATED_BEFORE
    )


def _field(document: CvDocument, entry: _Entry) -> Mention[str] | None:
    """What was studied, as written after the name of the diploma."""
    folded = document.folded
    link = _FIELD_LINK.match(folded, entry.name.span.end, entry.own.end)
    start = link.end() if link else entry.name.span.end
    school = _SCHOOL.search(folded, start, entry.own.end)
    end_match = _FIELD_END.search(folded, start, entry.own.end)
    end = min(
        entry.own.end,
        school.start() if school else entry.own.end,
        end_match.start() if end_match else entry.own.end,
    )
    words = document.text[start:end].rstrip(" -–—:/")
    return document.mention(words, Span(start, start + len(words))) if len(words) > 1 else None


def _school(document: CvDocument, entry: _Entry) -> Mention[str] | None:
    for span in (entry.own, entry.more):
        match = _SCHOOL.search(document.folded, span.start, span.end)
        if match:
            words = document.text[match.start() : match.end()].rstrip(" -–—:/")
            return document.mention(words, Span(match.start(), match.start() + len(words)))
    return None


def _from_schools(document: CvDocument, diplomas: Sequence[Diploma]) -> Iterator[Diploma]:
    """Diplomas told only by the school, in studies that name none at all."""
    if any(diploma.level.value >= EducationLevel.BAC_2 for diploma in diplomas):
        return
    for line in document.lines_of(SectionKind.EDUCATION):
        words = document.folded[line.span.start : line.span.end]
        for pattern, level in _SCHOOL_LEVELS:
            match = pattern.search(words)
            if match and not _PREPARATORY.search(words) and not _UNFINISHED.search(words):
                span = Span(line.span.start + match.start(), line.span.start + match.end())
                mention = document.mention(level, span, origin=Origin.INFERRED, confidence=0.5)
                yield Diploma(mention, is_obtained=True, school=document.mention(line.text, line.span))
                break


def _presupposed(
    document: CvDocument, entries: Iterable[_Entry], diplomas: Sequence[Diploma]
) -> Iterator[Diploma]:
    """The diploma below the highest unfinished studies, unless one as high is named as obtained."""
    unfinished = [
        (diploma.level, entry)
        for entry, diploma in zip(entries, diplomas, strict=False)
        if not diploma.is_obtained
    ]
    if not unfinished:
        return
    level, entry = max(unfinished, key=lambda item: item[0].value)
    below = _BELOW[level.value]
    if level.value is EducationLevel.BAC_5 and _ENGINEER.search(
        document.folded, entry.name.span.start, entry.name.span.end
    ):
        below = EducationLevel.BAC  # engineering schools recruit after the baccalaureate too
    obtained = max((d.level.value for d in diplomas if d.is_obtained), default=EducationLevel.NONE)
    if below > obtained and obtained <= EducationLevel.BAC:  # who names higher studies names the highest
        mention = document.mention(below, entry.name.span, origin=Origin.INFERRED, confidence=0.7)
        yield Diploma(mention, is_obtained=True)
