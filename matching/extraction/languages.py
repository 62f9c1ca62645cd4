"""The languages a candidate knows, and how well."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from matching.extraction.cefr import LanguageSide, LevelForm, StatedLevel
from matching.extraction.certificates import Certificate
from matching.extraction.document import CvDocument
from matching.extraction.language_claims import LanguageClaim
from matching.extraction.language_evidence import LanguageEvidence, Place, find_evidence
from matching.extraction.mentions import ConceptMentions
from matching.profile import LanguageSkill
from matching.types import CefrLevel, LanguageCode, Origin, Span

_CONFIDENCE_OF_PLACE = {Place.LIST: 1.0, Place.LINE: 0.95, Place.PROSE: 0.85, Place.JOB: 0.6}
_RECENT_YEARS = 5  # years for which a test result outweighs what is declared
_CONFIDENCE_OF_TEST = 0.95
_CONFIDENCE_OF_OLD_TEST = 0.8


def find_languages(
    document: CvDocument, *, mentions: ConceptMentions, today: date
) -> tuple[LanguageSkill, ...]:
    """The languages of a candidate in the order of the text, one entry each.

    A level is `TESTED` where a certificate or test gives it, else `DECLARED`. A test of the last five years
    outweighs what is declared beside it. A language named without a level has none.
    """
    evidence: defaultdict[LanguageCode, list[LanguageEvidence]] = defaultdict(list)
    for item in find_evidence(document, mentions=mentions):
        evidence[item.claim.language].append(item)
    skills = [_skill(document, items, today=today) for items in evidence.values()]
    return tuple(sorted(filter(None, skills), key=lambda skill: skill.span or Span(0, 0)))


def _skill(document: CvDocument, items: list[LanguageEvidence], *, today: date) -> LanguageSkill | None:
    certificate = _best_certificate(items)
    stated = _most_trusted(items)
    if stated is None and certificate is None:
        listed = [item.claim for item in items if item.place <= Place.LINE]
        return _named(document, listed[0]) if listed else None
    if stated is None or (certificate is not None and _outweighs(certificate, stated, today=today)):
        assert certificate is not None
        return _tested(document, certificate, stated, language=items[0].claim.language, today=today)
    return _declared(document, stated)


def _most_trusted(items: Sequence[LanguageEvidence]) -> LanguageEvidence | None:
    """The claim of the best place; of several varieties of a language there, the best known."""
    stated = [item for item in items if item.claim.levels]
    if not stated:
        return None
    place = min(item.place for item in stated)
    return max(
        (item for item in stated if item.place is place), key=lambda item: _overall(item.claim.levels).level
    )


def _best_certificate(items: Sequence[LanguageEvidence]) -> Certificate | None:
    """The latest certificate with a level, the highest among those of one year."""
    found = [certificate for item in items for certificate in item.claim.certificates if certificate.level]
    return max(found, key=lambda certificate: (certificate.year or 0, certificate.level or 0), default=None)


def _outweighs(certificate: Certificate, stated: LanguageEvidence, *, today: date) -> bool:
    overall = _overall(stated.claim.levels)
    is_modest = overall.form is LevelForm.CODE and overall.level < (certificate.level or overall.level)
    if overall.level is CefrLevel.NATIVE or is_modest:
        return False
    return certificate.level == overall.level or not _is_old(certificate, today=today)


def _is_old(certificate: Certificate, *, today: date) -> bool:
    return certificate.year is not None and today.year - certificate.year > _RECENT_YEARS


def _overall(levels: Sequence[StatedLevel]) -> StatedLevel:
    """The level that stands for a language: its own, else the one of speaking.

    Native words come before codes, codes before words, words before marks; of several codes the commonest.
    """
    general = [level for level in levels if len(level.sides) in {0, len(LanguageSide)}]
    spoken = [level for level in levels if LanguageSide.SPOKEN in level.sides]
    choice = general or spoken or list(levels)
    native = [level for level in choice if level.level is CefrLevel.NATIVE]
    codes = [level for level in choice if level.form is LevelForm.CODE]
    if native or len(codes) <= 1:
        return (native or codes or choice)[0]
    counts = Counter(level.level for level in codes)
    return max(reversed(codes), key=lambda level: (counts[level.level], -level.level))


def _named(document: CvDocument, claim: LanguageClaim) -> LanguageSkill:
    return LanguageSkill(claim.language, None, document.clean.original_span(claim.span))


def _declared(document: CvDocument, stated: LanguageEvidence) -> LanguageSkill:
    claim = stated.claim
    overall = _overall(claim.levels)
    is_tested = bool(claim.certificates) and overall.form is LevelForm.CODE
    confidence = overall.confidence * _CONFIDENCE_OF_PLACE[stated.place]
    return LanguageSkill(
        claim.language,
        document.mention(
            overall.level,
            overall.span,
            origin=Origin.TESTED if is_tested else Origin.DECLARED,
            confidence=round(confidence, 3),
        ),
        document.clean.original_span(claim.span),
        stated=_as_written(document, overall),
        spoken=_side(claim, LanguageSide.SPOKEN),
        written=_side(claim, LanguageSide.WRITTEN),
    )


def _tested(
    document: CvDocument,
    certificate: Certificate,
    stated: LanguageEvidence | None,
    *,
    language: LanguageCode,
    today: date,
) -> LanguageSkill:
    assert certificate.level is not None
    confidence = _CONFIDENCE_OF_OLD_TEST if _is_old(certificate, today=today) else _CONFIDENCE_OF_TEST
    level = document.mention(certificate.level, certificate.span, origin=Origin.TESTED, confidence=confidence)
    return LanguageSkill(
        language,
        level,
        document.clean.original_span(stated.claim.span if stated else certificate.span),
        stated=document.text[certificate.span.start : certificate.span.end].strip(" (:,-"),
        spoken=_side(stated.claim, LanguageSide.SPOKEN) if stated else None,
        written=_side(stated.claim, LanguageSide.WRITTEN) if stated else None,
    )


def _as_written(document: CvDocument, level: StatedLevel) -> str:
    if level.form in {LevelForm.WORD, LevelForm.SKILLS}:
        return document.text[level.span.start : level.span.end]
    return level.stated


def _side(claim: LanguageClaim, side: LanguageSide) -> CefrLevel | None:
    """The level of speaking or writing, where the text tells them apart."""
    apart = [level for level in claim.levels if 0 < len(level.sides) < len(LanguageSide)]
    return next((level.level for level in apart if side in level.sides), None)
