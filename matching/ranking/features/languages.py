from dataclasses import dataclass
from typing import cast

import numpy as np

from matching.assessment import Outcome
from matching.profile import LanguageSkill
from matching.ranking import columns
from matching.ranking.columns import Levels
from matching.ranking.features.feature import (
    MET,
    NARROWLY,
    NOT_MET,
    NOT_STATED,
    Feature,
    Fulfilment,
    Reason,
)
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import LanguageMode, LanguageWanted, Requirement
from matching.types import CefrLevel, LanguageCode

LEVEL_WHEN_NONE_IS_ASKED = CefrLevel.B1
"""An advert that names a language without a level wants it to be usable."""

NOTCH_COST = 0.3
"""Value lost per CEFR level below the one asked for."""

NAMED_ALONE = 0.55
"""Value of a language that is named without a level."""

LEFT_OUT = 0.15
"""Value of a language that is left out where two others are named with their levels."""

LOCAL = frozenset({LanguageCode("ar"), LanguageCode("ary")})
"""Arabic and Darija: where the service works, people who speak them forget to say so, and silence keeps
nobody back."""

HEADROOM = 0.05
"""Value kept back for one level or more above the one asked for."""


@dataclass(frozen=True, slots=True)
class LanguageLevel(Feature):
    """Command of each language asked for, on the CEFR scale.

    At the level asked for: met. One level below: narrowly not met. A language that is not named, or
    named without a level, is to be verified, Arabic apart; it is the less likely where others are told
    with their levels. Spoken and written command are told apart when the CV and the advert do so. The
    language in which the CV is written never counts.
    """

    name: str = "languages"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value from the distance in levels."""
        wanted = cast("LanguageWanted", requirement.wanted)
        have = _levels(wanted, pool)
        asked = int(wanted.level or LEVEL_WHEN_NONE_IS_ASKED)
        missing = np.maximum(asked - have, 0)
        above = np.minimum(np.maximum(have - asked, 0), 1)
        values = np.clip(1.0 - HEADROOM + HEADROOM * above - NOTCH_COST * missing, 0.0, 1.0)
        unstated = have <= 0
        is_local = wanted.language in LOCAL
        guesses = np.select(
            [have == 0, (pool.spoken > 0).sum(axis=1) >= 2], [NAMED_ALONE, LEFT_OUT], default=np.nan
        )
        return Fulfilment(
            values=np.where(unstated, NAMED_ALONE if is_local else guesses, values),
            outcomes=np.select(
                [unstated, missing == 0, missing == 1], [NOT_STATED, MET, NARROWLY], default=NOT_MET
            ).astype(np.int8),
            must_be_verified=unstated & (not is_local),
        )

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return the level found, as written, beside the level asked for."""
        wanted = cast("LanguageWanted", requirement.wanted)
        found = _skill_in(candidate, wanted)
        data = {
            "language": wanted.language,
            "wanted": (wanted.level or LEVEL_WHEN_NONE_IS_ASKED).name,
            "found": _found_level(found, wanted),
        }
        spans = (found.span,) if found and found.span else ()
        return Reason(f"languages.{outcome}", data, spans)


def _levels(wanted: LanguageWanted, pool: Pool) -> Levels:
    column = pool.vocabulary.languages.get(wanted.language)
    if column is None:
        return np.full(len(pool), columns.NOT_STATED, dtype=np.int8)
    spoken, written = pool.spoken[:, column], pool.written[:, column]
    if wanted.mode is LanguageMode.SPOKEN:
        return spoken
    return written if wanted.mode is LanguageMode.WRITTEN else np.maximum(spoken, written)


def _skill_in(candidate: Candidate, wanted: LanguageWanted) -> LanguageSkill | None:
    named = [skill for skill in candidate.profile.languages if skill.language == wanted.language]
    return max(named, key=lambda skill: skill.level.value if skill.level else 0, default=None)


def _found_level(skill: LanguageSkill | None, wanted: LanguageWanted) -> str:
    if skill is None or skill.level is None:
        return ""
    apart = {LanguageMode.SPOKEN: skill.spoken, LanguageMode.WRITTEN: skill.written}.get(wanted.mode)
    return (apart or skill.level.value).name
