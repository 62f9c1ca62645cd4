from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.profile import Experience, SkillStanding
from matching.ranking.columns import NOT_STATED
from matching.ranking.features.feature import Feature, Fulfilment, Reason
from matching.ranking.pool import STANDINGS, Pool
from matching.ranking.query import LEADING, Query
from matching.ranking.subjects import Candidate
from matching.requirements import ExperienceWanted, Requirement
from matching.types import Span

FULL_FIT = 0.65
"""Similarity to the trade of the opening from which a trade counts fully as relevant."""

NO_FIT = 0.4
"""Similarity up to which a trade does not count at all; between the two, months count in part."""

NAMED_FULL_FIT = 0.8
NAMED_NO_FIT = 0.55
"""The same where the advert names the trades that count, or asks for leading: it then draws the circle."""

UNTITLED_LEADING = 0.5
"""Share that counts as leading people where the duties tell of a team and the title does not."""


SAME_TRADE = 0.9
"""Similarity from which a trade is one that the advert excludes."""

NARROW_SHARE = 0.65
"""Share of the months asked for from which a miss is narrow (8 of 12 months)."""

FRESH_MONTHS = 36
"""Work that ended no longer ago than this keeps its full value."""

STALE_VALUE = 0.7
"""Value left of work that ended ten years ago or more."""


@dataclass(frozen=True, slots=True)
class RelevantExperience(Feature):
    """Months of paid work in the trade asked for or a close neighbour.

    Trades half-way between neighbour and stranger count in part. Where leading people is asked for, only
    work that leads people in such a trade counts: neither advising without a team nor leading in another
    world. Internships count only where the advert says so, and trades that the advert excludes do not
    count. From two thirds of the months
    asked for on, a miss is narrow. Work that ended long ago counts, with a reserve. Relevant work
    without dates is to be verified.
    """

    name: str = "experience"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value from relevant months over months asked for."""
        wanted = cast("ExperienceWanted", requirement.wanted)
        months, is_undated = _relevant_months(wanted, query=query, pool=pool)
        asked = max(wanted.months, 1)
        share = months / asked
        freshness = _freshness(wanted, query=query, pool=pool)
        values = (0.8 * np.minimum(share, 1.0) + 0.2 * np.minimum(share / 3.0, 1.0)) * freshness
        met = share >= 1.0
        unstated = ~met & is_undated
        return Fulfilment.of(values, met=met, narrowly=share >= NARROW_SHARE, unstated=unstated)

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return the months found, and the titles and dates of the work that counted."""
        wanted = cast("ExperienceWanted", requirement.wanted)
        months, _ = _relevant_months(wanted, query=query, pool=pool)
        counted = _entry_relevance(wanted, query=query, pool=pool) > 0
        work = [e for e, counts in zip(candidate.profile.experiences, counted, strict=True) if counts]
        data = {"wanted": str(wanted.months), "found": str(round(float(months[0])))}
        return Reason(f"experience.{outcome}", data, tuple(span for e in work for span in _headings(e)))


def _headings(experience: Experience) -> tuple[Span, ...]:
    said = (experience.title, experience.period)
    return tuple(mention.span for mention in said if mention and mention.span) or (experience.span,)


def _trade_similarity(wanted: ExperienceWanted, query: Query) -> NDArray[np.float64]:
    """Of every occupation to the trades that count; 1 for all where any trade does, or none is known."""
    is_trade_known = bool(wanted.occupations or wanted.skills or query.occupations)
    similarity = query.occupation_similarity
    if wanted.occupations:
        similarity = query.similarity_to(wanted.occupations)
    if (wanted.is_any_trade and not wanted.occupations) or not is_trade_known:
        similarity = np.ones_like(similarity)
    if wanted.excluded:
        similarity = np.where(query.similarity_to(wanted.excluded) >= SAME_TRADE, 0.0, similarity)
    return similarity


def _entry_relevance(wanted: ExperienceWanted, *, query: Query, pool: Pool) -> NDArray[np.float64]:
    """Share in [0, 1] of each occupation held that counts as relevant."""
    columns = pool.experiences
    similarity = _trade_similarity(wanted, query)[columns.occupation]
    leads = _is_leading_wanted(wanted, query)
    full, none = (NAMED_FULL_FIT, NAMED_NO_FIT) if wanted.occupations or leads else (FULL_FIT, NO_FIT)
    relevance = np.clip((similarity - none) / (full - none), 0.0, 1.0)
    if leads:
        relevance = relevance * _leading_share(query, pool)
    counts = columns.is_paid | (columns.is_internship & wanted.counts_internships)
    return np.where(counts, relevance, 0.0)


def _is_leading_wanted(wanted: ExperienceWanted, query: Query) -> bool:
    trades = () if wanted.is_any_trade else wanted.occupations or query.occupations
    return wanted.team_size is not None or min(query.rungs_of(trades), default=0.0) >= LEADING


def _leading_share(query: Query, pool: Pool) -> NDArray[np.float64]:
    """Share in [0, 1] of each occupation held that is leading people."""
    columns = pool.experiences
    told = np.where(columns.tells_of_team, UNTITLED_LEADING, 0.0)
    return np.where(query.rungs[columns.occupation] >= LEADING, 1.0, told)


def _relevant_months(
    wanted: ExperienceWanted, *, query: Query, pool: Pool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Relevant months of each candidate, and whether some relevant work has no dates."""
    columns = pool.experiences
    relevance = _entry_relevance(wanted, query=query, pool=pool)
    months = columns.rows.total(relevance * columns.months)
    if wanted.is_any_trade:
        months = np.maximum(months, pool.months_of_experience)
    if wanted.skills:
        months = np.maximum(
            months if wanted.occupations else 0.0, _skill_months(wanted, query=query, pool=pool)
        )
    is_undated = columns.rows.any((relevance >= 0.5) & (columns.months == 0))
    is_undated = is_undated | (
        months + _unread_months(wanted, query=query, pool=pool) >= max(wanted.months, 1)
    )
    if wanted.skills and not wanted.occupations:
        # Long enough in the trade, but the CV does not say whether with this tool.
        in_trade = columns.rows.total(np.where(relevance >= 1.0, columns.months, 0.0))
        is_undated = is_undated | ((in_trade >= wanted.months) & (in_trade > 0))
    return months, is_undated


def _unread_months(wanted: ExperienceWanted, *, query: Query, pool: Pool) -> NDArray[np.float64]:
    """Months of work whose trade could not be read, where nothing else says that it is another trade.

    Such work may be of the trade: enough of it is to be verified.
    """
    columns, similarity = pool.experiences, _trade_similarity(wanted, query)
    is_read = columns.occupation != NOT_STATED
    nearest = columns.rows.max(np.where(is_read, similarity[columns.occupation], 0.0))
    nearest = np.maximum(nearest, similarity[pool.headline])
    is_nothing_read = ~columns.rows.any(is_read & columns.is_paid) & (pool.headline == NOT_STATED)
    unread = columns.rows.total(np.where(columns.is_paid & ~is_read, columns.months, 0.0))
    return np.where(is_nothing_read | (nearest >= NO_FIT), unread, 0.0)


def _skill_months(wanted: ExperienceWanted, *, query: Query, pool: Pool) -> NDArray[np.float64]:
    """Months of the longest supported claim to one of the skills."""
    columns = pool.skills
    fits = query.skill_similarity(wanted.skills)[columns.skill] >= 0.9
    is_supported = columns.standing == STANDINGS.index(SkillStanding.SUPPORTED)
    return columns.rows.max(np.where(fits & is_supported, columns.months, 0.0))


def _freshness(wanted: ExperienceWanted, *, query: Query, pool: Pool) -> NDArray[np.float64]:
    """1 while the latest relevant work is recent, falling evenly to STALE_VALUE at ten years."""
    columns = pool.experiences
    is_relevant = _entry_relevance(wanted, query=query, pool=pool) >= 0.5
    ago = -columns.rows.max(np.where(is_relevant, -columns.months_ago, -np.inf), empty=-np.inf)
    stale_share = np.clip((ago - FRESH_MONTHS) / (120 - FRESH_MONTHS), 0.0, 1.0)
    return np.where(np.isinf(ago), 1.0, 1.0 - (1.0 - STALE_VALUE) * stale_share)
