"""Where a CV speaks of languages, and how far each place is to be trusted."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from typing import Protocol, TypeVar

from matching.extraction.cefr import LevelForm, StatedLevel, find_levels, find_sides
from matching.extraction.certificates import Certificate, find_certificates
from matching.extraction.document import CvDocument, Line
from matching.extraction.language_claims import LanguageClaim, LanguageName, read_claims
from matching.extraction.language_lists import ListRow, paired_claims
from matching.extraction.mentions import ConceptMentions
from matching.taxonomy.concepts import ConceptKind, LabelMatch
from matching.text.sections import SectionKind
from matching.types import CefrLevel, LanguageCode, Span


class _HasSpan(Protocol):
    @property
    def span(self) -> Span: ...


Placed = TypeVar("Placed", bound=_HasSpan)


def _words(block: str) -> frozenset[str]:
    return frozenset(block.split())


_CLAUSE_END = re.compile(
    r";|\.(?=\s)(?<!\bniv\.)(?<!\bfr\.)(?<!\bang\.)(?<!\besp\.)(?<!\bar\.)(?<!\beng\.)(?<!\ball\.)"
)
# Short forms are read as languages only where languages are listed, and only before a level or a colon.
_SHORT_NAMES = {
    "fr": "fr", "fra": "fr", "fran": "fr", "en": "en", "eng": "en", "ang": "en", "angl": "en", "gb": "en",
    "uk": "en", "es": "es", "esp": "es", "spa": "es", "ar": "ar", "ara": "ar", "arb": "ar", "de": "de",
    "all": "de", "ger": "de", "it": "it", "ita": "it",
}  # fmt: skip
_SHORT_NAME = re.compile(
    rf"(?<!\w)({'|'.join(_SHORT_NAMES)})\b\.? ?(?=[:(=\-–]|[abc][12]\b|courant|natif|bilingue|fluent|native)"
)
_ABOUT_LANGUAGES = 0.55  # share of a clause taken up by languages and levels, from which it is about them
_MOST_NAMES = 40  # nobody speaks more; as many in one clause are no claim
_KEYWORD_LIST = 10  # items from which a list that names few languages is a list of keywords
# Anywhere, `FR : C1` leaves no doubt; `en courant` and `es bilingüe` would.
_CODED_NAME = re.compile(
    r"(?<![\w.])(?:(fr|en|es|ar|de|it|fra|eng|ang|esp|spa|all|ita)\.?(?= ?[:=(\-–]? ?[abc][12]\b)"
    r"|(fr|en|es|ar|de|it|fra|eng|ang|esp|spa)\.?(?= ?[:=(] ?(?:nati|maternel|courant|fluent|bilingue))"
    r"|(fr|ar|fra|eng|ang|esp)\.?(?= (?:natif|native|maternel|fluent|bilingue|lm\b)))"
)
_NATIVE_HEADING = re.compile(
    r"(?P<level>langues? maternelles?(?:\(s\))?|mother tongues?(?:\(s\))?|lenguas? maternas?"
    r"|idioma materno|اللغه الام)\s*:?"
)
_BRACKETS = re.compile(r"\([^()\n]*\)")
_ITEM = re.compile(r"[,;|•/]")
_PLAIN_WORDS = _words(
    """
    bien pro alto alta well good bon bonne bons bonnes base bases basic basico basica basics correct
    correcte correcto regular technique techniques technical tecnico tecnica strong expert high low
    moyen moyenne moyens average business confirme  bajo baja medio media limited
    school scolaire scolaires superior eleve perfect satisfaisant satisfaisante fonctionnel
    excellent professionnel professional profesional
    """
)
_SURE_IN_JOBS = {CefrLevel.NATIVE, CefrLevel.C2, CefrLevel.C1}


class Place(IntEnum):
    """Where a claim stands, the most trusted first."""

    LIST = 0  # a part of the CV headed "languages"
    LINE = 1  # a line about languages elsewhere
    PROSE = 2
    JOB = 3  # the description of a job, often about customers rather than the candidate


@dataclass(frozen=True, slots=True)
class LanguageEvidence:
    """A claim and where it stands."""

    claim: LanguageClaim
    place: Place


def find_evidence(document: CvDocument, *, mentions: ConceptMentions) -> Iterator[LanguageEvidence]:
    """All that the CV says of languages. Lists of keywords are passed over."""
    names = _names(document, mentions)
    certificates = find_certificates(document.folded)
    yield from _native_below_heading(document, names)
    rows: list[ListRow] = []
    for line in document.lines:
        is_listed = line.section is SectionKind.LANGUAGES
        if not (is_listed or bool(_in(line.span, names)) or bool(_in(line.span, certificates))):
            continue
        claims = [
            item
            for clause in _clauses(document.folded, line)
            for item in _clause_evidence(
                document, line, clause, _in(clause, names), _in(clause, certificates)
            )
        ]
        if not is_listed:
            yield from claims
        elif claims:
            rows.append(ListRow(claims=tuple(item.claim for item in claims)))
        elif levels := _levels_alone(document.folded, line):
            rows.append(ListRow(levels=levels))
    yield from (LanguageEvidence(claim, Place.LIST) for claim in paired_claims(rows))


def _native_below_heading(document: CvDocument, names: Sequence[LanguageName]) -> Iterator[LanguageEvidence]:
    """`Langue maternelle` on one line and the language on the next, as standard forms have it."""
    for heading, line in pairwise(document.lines):
        match = _NATIVE_HEADING.fullmatch(document.folded, heading.span.start, heading.span.end)
        if match is None:
            continue
        for name in _in(line.span, names)[:1]:
            if name.span.start == line.span.start:
                level = StatedLevel(
                    Span(*match.span("level")),
                    CefrLevel.NATIVE,
                    LevelForm.WORD,
                    match["level"],
                    confidence=0.95,
                )
                yield LanguageEvidence(LanguageClaim(name.language, name.span, (level,)), Place.LIST)


def _names(document: CvDocument, mentions: ConceptMentions) -> list[LanguageName]:
    names = [
        LanguageName(_language(match), _without_level(document.folded, match.span))
        for match in mentions.of(ConceptKind.LANGUAGE)
    ]
    taken = {name.span.start for name in names}
    for line in document.lines_of(SectionKind.LANGUAGES):
        names += [
            LanguageName(LanguageCode(_SHORT_NAMES[match[1]]), Span(*match.span(1)))
            for match in _SHORT_NAME.finditer(document.folded, line.span.start, line.span.end)
            if match.start(1) not in taken
        ]
    taken |= {name.span.start for name in names}
    names += [
        LanguageName(LanguageCode(_SHORT_NAMES[match[match.lastindex]]), Span(*match.span(match.lastindex)))
        for match in _CODED_NAME.finditer(document.folded)
        if match.lastindex and match.start() not in taken
    ]
    return sorted(names, key=lambda name: name.span)


def _language(match: LabelMatch) -> LanguageCode:
    """The language named; Moroccan Arabic counts as Arabic, as it does in adverts here."""
    code = LanguageCode(match.concept.partition("/")[2])
    return LanguageCode("ar") if code == "ary" else code


def _without_level(folded: str, span: Span) -> Span:
    """The name without the level in its label (`anglais technique`) and without a heading above it."""
    words = folded[span.start : span.end]
    if " " not in words and "\n" not in words:
        return span
    start = span.start + words.rfind("\n") + 1
    levels = [level.span for level in find_levels(folded, start, span.end)]
    if levels and levels[0].start > start:
        return Span(start, levels[0].start - 1)
    return Span(levels[-1].end + 1 if levels and levels[-1].end < span.end else start, span.end)


def _clauses(folded: str, line: Line) -> Iterator[Span]:
    start = line.span.start
    for end in _CLAUSE_END.finditer(folded, line.span.start, line.span.end):
        yield Span(start, end.start())
        start = end.end()
    if start < line.span.end:
        yield Span(start, line.span.end)


def _in(clause: Span, items: Sequence[Placed]) -> list[Placed]:
    low = bisect_left(items, clause.start, key=lambda item: item.span.start)
    high = bisect_left(items, clause.end, key=lambda item: item.span.start)
    return list(items[low:high])


def _clause_evidence(
    document: CvDocument,
    line: Line,
    clause: Span,
    names: list[LanguageName],
    certificates: list[Certificate],
) -> Iterator[LanguageEvidence]:
    if not names and not any(certificate.language for certificate in certificates):
        return
    folded = document.folded
    if _is_keyword_list(folded, clause, names):
        return
    levels = find_levels(folded, clause.start, clause.end)
    place = _place(folded, line, clause, names, levels=levels, certificates=certificates)
    for claim in read_claims(
        folded,
        clause,
        names=names,
        levels=levels,
        certificates=certificates,
        is_about_languages=place <= Place.LINE,
    ):
        if place <= Place.LINE:
            yield LanguageEvidence(claim, place)
            continue
        kept = _sure_part(folded, claim, is_job=place is Place.JOB)
        if kept.levels or kept.certificates:
            has_signs = any(_is_in_signs(folded, level) for level in kept.levels)
            yield LanguageEvidence(kept, Place.LINE if has_signs else place)


def _place(
    folded: str,
    line: Line,
    clause: Span,
    names: list[LanguageName],
    *,
    levels: list[StatedLevel],
    certificates: list[Certificate],
) -> Place:
    if line.section is SectionKind.LANGUAGES:
        return Place.LIST
    if _is_about_languages(folded, clause, names, levels, certificates):
        return Place.LINE
    return Place.JOB if line.section is SectionKind.EXPERIENCE else Place.PROSE


def _sure_part(folded: str, claim: LanguageClaim, *, is_job: bool) -> LanguageClaim:
    """The claim without words that, in running text, may be about something else than the language."""
    return replace(
        claim,
        levels=tuple(level for level in claim.levels if _is_sure(folded, level, is_job=is_job)),
    )


def _is_sure(folded: str, level: StatedLevel, *, is_job: bool) -> bool:
    if level.form is LevelForm.SCALE:
        return _is_in_signs(folded, level)
    if level.form is LevelForm.WORD:
        return level.stated not in _PLAIN_WORDS and (not is_job or level.level in _SURE_IN_JOBS)
    return level.form is LevelForm.CODE and not is_job


def _is_in_signs(folded: str, level: StatedLevel) -> bool:
    """Whether the level is a row of stars or dots, which beside a language leave no doubt."""
    return level.form is LevelForm.SCALE and not folded[level.span.start].isdigit()


def _is_keyword_list(folded: str, clause: Span, names: Sequence[LanguageName]) -> bool:
    if len(names) > _MOST_NAMES:
        return True
    n_items = len(_ITEM.findall(folded, clause.start, clause.end)) + 1
    return n_items >= _KEYWORD_LIST and 3 * len(names) < n_items


def _is_about_languages(
    folded: str,
    clause: Span,
    names: Sequence[LanguageName],
    levels: Sequence[StatedLevel],
    certificates: Sequence[Certificate],
) -> bool:
    """Whether languages and levels take up most of the clause; what stands in brackets aside."""
    sides = find_sides(folded, clause.start, clause.end)
    if not names or (len(names) == 1 and not (levels or sides or certificates)):
        return False
    spans = [name.span for name in names] + [level.span for level in levels]
    spans += [certificate.span for certificate in certificates] + [span for span, _ in sides]
    aside = _BRACKETS.findall(folded, clause.start, clause.end)
    letters = {offset for offset in range(clause.start, clause.end) if folded[offset].isalnum()}
    taken = letters & {offset for span in spans for offset in range(span.start, span.end)}
    n_aside = sum(map(str.isalnum, "".join(aside)))
    return len(taken) >= _ABOUT_LANGUAGES * (len(letters) - n_aside)


def _levels_alone(folded: str, line: Line) -> tuple[StatedLevel, ...]:
    """The levels of a line that says little else."""
    levels = find_levels(folded, line.span.start, line.span.end)
    n_taken = sum(level.span.end - level.span.start for level in levels)
    return tuple(levels) if 2 * n_taken >= line.span.end - line.span.start else ()
