from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.profile import Flag, SkillClaim, SkillStanding
from matching.ranking.features.feature import MET, NARROWLY, NOT_MET, NOT_STATED, Feature, Fulfilment, Reason
from matching.ranking.pool import FLAGS, STANDINGS, Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import Requirement, SkillWanted

CREDIT: dict[SkillStanding, float] = {
    SkillStanding.SUPPORTED: 1.0,
    SkillStanding.LISTED: 0.7,
    SkillStanding.BASIC: 0.4,
    SkillStanding.WISHED: 0.1,
    SkillStanding.DENIED: 0.0,
}
"""What a claim is worth by the way it is made."""

STUDIED_CREDIT = 0.85
"""What a supported claim is worth where no paid work of any length supports it: studies, an internship."""

WORTHLESS = -1.0
"""Credit of a claim that is as good as none: a listed skill in a CV of keywords, or of the advert's words."""

FIT = 0.65
"""Value from which the skill is there; a skill merely listed is enough to be met, not to excel."""

ADJACENT = 0.3
"""Value from which a neighbouring skill says something about the one asked for."""

SAME = 0.9
"""Nearness from which a claim is one to the skill asked for, not to its neighbour."""

IMPLIED = 0.6
"""Value of a skill that is not named, in work that is not done without it."""

IMPLIED_MONTHS = 6.0
"""Months of such work after which it counts."""


@dataclass(frozen=True, slots=True)
class SkillCoverage(Feature):
    """Skills and tools asked for, weighed by what supports them.

    A skill used in a job counts fully, one from an internship or studies almost so; one merely listed
    counts in part; "notions" and wishes count little; a denied skill not at all. Naming a skill many times
    adds nothing.
    A skill that is not named is to be verified: its neighbours count by their nearness in the taxonomy,
    and work that is not done without it lets it be assumed. To be verified, too, is one that stands in a
    list of keywords with nothing behind it, or in a CV made of the advert's sentences, where use in a job
    counts as much as a mere list elsewhere.
    """

    name: str = "skills"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value of the best claim to any of the skills."""
        wanted = cast("SkillWanted", requirement.wanted)
        columns = pool.skills
        credit = _credit(pool)
        nearness = np.where(credit == WORTHLESS, 0.0, query.skill_similarity(wanted.skills)[columns.skill])
        values = columns.rows.max(nearness * credit)
        is_named = columns.rows.any(nearness >= SAME)
        is_implied = _is_implied(wanted, query=query, pool=pool) & ~is_named
        values = np.where(is_implied, np.maximum(values, IMPLIED), values)
        met = values >= FIT
        return Fulfilment(
            values=np.where(is_named | (values >= ADJACENT), values, np.nan),
            outcomes=np.select(
                [met, ~is_named, values >= ADJACENT], [MET, NOT_STATED, NARROWLY], default=NOT_MET
            ).astype(np.int8),
            must_be_verified=~met & ~is_named & ~is_implied,
        )

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return the nearest skill claimed and how it is supported."""
        wanted = cast("SkillWanted", requirement.wanted)
        labels = [query.taxonomy.concept(skill).id.partition("/")[2] for skill in wanted.skills]
        claims = [
            (max(query.taxonomy.similarity(c.skill, s) for s in wanted.skills), c)
            for c in candidate.profile.skills
        ]
        best = max(claims, key=lambda pair: pair[0] * CREDIT[pair[1].standing], default=(0.0, None))
        claim: SkillClaim | None = best[1] if best[0] >= ADJACENT else None
        data = {
            "wanted": ", ".join(labels),
            "found": claim.skill.partition("/")[2] if claim else "",
            "standing": claim.standing if claim else "",
        }
        # What is not stated is told by its neighbour, where the CV names one.
        is_neighbour = claim is not None and outcome is Outcome.NOT_STATED
        return Reason(
            f"skills.{Outcome.NARROWLY if is_neighbour else outcome}", data, claim.spans[:3] if claim else ()
        )


def _is_implied(wanted: SkillWanted, *, query: Query, pool: Pool) -> NDArray[np.bool_]:
    """Whether paid work of some length is work that needs one of the skills."""
    columns = pool.experiences
    needs_it = query.needs_any(wanted.skills)[columns.occupation]
    return columns.rows.any(needs_it & columns.is_paid & (columns.months >= IMPLIED_MONTHS))


def _credit(pool: Pool) -> NDArray[np.float64]:
    """What each claim is worth, in [0, 1], or WORTHLESS."""
    columns = pool.skills
    credit = np.array([CREDIT[standing] for standing in STANDINGS])[columns.standing]
    is_stuffed = (pool.flags & (1 << FLAGS.index(Flag.KEYWORD_STUFFING))) > 0
    is_supported = columns.standing == STANDINGS.index(SkillStanding.SUPPORTED)
    is_listed = columns.standing == STANDINGS.index(SkillStanding.LISTED)
    credit = np.where(is_supported & (columns.months == 0), STUDIED_CREDIT, credit)
    credit = np.where(pool.is_copied[columns.rows.owner] & is_supported, CREDIT[SkillStanding.LISTED], credit)
    return np.where((is_stuffed | pool.is_copied)[columns.rows.owner] & is_listed, WORTHLESS, credit)
