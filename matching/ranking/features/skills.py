from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.profile import Flag, SkillClaim, SkillStanding
from matching.ranking.features.feature import Feature, Fulfilment, Reason
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

STUFFED_CREDIT = 0.2
"""What a listed skill is worth in a CV flagged for keyword lists with nothing behind them."""

FIT = 0.65
"""Value from which the skill is there; a skill merely listed is enough to be met, not to excel."""

ADJACENT = 0.3
"""Value from which a neighbouring skill makes a narrow miss."""


@dataclass(frozen=True, slots=True)
class SkillCoverage(Feature):
    """Skills and tools asked for, weighed by what supports them.

    A skill used in a job, internship or diploma counts fully; one merely listed counts in part;
    "notions" and wishes count little; a denied skill not at all. Neighbouring skills count by their
    nearness in the taxonomy. Naming a skill many times adds nothing. A skill that is not named is to be
    verified.
    """

    name: str = "skills"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value of the best claim to any of the skills."""
        wanted = cast("SkillWanted", requirement.wanted)
        columns = pool.skills
        nearness = query.skill_similarity(wanted.skills)[columns.skill]
        values = columns.rows.max(nearness * _credit(pool))
        is_denied = columns.rows.any(
            (nearness >= 0.9) & (columns.standing == STANDINGS.index(SkillStanding.DENIED))
        )
        unstated = (values < ADJACENT) & ~is_denied & ~columns.rows.any(nearness >= 0.9)
        return Fulfilment.of(values, met=values >= FIT, narrowly=values >= ADJACENT, unstated=unstated)

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
        return Reason(f"skills.{outcome}", data, claim.spans[:3] if claim else ())


def _credit(pool: Pool) -> NDArray[np.float64]:
    columns = pool.skills
    credit = np.array([CREDIT[standing] for standing in STANDINGS])[columns.standing]
    is_stuffed = (pool.flags & (1 << FLAGS.index(Flag.KEYWORD_STUFFING)) > 0)[columns.rows.owner]
    is_listed = columns.standing == STANDINGS.index(SkillStanding.LISTED)
    return np.where(is_stuffed & is_listed, STUFFED_CREDIT, credit)
