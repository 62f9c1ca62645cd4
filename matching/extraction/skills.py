"""Skills and tools, with what stands behind each claim."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matching.extraction.document import CvDocument
from matching.extraction.mentions import ConceptMentions
from matching.extraction.reckoning import months_covered
from matching.extraction.skill_words import (
    AFTER,
    CLAUSE_END,
    GAP_BEFORE_AFTER,
    ITEM_END,
    JOINED,
    LINK,
    PHRASES,
)
from matching.profile import Experience, Period, SkillClaim, SkillStanding
from matching.taxonomy.concepts import ConceptKind, LabelMatch
from matching.text.sections import SectionKind
from matching.types import ConceptId, Span

_REACH = 40  # characters in front of a skill in which words still qualify it
_PROVING = frozenset({SectionKind.EDUCATION, SectionKind.CERTIFICATES})
_USED = frozenset({SkillStanding.SUPPORTED, SkillStanding.BASIC})
# Where mentions of one skill disagree, the first of these that occurs holds.
_ORDER = (
    SkillStanding.SUPPORTED,
    SkillStanding.DENIED,
    SkillStanding.BASIC,
    SkillStanding.WISHED,
    SkillStanding.LISTED,
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A skill named at one place; `experience` is the one whose words name it."""

    match: LabelMatch
    span: Span
    standing: SkillStanding
    experience: Experience | None


def find_skills(
    document: CvDocument,
    *,
    mentions: ConceptMentions,
    experiences: Sequence[Experience],
    today: date,
) -> tuple[SkillClaim, ...]:
    """The skills a candidate claims, one entry each, in the order of the text.

    A skill is SUPPORTED by a job, an internship, a study or a certificate that names it; words such as
    `notions de`, `souhaite apprendre` or `pas d'expérience en` make it BASIC, WISHED or DENIED. Months are
    those of the paid jobs that use it, overlaps counted once.

    Args:
        document: The CV.
        mentions: Its concepts.
        experiences: As read from it.
        today: The end of jobs that go on.
    """
    by_skill: defaultdict[ConceptId, list[_Mention]] = defaultdict(list)
    for mention in _mentions(document, mentions, experiences):
        by_skill[mention.match.concept].append(mention)
    return tuple(_claim(skill, found, today=today) for skill, found in by_skill.items())


def with_skills(experiences: Iterable[Experience], skills: Iterable[SkillClaim]) -> tuple[Experience, ...]:
    """The experiences, each with the skills that its own words name."""
    named = [claim for claim in skills if claim.standing in _USED]
    return tuple(
        replace(
            experience,
            skills=tuple(
                claim.skill for claim in named if any(_holds(experience.span, span) for span in claim.spans)
            ),
        )
        for experience in experiences
    )


def _mentions(
    document: CvDocument,
    mentions: ConceptMentions,
    experiences: Sequence[Experience],
) -> Iterator[_Mention]:
    phrases = _phrases(document.folded)
    previous: LabelMatch | None = None
    carried: SkillStanding | None = None
    for match in mentions.of(ConceptKind.SKILL):
        section = document.section_at(match.span.start)
        span = document.clean.original_span(match.span)
        if section is SectionKind.INTERESTS:
            continue
        qualified = _qualified(document.folded, match, phrases) or _carried_on(
            document.folded, match, previous, carried
        )
        previous, carried = match, qualified
        experience = next((item for item in experiences if _holds(item.span, span)), None)
        is_proved = experience is not None or section in _PROVING
        standing = qualified or (SkillStanding.SUPPORTED if is_proved else SkillStanding.LISTED)
        yield _Mention(match, span, standing, experience)


def _phrases(folded: str) -> list[tuple[int, SkillStanding]]:
    """Where each phrase that qualifies what follows it ends, in order."""
    return sorted(
        (match.end(), standing) for standing, pattern in PHRASES.items() for match in pattern.finditer(folded)
    )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _qualified(
    folded: str, match: LabelMatch, phrases: Sequence[tuple[int, SkillStanding]]
) -> SkillStanding | None:
    """How the words around a skill qualify it; None when they do not."""
    after = _said_after(folded, match.span.end)
    if after is not None:
        return after
    number = bisect_right(phrases, match.span.start, key=lambda phrase: phrase[0]) - 1
    if number < 0:
        return None
    end, standing = phrases[number]
    between = folded[end : match.span.start]
    if len(between) > _REACH or CLAUSE_END.search(between):
        return None
    is_beside = LINK.fullmatch(between) is not None
    return standing if is_beside or standing is not SkillStanding.BASIC else None


def _said_after(folded: str, end: int) -> SkillStanding | None:
    """What is said right behind a skill; over a comma only when nothing else follows it there."""
    gap = GAP_BEFORE_AFTER.match(folded, end)
    start = gap.end() if gap else end
    for standing, pattern in AFTER.items():
        found = pattern.match(folded, start)
        if found and ("," not in folded[end:start] or ITEM_END.match(folded, found.end())):
            return standing
    return None


def _carried_on(
    folded: str, match: LabelMatch, previous: LabelMatch | None, carried: SkillStanding | None
) -> SkillStanding | None:
    """What was wished or denied of the skill before, when `et`, `ni` or a comma joins this one to it."""
    if previous is None or carried not in {SkillStanding.WISHED, SkillStanding.DENIED}:
        return None
    return carried if JOINED.fullmatch(folded[previous.span.end : match.span.start]) else None


def _claim(skill: ConceptId, found: Sequence[_Mention], *, today: date) -> SkillClaim:
    standing = next(standing for standing in _ORDER if any(item.standing is standing for item in found))
    used = [item.experience for item in found if item.experience is not None and item.standing in _USED]
    return SkillClaim(
        skill,
        standing,
        spans=tuple(item.span for item in found),
        months=months_covered(_paid_periods(used)),
        last_used=_last_year(used, today=today),
        confidence=round(max(item.match.confidence for item in found), 3),
    )


def _paid_periods(experiences: Iterable[Experience]) -> list[Period]:
    distinct = {id(experience): experience for experience in experiences}
    return [
        experience.period.value
        for experience in distinct.values()
        if experience.period is not None and experience.kind.is_paid_work
    ]


def _last_year(experiences: Iterable[Experience], *, today: date) -> int | None:
    years = [
        today.year if period.is_current else period.end.year
        for period in (experience.period.value for experience in experiences if experience.period)
        if period.end is not None
    ]
    return max(years, default=None)
