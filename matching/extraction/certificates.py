"""Language certificates and tests, with the level their score stands for."""

import re
from dataclasses import dataclass

from matching.types import CefrLevel, LanguageCode, Span

FRENCH, ENGLISH, SPANISH = LanguageCode("fr"), LanguageCode("en"), LanguageCode("es")
GERMAN, ITALIAN, PORTUGUESE = LanguageCode("de"), LanguageCode("it"), LanguageCode("pt")

Bounds = tuple[tuple[float, CefrLevel], ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate named in a text.

    Attributes:
        span: From its name to its level or score.
        language: None for tests that exist for several languages.
        level: None when neither a level nor a score is written.
        stated: The level or score as written.
        year: Of the test, when written beside it.
    """

    span: Span
    language: LanguageCode | None
    level: CefrLevel | None
    stated: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class _Test:
    name: str
    language: LanguageCode | None
    scores: Bounds = ()
    best: float = 0
    level: CefrLevel | None = None


_A1, _A2, _B1, _B2, _C1, _C2 = (
    CefrLevel.A1,
    CefrLevel.A2,
    CefrLevel.B1,
    CefrLevel.B2,
    CefrLevel.C1,
    CefrLevel.C2,
)

# Lowest score of each level, from the publishers' tables (France Éducation international, CCI Paris
# Île-de-France, ETS, British Council/IDP, Cambridge, Pearson, Duolingo, EF).
_TCF: Bounds = ((600, _C2), (500, _C1), (400, _B2), (300, _B1), (200, _A2), (100, _A1))
_TEF: Bounds = ((834, _C2), (699, _C1), (541, _B2), (361, _B1), (204, _A2), (69, _A1))
_TOEIC: Bounds = ((945, _C1), (785, _B2), (550, _B1), (225, _A2), (120, _A1))
_TOEFL_IBT: Bounds = ((114, _C2), (95, _C1), (72, _B2), (42, _B1), (20, _A2))
_TOEFL_ITP: Bounds = ((627, _C1), (543, _B2), (460, _B1), (337, _A2))
_TOEFL_2026: Bounds = ((6, _C2), (5, _C1), (4, _B2), (3, _B1), (2, _A2), (1, _A1))
_IELTS: Bounds = ((8.5, _C2), (7, _C1), (5.5, _B2), (4, _B1), (3, _A2))
_CAMBRIDGE: Bounds = ((200, _C2), (180, _C1), (160, _B2), (140, _B1), (120, _A2), (100, _A1))
_PTE: Bounds = ((85, _C2), (76, _C1), (59, _B2), (43, _B1), (30, _A2), (10, _A1))
_DUOLINGO: Bounds = ((145, _C2), (120, _C1), (90, _B2), (60, _B1), (30, _A2), (10, _A1))
_EF_SET: Bounds = ((71, _C2), (61, _C1), (51, _B2), (41, _B1), (31, _A2), (1, _A1))
_VERSANT: Bounds = ((79, _C2), (69, _C1), (58, _B2), (47, _B1), (36, _A2), (26, _A1))
_BULATS: Bounds = ((90, _C2), (75, _C1), (60, _B2), (40, _B1), (20, _A2), (10, _A1))
_NCLC: Bounds = ((11, _C2), (9, _C1), (7, _B2), (5, _B1), (3, _A2), (1, _A1))

_TESTS = (
    _Test(r"d[ei]lf(?: (?:pro|prim|junior|scolaire|tout public))?|ديلف", FRENCH),
    _Test(r"dalf|دالف", FRENCH),
    _Test(r"tcf(?: (?:canada|quebec|tp|irn|dap|tout public|anf))?", FRENCH, _TCF, 699),
    _Test(r"test de connaissance du francais", FRENCH, _TCF, 699),
    _Test(r"tefa?q?(?: (?:canada|quebec|irn|etudes?))?", FRENCH, _TEF, 900),
    _Test(r"(?:nclc|clb)", None, _NCLC, 12),
    _Test(r"ev@lang|evalang", None),
    _Test(
        r"toeic(?: (?:listening|bridge|l ?& ?r|lr|speaking|4 skills)(?: (?:and|&) reading)?)?|تويك",
        ENGLISH,
        _TOEIC,
        990,
    ),
    _Test(r"toefl(?:[ -](?:ibt|itp|pbt))?|توفل", ENGLISH, _TOEFL_IBT, 120),
    _Test(r"ielts(?: (?:academic|general(?: training)?|ukvi))?|ايلتس", ENGLISH, _IELTS, 9),
    _Test(r"(?:cambridge )?(?:ket|a2 key)(?: for schools)?", ENGLISH, level=_A2),
    _Test(
        r"(?:cambridge )?(?:b1 preliminary|preliminary english test|cambridge pet|pet cambridge)",
        ENGLISH,
        level=_B1,
    ),
    _Test(
        r"(?:cambridge )?(?:fce|first certificate(?: in english)?|b2 first|cambridge first)",
        ENGLISH,
        level=_B2,
    ),
    _Test(
        r"(?:cambridge )?(?:cae|c1 advanced|certificate in advanced english|cambridge advanced)",
        ENGLISH,
        level=_C1,
    ),
    _Test(r"(?:cambridge )?(?:cpe|c2 proficiency|cambridge proficiency)", ENGLISH, level=_C2),
    _Test(
        r"cambridge(?: english)?(?: (?:scale|certificate|assessment|exam|linguaskill))?",
        ENGLISH,
        _CAMBRIDGE,
        230,
    ),
    _Test(r"linguaskill", ENGLISH, _CAMBRIDGE, 210),
    _Test(r"bec preliminary", ENGLISH, level=_B1),
    _Test(r"bec vantage", ENGLISH, level=_B2),
    _Test(r"bec higher", ENGLISH, level=_C1),
    _Test(r"(?:trinity )?ise iii", ENGLISH, level=_C1),
    _Test(r"(?:trinity )?ise ii", ENGLISH, level=_B2),
    _Test(r"(?:trinity )?ise i", ENGLISH, level=_B1),
    _Test(r"pte(?: academic)?", ENGLISH, _PTE, 90),
    _Test(r"duolingo(?: english)?(?: test)?", ENGLISH, _DUOLINGO, 160),
    _Test(r"ef ?set", ENGLISH, _EF_SET, 100),
    _Test(r"versant", None, _VERSANT, 80),
    _Test(r"bulats", None, _BULATS, 100),
    _Test(r"(?:aptis|languagecert|oxford test of english)", ENGLISH),
    _Test(
        r"(?:pipplet|bright language|talkpush|smalltalk2me|berlitz|wall street english|altissia|oopt)", None
    ),
    _Test(r"d\.?e\.?l\.?e\.?", SPANISH),
    _Test(r"siele(?: global)?", SPANISH),
    _Test(r"(?:eoi|escuela oficial de idiomas)", None),
    _Test(r"(?:goethe(?:[- ]zertifikat|[- ]institut)?|telc|osd|dsh)", GERMAN),
    _Test(r"(?:celi|cils|plida)", ITALIAN),
    _Test(r"(?:celpe[- ]bras|caple)", PORTUGUESE),
    _Test(r"cles 3", None, level=_C1),
    _Test(r"cles 2", None, level=_B2),
    _Test(r"cles 1", None, level=_B1),
    _Test(
        r"(?:test|evaluation) (?:interne|employeur|de l'employeur|de langue|de positionnement|d'entree"
        r"|entreprise|recrutement)",
        None,
    ),
    _Test(r"(?:internal|company|placement) (?:test|assessment)", None),
    _Test(r"(?:test|prueba) (?:interna|interno|de nivel|de la empresa)", None),
    _Test(r"اختبار (?:داخلي|المستوي|تحديد المستوي)", None),
)

_NAME = "|".join(f"({test.name})" for test in _TESTS)
# Up to here a level or score still belongs to the name: `DELE, nivel C1`, `IELTS Academic: 7.0`.
_GAP = (
    r"(?: ?(?:academic|niveau|level|nivel|score|note|total|overall|band|obtenu|reussi|certifie"
    r"|diploma|diplome"
    r"|certificat|certificate|global|avec|with|con|de|en|of|a|du|langue francaise|de francais|points?"
    r"|(?:19|20)\d\d(?!\d)|بمعدل|مستوي|المستوي|بدرجه|نقطه|سنه))*"
)
_CODE = r"(?P<code>[abc] ?[12](?:\+|\.\d)?)(?!\w)"
_SCORE = r"(?P<score>\d{1,3}(?:[.,]\d{1,2})?)(?![\d%]|[./]\d{2}[./])(?: ?/ ?(?P<best>\d{1,3})(?!\d))?"
_CERTIFICATE = re.compile(
    rf"(?<![\w@.])(?:{_NAME})(?![\w@])[ \t:,\-(=|/]{{0,4}}{_GAP}[ :,\-(=]{{0,3}}(?:{_CODE}|{_SCORE})?"
)
# What each name above begins with. Plain search for these is thirty times faster than trying all names at
# every word.
_STEMS = (
    "delf", "dilf", "ديلف", "dalf", "دالف", "tcf", "test ", "tef", "nclc", "clb", "ev@lang", "evalang",
    "toeic", "تويك", "toefl", "توفل", "ielts", "ايلتس", "cambridge", "ket", "a2 key", "b1 prelim", "prelim",
    "pet camb", "fce", "first cert", "b2 first", "cae", "c1 adv", "certificate in adv", "cpe", "c2 prof",
    "linguaskill", "bec ", "trinity", "ise ", "pte", "duolingo", "ef set", "efset", "versant", "bulats",
    "aptis", "languagecert", "oxford test", "pipplet", "bright lang", "talkpush", "smalltalk2me", "berlitz",
    "wall street", "altissia", "oopt", "dele", "d.e.l.e", "siele", "eoi", "escuela oficial", "goethe",
    "telc", "osd", "dsh", "celi", "cils", "plida", "celpe", "caple", "cles ", "evaluation ", "internal ",
    "company ", "placement ", "prueba ", "اختبار ",
)  # fmt: skip
_PLANNED_BEFORE = re.compile(
    r"(?:\bprepar\w*|\bobjectif|\bplanned|\bprevu\w*|\binscrit\w*|\bpendiente|\btaking|تحضير)[^\n.,;]{0,14}$"
)
_PLANNED_AFTER = re.compile(
    r"[ ,(:\-]{0,3}(?:en preparation|en cours|prevue?|prepare|in progress|planned"
    r"|expected|pendiente|en curso|في طور)\b"
)
_YEAR = re.compile(r"(?<!\d)(?:19[89]\d|20\d\d)(?!\d)")
_YEAR_DISTANCE = 32


def find_certificates(folded: str) -> list[Certificate]:
    """The language certificates named in a text as `fold` makes it, in the order of the text."""
    found: list[Certificate] = []
    end = 0
    for start in _starts(folded):
        match = _CERTIFICATE.match(folded, start) if start >= end else None
        if match and not _is_planned(folded, match):
            found.append(_read(folded, match))
            end = match.end()
    return found


def _is_planned(folded: str, match: re.Match[str]) -> bool:
    """Whether the test is only prepared or planned."""
    before = folded[max(0, match.start() - 24) : match.start()]
    found = _PLANNED_BEFORE.search(before) or _PLANNED_AFTER.match(folded, match.end())
    return found is not None


def _starts(folded: str) -> list[int]:
    starts: set[int] = set()
    for stem in _STEMS:
        start = folded.find(stem)
        while start >= 0:
            starts.add(start)
            start = folded.find(stem, start + 1)
    return sorted(starts)


def _read(folded: str, match: re.Match[str]) -> Certificate:
    test = next(test for index, test in enumerate(_TESTS, start=1) if match[index] is not None)
    level, stated = _level(test, match)
    return Certificate(Span(*match.span()), test.language, level, stated, _year(folded, match))


def _level(test: _Test, match: re.Match[str]) -> tuple[CefrLevel | None, str | None]:
    if match["code"]:
        code = match["code"].upper().replace(" ", "")
        return CefrLevel[code[:2]], code
    if not match["score"]:
        return test.level, None
    score = float(match["score"].replace(",", "."))
    level = _level_of_score(_scale(test, match.group(), score), score)
    return level or test.level, match.group()[match.start("score") - match.start() :]


def _scale(test: _Test, written: str, score: float) -> Bounds:
    if "toefl" not in written:
        return test.scores if score <= test.best else ()
    if "itp" in written or "pbt" in written or score > 120:
        return _TOEFL_ITP if score <= 677 else ()
    return _TOEFL_2026 if score <= 6 else _TOEFL_IBT


def _level_of_score(bounds: Bounds, score: float) -> CefrLevel | None:
    return next((level for lowest, level in bounds if score >= lowest), None)


def _year(folded: str, match: re.Match[str]) -> int | None:
    within = _YEAR.search(match.group())
    if within:
        return int(within.group())
    after = folded[match.end() : match.end() + _YEAR_DISTANCE].partition("\n")[0]
    before = folded[max(0, match.start() - _YEAR_DISTANCE) : match.start()].rpartition("\n")[2]
    years = _YEAR.findall(re.split(r"[;|]|, [a-z]+ [abc][12]", after)[0]) or _YEAR.findall(before)[-1:]
    return int(years[0]) if years else None
