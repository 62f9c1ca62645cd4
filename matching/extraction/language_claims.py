"""Which level words belong to which language, within one clause."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matching.extraction.cefr import LanguageSide, LevelForm, StatedLevel, find_sides
from matching.extraction.certificates import Certificate
from matching.types import CefrLevel, LanguageCode, Span

_LINK = (
    r"(?:en|in|est|es|is|d'|de|du|des|of|del|at|l'|le|la|les|el|the|langue|lengua|idioma|language|speaker|اللغتين"
    r"|لغه|اللغه|للغه|باللغه|ب|في|من|ال)"
)
_TO_NEXT = re.compile(rf"[ \t:=(\-]{{0,3}}(?:{_LINK} ?){{0,3}}[(\"' ]?$")
_LINKED = re.compile(r"[^\W\d]")
_NEAR = re.compile(
    r"(?:[^\w,;/|•\n]|\b(?:est|is|es|niveau|niv|level|nivel|langue|lengua|idioma|mi|ma|my|la|mon|tres"
    r"|very|muy"
    r"|oral|ecrit|bilingue|مستوي|هي|لغتي|spoken|classique|dialectal|darija|standard|moderne|technique)\b)*$"
)
_JOINED = re.compile(r"\s*(?:(?:et|y|e|and|und|و|&|\+)(?: (?:(?:en |in )?(?:le |la |l'|el )?)?)?|/|-)\s*$")
_LISTED = re.compile(r"\s*,\s*(?:(?:le |la |l'|el )?)$")
_AND = re.compile(r"\b(?:et|y|e|and|و)\b|&|\+|و$")
_SEVERAL_LANGUAGES = frozenset({"trilingue", "trilingues", "quadrilingue", "polyglotte"})
_PLURAL = re.compile(r"(?:s|الام|ام)$")
_NEGATED = re.compile(
    r"(?:\bpas (?:d'|de |du |l')|\bsans (?:l')?|\bsin |\bno (?:hablo |tengo )?"
    r"|\baucune? [\w']{1,12} (?:d'|de |en |du )"
    r"|\bne (?:parle|maitrise) pas (?:l'|le |la )?|\bdon't speak |(?:لا|ليس|بدون) \w{0,8} ?)$"
)


@dataclass(frozen=True, slots=True)
class LanguageName:
    """A language named in a text."""

    language: LanguageCode
    span: Span


@dataclass(frozen=True, slots=True)
class LanguageClaim:
    """What one clause says of one language.

    Attributes:
        levels: In the order of the text, with the commands they are about.
        certificates: Those named beside it.
        span: From its name to its last level; both may come first.
    """

    language: LanguageCode
    span: Span
    levels: tuple[StatedLevel, ...] = ()
    certificates: tuple[Certificate, ...] = ()


def read_claims(
    folded: str,
    clause: Span,
    *,
    names: Sequence[LanguageName],
    levels: Sequence[StatedLevel],
    certificates: Sequence[Certificate],
    is_about_languages: bool,
) -> list[LanguageClaim]:
    """What the clause says of each language it names, or whose certificate it names.

    Outside parts about languages, a level has to stand right beside the language.
    """
    taken = [name.span for name in names] + [certificate.span for certificate in certificates]
    levels = [level for level in levels if not any(_inside(level.span, span) for span in taken)]
    owners = [_owner(folded, level.span, names, is_lenient=is_about_languages) for level in levels]
    _share(folded, names, levels, owners)
    claims = [
        _claim(
            folded,
            clause,
            names,
            number,
            [level for level, owner in zip(levels, owners, strict=True) if number in owner],
        )
        for number, name in enumerate(names)
        if not _NEGATED.search(folded, clause.start, name.span.start)
    ]
    return _with_certificates(claims, certificates)


def _inside(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end


def _owner(folded: str, span: Span, names: Sequence[LanguageName], *, is_lenient: bool) -> set[int]:
    """The number of the language a level belongs to; empty when it belongs to none."""
    previous = max((n for n, name in enumerate(names) if name.span.end <= span.start), default=None)
    following = min((n for n, name in enumerate(names) if name.span.start >= span.end), default=None)
    to_next = folded[span.end : names[following].span.start] if following is not None else None
    is_before = to_next is not None and _TO_NEXT.match(to_next) is not None
    if previous is not None:
        gap = folded[names[previous].span.end : span.start]
        is_after = _NEAR.match(gap) is not None
        if is_before and "-" in gap and _LINKED.search(to_next or ""):
            return {following} if following is not None else set()
        # `arabe, maternelle - français, C1`: a dash parts pairs, so the level looks back over its comma.
        is_pair = is_lenient and to_next is not None and to_next.strip() == "-" and "-" not in gap
        if is_after or is_pair or (not is_before and is_lenient):
            return {previous}
    if is_before and following is not None:
        return {following}
    return set()


def _share(
    folded: str, names: Sequence[LanguageName], levels: Sequence[StatedLevel], owners: list[set[int]]
) -> None:
    """Give a level stated once to all languages it is stated for: `arabe et amazigh : maternelles`."""
    owned = {number for owner in owners for number in owner}
    for level, owner in zip(levels, owners, strict=True):
        for number in tuple(owner):
            is_before = level.span.end <= names[number].span.start
            reached = (
                _reached_forwards(folded, names, number, level)
                if is_before
                else _reached_backwards(folded, names, number, level)
            )
            for other in reached:
                if other in owned:
                    break
                owner.add(other)


def _reached_backwards(
    folded: str, names: Sequence[LanguageName], number: int, level: StatedLevel
) -> list[int]:
    has_colon = ":" in folded[names[number].span.end : level.span.start]
    is_plural = level.form is LevelForm.WORD and _PLURAL.search(level.stated) is not None
    is_invariable = level.form is not LevelForm.WORD or " " in level.stated
    reached: list[int] = []
    for other in range(number - 1, -1, -1):
        joint = _joint(folded, names[other], names[other + 1])
        is_joined = _JOINED.match(joint) and (
            has_colon or (_AND.search(joint) and (is_plural or is_invariable))
        )
        if not (is_joined or (_LISTED.match(joint) and (has_colon or is_plural))):
            break
        reached.append(other)
    return reached


def _reached_forwards(
    folded: str, names: Sequence[LanguageName], number: int, level: StatedLevel
) -> list[int]:
    reaches_over_commas = (
        ":" in folded[level.span.end : names[number].span.start] or level.stated in _SEVERAL_LANGUAGES
    )
    reached: list[int] = []
    for other in range(number + 1, len(names)):
        joint = _joint(folded, names[other - 1], names[other])
        if _JOINED.match(joint) or (
            _LISTED.match(joint) and (reaches_over_commas or _ends_with_and(folded, names, other))
        ):
            reached.append(other)
        else:
            break
    return reached


def _joint(folded: str, name: LanguageName, following: LanguageName) -> str:
    """The words between two languages; the Arabic `and` is written as part of the second."""
    joint = folded[name.span.end : following.span.start]
    return joint + "و" if folded[following.span.start] == "و" else joint


def _ends_with_and(folded: str, names: Sequence[LanguageName], number: int) -> bool:
    return any(
        _AND.search(_joint(folded, names[other], names[other + 1])) for other in range(number, len(names) - 1)
    )


def _claim(
    folded: str, clause: Span, names: Sequence[LanguageName], number: int, levels: list[StatedLevel]
) -> LanguageClaim:
    name = names[number]
    until = names[number + 1].span.start if number + 1 < len(names) else clause.end
    is_level_first = bool(levels) and levels[0].span.start < name.span.start
    sides = [] if is_level_first else find_sides(folded, name.span.end, until)
    if levels:
        levels = _with_sides(folded, levels, sides)
    elif sides and _NEAR.match(folded[name.span.end : sides[0][0].start]):
        levels = [_command(folded, sides)]
    ends = [name.span.end, *(level.span.end for level in levels)]
    starts = [name.span.start, *(level.span.start for level in levels)]
    return LanguageClaim(name.language, Span(min(starts), max(ends)), tuple(levels))


def _with_sides(
    folded: str, levels: list[StatedLevel], sides: list[tuple[Span, LanguageSide]]
) -> list[StatedLevel]:
    """Each level with the commands it is about: `C1 à l'oral, bon écrit`, `lu : bien, écrit : moyen`."""
    if not sides or (len({side for _, side in sides}) == 3 and len(levels) == 1):
        return levels
    is_side_first = sides[0][0].start < levels[0].span.start
    owned: list[set[LanguageSide]] = [set() for _ in levels]
    for span, side in sides:
        owned[_level_of_side(folded, span, levels, is_side_first=is_side_first)].add(side)
    return [replace(level, sides=frozenset(own)) for level, own in zip(levels, owned, strict=True)]


def _level_of_side(folded: str, side: Span, levels: list[StatedLevel], *, is_side_first: bool) -> int:
    following = next((n for n, level in enumerate(levels) if level.span.start >= side.end), None)
    previous = next((n for n in range(len(levels) - 1, -1, -1) if levels[n].span.end <= side.start), None)
    if following is None or previous is None:
        return following if previous is None and following is not None else previous or 0
    if is_side_first:
        return following
    is_apart = "," in folded[levels[previous].span.end : side.start]
    return following if is_apart else previous


def _command(folded: str, sides: list[tuple[Span, LanguageSide]]) -> StatedLevel:
    """`lu, écrit, parlé` without a degree: a working command when it is used, a basic one when it is read."""
    kinds = frozenset(side for _, side in sides)
    span = Span(sides[0][0].start, sides[-1][0].end)
    is_full = {LanguageSide.SPOKEN, LanguageSide.WRITTEN} <= kinds
    is_read_only = kinds == {LanguageSide.UNDERSTOOD}
    level = CefrLevel.B2 if is_full else CefrLevel.A2 if is_read_only else CefrLevel.B1
    return StatedLevel(span, level, LevelForm.SKILLS, folded[span.start : span.end], confidence=0.4)


def _with_certificates(
    claims: list[LanguageClaim], certificates: Sequence[Certificate]
) -> list[LanguageClaim]:
    """The claims with their certificates; a certificate of a language not named makes a claim of its own."""
    claims = list(claims)
    for certificate in certificates:
        owner = _claim_of(claims, certificate)
        if owner is not None:
            claims[owner] = replace(claims[owner], certificates=(*claims[owner].certificates, certificate))
        elif certificate.language is not None:
            claims.append(LanguageClaim(certificate.language, certificate.span, certificates=(certificate,)))
    return claims


def _claim_of(claims: list[LanguageClaim], certificate: Certificate) -> int | None:
    numbers = [
        number
        for number, claim in enumerate(claims)
        if certificate.language in {claim.language, None} and claim.span.start <= certificate.span.end
    ]
    return numbers[-1] if numbers else None
