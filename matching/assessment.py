"""How well a candidate fits an opening: score, tier, and the evidence they are made of."""

from dataclasses import dataclass
from enum import StrEnum

from matching.profile import Flag
from matching.requirements import Importance
from matching.types import Mention, Span


class Outcome(StrEnum):
    """Whether one requirement is satisfied. Undeclared is not absent: `NOT_STATED` is to be verified."""

    MET = "met"
    NARROWLY = "narrowly"
    NOT_MET = "not_met"
    NOT_STATED = "not_stated"


class Tier(StrEnum):
    """Where a candidate stands in the list, before the score."""

    MEETS = "meets"
    TO_VERIFY = "to_verify"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one requirement has its outcome.

    Attributes:
        requirement_id: `Requirement.id`.
        importance: Must or nice.
        feature: Name of the feature the requirement belongs to.
        outcome: Met, narrowly, not met, not stated.
        value: Degree of fulfilment in [0, 1]; None when the CV does not say.
        contribution: Part of the score, in points of 0-100; those of an assessment add up to its score.
        cv_spans: The words of the CV that decided.
        advert_span: The words of the advert.
        reason: Key of the sentence in the wording files, e.g. `language.below`.
        data: What the sentence needs, e.g. {"wanted": "C1", "found": "B2"}.
        alternatives: Requirements sharing this number are alternatives, of which one is enough.
    """

    requirement_id: str
    importance: Importance
    feature: str
    outcome: Outcome
    value: float | None
    contribution: float
    cv_spans: tuple[Span, ...]
    advert_span: Span | None
    reason: str
    data: dict[str, str]
    alternatives: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One candidate against one opening.

    Attributes:
        score: Calibrated chance of being invited to interview, in [0, 1].
        tier: Meets, to verify, or fails a must-have.
        features: Value per feature in [0, 1], None for no data.
        evidence: One per requirement, in the order of the advert.
        flags: Neutral remarks for the recruiter.
    """

    score: float
    tier: Tier
    features: dict[str, float | None]
    evidence: tuple[Evidence, ...]
    flags: tuple[Mention[Flag], ...] = ()
