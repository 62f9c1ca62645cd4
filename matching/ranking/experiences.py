"""The work of candidates as columns."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from matching.profile import EngagementKind, Experience, Profile
from matching.ranking.columns import NOT_STATED, ExperienceColumns, Ints, Ragged, Vocabulary
from matching.types import ConceptId

LEAST_CONFIDENCE = 0.4
"""Titles read with less are as good as unread: they are more often wrong than right."""

TEAM_SKILL = ConceptId("skill/team-management")


def experience_columns(
    profiles: Sequence[Profile], headlines: Ints, vocabulary: Vocabulary
) -> ExperienceColumns:
    """Return the occupations held by these people, in their order; `headlines` is `Pool.headline`."""
    held = [(profile, experience) for profile in profiles for experience in profile.experiences]
    latest = {id(experience) for profile in profiles for experience in _latest_paid(profile)}
    return ExperienceColumns(
        rows=Ragged.of_lengths([len(profile.experiences) for profile in profiles]),
        occupation=np.array(
            [
                occupation
                for profile, headline in zip(profiles, headlines, strict=True)
                for occupation in _occupations(profile, int(headline), vocabulary)
            ],
            dtype=np.int32,
        ),
        months=np.array([e.period.value.months if e.period else 0 for _, e in held], dtype=float),
        months_ago=np.array([_months_ago(e, p.reference_date) for p, e in held], dtype=float),
        is_paid=np.array([e.kind.is_paid_work for _, e in held], dtype=bool),
        is_internship=np.array(
            [e.kind in {EngagementKind.INTERNSHIP, EngagementKind.APPRENTICESHIP} for _, e in held],
            dtype=bool,
        ),
        is_latest=np.array([id(e) in latest for _, e in held], dtype=bool),
        tells_of_team=np.array([TEAM_SKILL in e.skills for _, e in held], dtype=bool),
    )


def _occupations(profile: Profile, headline: int, vocabulary: Vocabulary) -> list[int]:
    """The occupation of each experience; paid work without a title is what the headline says.

    That holds for the latest work, and for all of it where no work at all has a title: whoever writes
    "agent, 2022-2024: ..." under a headline seldom repeats the headline in between.
    """
    paid = [e for e in profile.experiences if e.kind.is_paid_work]
    is_any_titled = any(e.title for e in paid)
    assumed = {id(e) for e in (_latest_paid(profile) if is_any_titled else paid) if e.title is None}
    return [
        vocabulary.occupations.get(e.occupation.value, NOT_STATED)
        if e.occupation and e.occupation.confidence >= LEAST_CONFIDENCE
        else headline
        if id(e) in assumed
        else NOT_STATED
        for e in profile.experiences
    ]


def _latest_paid(profile: Profile) -> list[Experience]:
    paid = [e for e in profile.experiences if e.kind.is_paid_work]
    return [min(paid, key=lambda e: _months_ago(e, profile.reference_date))] if paid else []


def _months_ago(experience: Experience, today: date) -> float:
    """Months since the work ended; unknown ends count as two years ago, neither fresh nor forgotten."""
    period = experience.period.value if experience.period else None
    if period is None or (period.end is None and not period.is_current):
        return 24.0
    if period.is_current or period.end is None:
        return 0.0
    return float(max(0, (today.year - period.end.year) * 12 + today.month - period.end.month))
