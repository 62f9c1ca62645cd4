"""Names of diplomas with their level, in Moroccan, French, Spanish, Anglo-Saxon and Arabic usage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.types import EducationLevel, Span


@dataclass(frozen=True, slots=True)
class DiplomaName:
    """A diploma named in a text.

    Attributes:
        span: The words.
        is_course_name: Whether the words mean a diploma only among studies (`ingénieur` is also a trade).
        is_unfinished: Whether the words themselves say that it is not obtained (`doctorant`, `niveau bac`).
        confidence: In [0, 1]: how surely the words mean this level.
    """

    span: Span
    level: EducationLevel
    is_course_name: bool = False
    is_unfinished: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class _Row:
    level: EducationLevel
    pattern: re.Pattern[str]
    is_course_name: bool
    is_unfinished: bool
    confidence: float


_CONTINUED = re.compile(r"\s*\n\s*(?=[|(])")  # a pattern that goes on in the next line of its block


def _row(
    level: EducationLevel,
    block: str,
    *,
    is_course_name: bool = False,
    is_unfinished: bool = False,
    confidence: float = 1.0,
) -> _Row:
    """The patterns of `block`, parted by `;`, as one. They are folded words."""
    patterns = [" ".join(pattern.split()) for pattern in _CONTINUED.sub("", block).split(";")]
    patterns.sort(key=len, reverse=True)
    whole = re.compile(rf"(?<![\w@.])(?:{'|'.join(patterns)})(?!\w|@)")
    return _Row(level, whole, is_course_name, is_unfinished, confidence)


_ROWS = (
    _row(
        EducationLevel.BAC_8,
        r"""
        doctorante?s?; (?:phd|doctoral|doctorate) (?:candidate|student|researcher); doctorand[oa]s?;
        estudiante de doctorado;
        (?:candidate?|etudiante?|inscrite?) (?:en |au )?doctorat;
        (?:طالبه?|باحثه?) (?:في |ب)?(?:سلك )?(?:ال)?دكتوراه
        """,
        is_unfinished=True,
    ),
    _row(
        EducationLevel.BAC_8,
        r"""
        doctorat(?: d'etat)?; doctorate; docteure? (?:en|es); ph\.? ?d\.?; doctorado; doctora? en;
        (?:ال)?دكتوراه; dba
        """,
    ),
    _row(
        EducationLevel.BAC_5,
        r"""
        (?<!scrum )(?<!head )masters?(?:'s)?(?! data\b| class| trainer| of ceremonies| 1\b| i\b)(?: degree)?
        (?: (?:specialisee?|recherche|professionnel|fondamental|universitaire|oficial|2|ii
        |en sciences et techniques))?;
        masteres?(?: specialisee?)?; magister; (?:executive )?mba; m\.?sc\.?; m\.?eng\.?; mphil; m2;
        (?:diplome d')?ingenieure?s? d'etat; diplome d'ingenieure?; cycle (?:d')?ingenieur; titre d'ingenieur;
        diplome d'etat d'ingenieur; state engineer(?:ing)?(?:'s)?(?: degree| diploma)?; engineer'?s degree;
        engineering degree;
        engineering diploma; ingenier[oa] superior; ingenieria superior; titulo de ingenier[oa];
        ingenier[oa] de estado;
        dess; dea; desa; diplome (?:de |d'|de l')encg; diplome (?:des ecoles nationales
        |de l'ecole nationale) de commerce(?: et de gestion)?;
        diplome de l'iscae; maestria; (?:ال)?ماستر; (?:ال)?ماستير; (?:ال)?ماجستير; مهندسه? دوله;
        دبلوم (?:ال)?مهندس(?: (?:ال)?دوله)?;
        architecte d'etat; diplome d'architecte; titulaire d'un mastere?;
        laureate? de l'(?:ensa|encg|ensias|emi|inpt|iscae)
        """,
    ),
    _row(
        EducationLevel.BAC_5,
        r"""
        (?<!stage )(?<!eleve )ingenieure?; m\.?a\.?(?= (?:in|of|degree)); m\.?s\.?(?= (?:in|of|degree));
        ingenier[oa]; engineer;
        (?:ال)?مهندسه?; programme grande ecole; masteriste
        """,
        is_course_name=True,
        confidence=0.7,
    ),
    _row(
        EducationLevel.BAC_3,
        r"""
        licen[cs]e; licen[cs]e (?:pro(?:fessionn?elle)?|fondamentale|appliquee|universitaire|generale
        |nationale
        |d'etudes?|d'excellence|d'universite
        |es|en|de(?! conduire)|info\w*|sciences?|sm[aipc]+|lea|droit|economi\w*|eco|gestion|3|iii); lst;
        licenciatura; licenciad[oa] en;
        licenciee?s? (?:en|es); bachelors?(?:'s)?(?: degree)?(?: of [a-z]+)?;
        bachelor universitaire de technologie; b\.?sc\.?;
        b\.?eng\.?; bba; b\.?com\.?; llb; b\.?tech\.?; grado (?:en|universitario);
        graduad[oa] (?:universitari[oa] )?en; titulo de grado;
        diplomatura; diplomad[oa] universitari[oa]; ingenier[oa] tecnic[oa]; ingenieria tecnica;
        diplome d'(?:etat d')?infirmi(?:er|ere)\w*; infirmi(?:er|ere)\w*(?: [a-z]+)? diplomee? d'etat;
        diplomee? d'etat;
        infirmi(?:er|ere)s? polyvalente?s? d\.? ?e\.?; undergraduate degree; four-year degree;
        bachelors? degree;
        (?:ال)?اجازه (?:ال)?(?:مهنيه|اساسيه|تطبيقيه|جامعيه)(?: في)?; (?:ال)?اجازه في; (?:ال)?ليسانس;
        (?:ال)?بكالوريوس; diplome de l'ispits
        """,
    ),
    _row(EducationLevel.BAC_3, r"master (?:1|i); m1; maitrise (?:en|es|de|d'|universitaire)", confidence=0.9),
    _row(
        EducationLevel.BAC_3,
        r"""
        licen[cs]es; l3; lp; lf; lef; b\.?a\.?; b\.?s\.?(?= (?:in|of|degree)); grado; university degree;
        college degree; degree in;
        maitrise; (?:ال)?اجازه
        """,
        is_course_name=True,
        confidence=0.8,
    ),
    _row(
        EducationLevel.BAC_2,
        r"""
        dut; d\.u\.t\.?; diplome universitaire (?:de )?(?:technologie|technologique); bts; b\.t\.s\.?;
        brevet de technicien superieur;
        dts; d\.t\.s\.?; (?:diplome (?:de |du )?)?techn?iciene?s?(?:ne|\(ne\)|\.ne|·ne)?s? (?:specialisee?s?
        |superieure?s?|spe?c?\.?(?= ));
        deug; deust; deup; diplome d'etudes universitaires (?:generales|professionnelles)\w*;
        speciali[sz]ed technician(?: diploma)?;
        higher technician(?: diploma)?; technician specialist; tecnic[oa] (?:superior|especializad[oa]
        |especialista)(?: en)?;
        (?:ciclo (?:formativo )?(?:de )?)?grado superior; cfgs; ciclo (?:formativo )?superior;
        fp (?:ii|2|superior|de grado superior);
        formacion profesional (?:superior|de grado superior); hnd; higher national diploma;
        associate'?s? degree(?: in)?; associate'?s?(?= (?:in|of));
        foundation degree; (?:two|2)[ -]years? [a-z ]{0,20}(?:diploma|degree); laureate? de l'ista;
        (?:دبلوم )?(?:ال)?تقنيه? (?:ال)?(?:متخصصه?|عاليه?|ساميه?);
        (?:ال)?دبلوم (?:ال)?جامعي (?:للتكنولوجيا|في التكنولوجيا|التكنولوجي);
        دبلوم الدراسات الجامعيه(?: (?:العامه|المهنيه))?;
        شهاده (?:ال)?تقني (?:ال)?عالي; technicien ofppt niveau (?:ts|specialise)
        """,
    ),
    _row(
        EducationLevel.BAC_2,
        r"ts; tsdi; tdi; tsge; tsri; tri; tmsir; tscg; tdm; tsc; tsgc; tce; pdts",
        is_course_name=True,
        confidence=0.7,
    ),
    _row(
        EducationLevel.BAC,
        r"""
        bacc?(?! ?\+)(?: (?:professionnel|pro|technique|libre|international))?;
        bacc?alaur[ei]at\w*(?: (?:professionnel|pro|technique|libre|international))?;
        bachelier(?:e)?(?= (?:es|en)); bachillerato;
        bachiller; (?:ال)?با?كالوريا; (?:ال)?باك(?! ?\+); (?:ال)?شهاده (?:ال)?ثانويه(?: العامه)?;
        (?:ال)?ثانويه العامه; a[ -]levels?;
        high ?school (?:diploma|certificate|degree|graduate); secondary school (?:diploma|certificate);
        wassce; abitur; selectividad;
        evau; ebau; grado medio; cfgm; ciclo (?:formativo )?(?:de grado )?medio;
        fp (?:i|1|medi[ao]|de grado medio);
        technician diploma; ofppt technician(?: diploma)?; diplome de technicien(?:ne)?; brevet de technicien;
        دبلوم (?:ال)?تقني; prueba de acceso a la universidad; brevet professionnel
        """,
    ),
    _row(
        EducationLevel.BAC,
        r"technicien(?:ne)?; technician; tecnic[oa] (?:en|de); (?:ال)?تقني",
        is_course_name=True,
        confidence=0.6,
    ),
    _row(
        EducationLevel.NONE,
        r"""
        certificat d'apprentissage; certificat d'aptitude professionnelle; c\.?a\.?p\.?; b\.?e\.?p\.?;
        brevet(?: des colleges)?; dnb;
        (?:diplome |certificat )?(?:de )?(?:qualification|specialisation) professionnelle;
        diplome de (?:qualification|specialisation);
        certificat d'etudes primaires; niveau [^\n,.]{0,20}(?:college|primaire|lycee|secondaire|terminale
        |fondamental);
        \d ?(?:e|eme|ere)? ?annee (?:du )?(?:college|lycee|primaire|secondaire); e\.?s\.?o\.?;
        graduad[oa] (?:escolar|en eso|en educacion secundaria(?: obligatoria)?); egb;
        (?:educacion )?secundaria(?: obligatoria)?; estudios primarios; educacion primaria; gcses?;
        middle school; primary school;
        مستوي [^\n,.]{0,30}(?:ابتدايي|اعدادي|ثانوي); (?:ال)?شهاده (?:ال)?(?:ابتداييه|اعداديه);
        (?:ال)?تاهيل (?:ال)?مهني;
        sans diplome; sin estudios; 9eme annee fondamentale; diplome de fin d'etudes (?:colleg|secondaire)\w*
        """,
        is_course_name=True,
    ),
)
# What the names above begin with: trying all rows only there is five times faster.
_STEM = re.compile(
    r"(?<![\w@.])(?:doct|ph\.? ?d|candidat|etudiant|inscrit|estudiante|dba|master|magist|maitrise"
    r"|maestria|executive mba|mba|m\.?sc"
    r"|m\.?eng|mphil|m1|m2|m\.?[as]\b|diplom|ingen|cycle|titre|state eng|engineer|titulo|dess|dea"
    r"|desa|architecte|titulaire|programme gr"
    r"|licen|lst|l3|lp|lf|lef|bac|b\.?sc|b\.?eng|bba|b\.?com|llb|b\.?tech|b\.?[as]\b|grad|infirmi"
    r"|undergrad|four-year|university deg|college deg"
    r"|degree|dut|d\.u|bts|b\.t|brevet|dts|d\.t|techn|tecnic|deu|speciali|higher|ciclo|cfg|fp "
    r"|formacion|hnd|associate|foundation|two-year|two year|2[ -]year|laureat"
    r"|ts|td|tri|tms|tsc|tce|pdts|a[ -]level|high|second|wass|abitur|select|evau|ebau|ofppt|prueba"
    r"|secund|certificat|c\.?a\.?p|b\.?e\.?p|dnb"
    r"|qualif|de qualif|niveau|\d ?(?:e|a|eme|ere)|e\.?s\.?o|egb|educacion|estudios|gcse|middle"
    r"|primary|sans dipl|sin est|specialisation|de specialisation"
    r"|ا|د|م|ت|ب|ل|ش|ط)"
)
_LAST_SCHOOL_YEARS = re.compile(
    r"(?<!\w)[12] ?(?:ere|eme|e)? ?(?:annee )?(?:du |de )?bac(?:calaureat)?(?!\w| ?\+)"
)
_LEVEL_BY_YEARS = {
    "1": EducationLevel.BAC, "2": EducationLevel.BAC_2, "3": EducationLevel.BAC_3,
    "4": EducationLevel.BAC_3, "5": EducationLevel.BAC_5, "6": EducationLevel.BAC_5,
    "7": EducationLevel.BAC_5, "8": EducationLevel.BAC_8,
}  # fmt: skip
_YEARS_AFTER_BAC = re.compile(
    r"(?<!\w)(?:bacc?(?:alaureat)?|bachillerato|باك|الباك|باكالوريا|بكالوريا)[ \t]?(?:\+"
    r"|plus)[ \t]?([1-8])(?!\d| ?(?:ans|annees|years))"
)
# `niveau bac` says that it was not passed; `niveau : bac+3` and `niveau d'études : bac` say that it was.
_LEVEL_REACHED_BEFORE = re.compile(
    r"(?:\bniv(?:eau|\.)? (?:de (?:la )?|du )?|\bnivel (?:de )?"
    r"|\bمستوي (?:(?:ال)?سنه )?(?:(?:ال)?(?:اولي|ثانيه|ثالثه) )?(?:ال)?)$"
)
_LEVEL_REACHED_AFTER = re.compile(r" (?:level|niveau)\b(?! :)")
_NOT_A_DIPLOMA_BEFORE = re.compile(
    r"(?:driving|drivers?'?|software|sous|microsoft|export|without|de conduccion) $"
)
_NOT_A_DIPLOMA_AFTER = re.compile(r" (?:de conduire|b\b|microsoft|windows|office|adobe|logiciel|oem)")


def find_diploma_names(folded: str, start: int = 0, end: int | None = None) -> list[DiplomaName]:
    """The diplomas named in `folded[start:end]`, in order; where names overlap, the longest."""
    end = len(folded) if end is None else end
    found = sorted(
        _all_names(folded, start, end), key=lambda name: (name.span.start - name.span.end, name.span)
    )
    kept: list[DiplomaName] = []
    for name in found:
        if not any(name.span.start < other.span.end and other.span.start < name.span.end for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda name: name.span)


def _all_names(folded: str, start: int, end: int) -> Iterator[DiplomaName]:
    for match in _YEARS_AFTER_BAC.finditer(folded, start, end):
        yield _name(folded, match, _LEVEL_BY_YEARS[match[1]])
    for match in _LAST_SCHOOL_YEARS.finditer(folded, start, end):
        yield DiplomaName(Span(*match.span()), EducationLevel.BAC, is_unfinished=True)
    for stem in _STEM.finditer(folded, start, end):
        for row in _ROWS:
            named = row.pattern.match(folded, stem.start(), end)
            if named and _is_diploma(folded, named):
                yield _name(folded, named, row.level, row)


def _is_diploma(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 14) : match.start()]
    return not (_NOT_A_DIPLOMA_BEFORE.search(before) or _NOT_A_DIPLOMA_AFTER.match(folded, match.end()))


def _name(folded: str, match: re.Match[str], level: EducationLevel, row: _Row | None = None) -> DiplomaName:
    is_level_reached = level is not EducationLevel.NONE and (
        _LEVEL_REACHED_BEFORE.search(folded, max(0, match.start() - 24), match.start()) is not None
        or _LEVEL_REACHED_AFTER.match(folded, match.end()) is not None
    )
    return DiplomaName(
        span=Span(*match.span()),
        level=level,
        is_course_name=row is not None and row.is_course_name,
        is_unfinished=is_level_reached or (row is not None and row.is_unfinished),
        confidence=row.confidence if row else 1.0,
    )
