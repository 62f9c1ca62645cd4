"""Everything an opening is scored by, as one list: its requirements, then the features of the whole."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from matching.ranking.features.education import EducationGap
from matching.ranking.features.experience import RelevantExperience
from matching.ranking.features.feature import Feature, Fulfilment, Reason
from matching.ranking.features.languages import LanguageLevel
from matching.ranking.features.occupation import OccupationFit
from matching.ranking.features.place import PlaceFit
from matching.ranking.features.refusal import Refusal
from matching.ranking.features.salary import SalaryDistance
from matching.ranking.features.seniority import Overqualification
from matching.ranking.features.shifts import ShiftFit
from matching.ranking.features.skills import SkillCoverage
from matching.ranking.features.start import StartDate
from matching.ranking.features.tasks import TaskFit
from matching.ranking.features.whole import WholeFeature
from matching.ranking.query import Query
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    Importance,
    LanguageWanted,
    OccupationWanted,
    PlaceWanted,
    Requirement,
    ShiftsWanted,
    SkillWanted,
    StartWanted,
    Wanted,
)
from matching.types import Span

FEATURES: dict[type[Wanted], Feature] = {
    OccupationWanted: OccupationFit(),
    ExperienceWanted: RelevantExperience(),
    SkillWanted: SkillCoverage(),
    LanguageWanted: LanguageLevel(),
    EducationWanted: EducationGap(),
    ShiftsWanted: ShiftFit(),
    PlaceWanted: PlaceFit(),
    StartWanted: StartDate(),
}

WHOLE_FEATURES: tuple[WholeFeature, ...] = (TaskFit(), Overqualification(), SalaryDistance(), Refusal())

PREFERENCES = "preferences"
"""Nice-to-haves of every subject share one weight: they order people, they never outweigh a must-have."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing an opening is scored by.

    Attributes:
        id: Of the requirement, or the name of the feature of the whole.
        feature: Whose weight it takes part in.
        subject: Name of the feature that judges it.
        importance: Nice for features of the whole, but for a refusal: they knock nobody out.
        alternatives: Criteria sharing this number are alternatives.
        is_one_of_many: A tool beside others, which nobody would ask about alone where a CV does not name it.
        fulfilment: Judges a pool.
        reason: Explains one candidate.
    """

    id: str
    feature: str
    subject: str
    importance: Importance
    advert_span: Span | None
    alternatives: int | None
    is_one_of_many: bool
    fulfilment: Callable[..., Fulfilment]
    reason: Callable[..., Reason]

    @property
    def is_must(self) -> bool:
        """Whether failing it puts a person after those who meet it."""
        return self.importance is Importance.MUST


def feature_names() -> tuple[str, ...]:
    """Return the names of all features that can carry a weight."""
    of_requirements = [feature.name for feature in FEATURES.values()]
    return (*of_requirements, *(feature.name for feature in WHOLE_FEATURES), PREFERENCES)


def criteria_of(query: Query) -> tuple[Criterion, ...]:
    """Return the criteria of an opening: requirements in the order of the advert, then the whole."""
    return (
        *(_of_requirement(requirement, query) for requirement in query.opening.requirements.items),
        *(_of_whole(feature, query) for feature in WHOLE_FEATURES if feature.applies(query)),
    )


def _of_requirement(requirement: Requirement, query: Query) -> Criterion:
    feature = FEATURES[type(requirement.wanted)]
    is_trade = isinstance(requirement.wanted, OccupationWanted)
    is_must = requirement.importance is Importance.MUST
    return Criterion(
        id=requirement.id,
        feature=feature.name if is_must or is_trade else PREFERENCES,
        subject=feature.name,
        # A title knocks nobody out: what an advert insists on it says as experience, studies or skills.
        importance=Importance.NICE if is_trade else requirement.importance,
        advert_span=requirement.span,
        alternatives=requirement.alternatives,
        is_one_of_many=isinstance(requirement.wanted, SkillWanted)
        and query.central_skills.isdisjoint(requirement.wanted.skills),
        fulfilment=partial(feature.fulfilment, requirement, query=query),
        reason=partial(feature.reason, requirement, query=query),
    )


def _of_whole(feature: WholeFeature, query: Query) -> Criterion:
    return Criterion(
        id=feature.name,
        feature=feature.name,
        subject=feature.name,
        importance=feature.importance,
        advert_span=None,
        alternatives=None,
        is_one_of_many=False,
        fulfilment=partial(feature.fulfilment, query=query),
        reason=partial(feature.reason, query=query),
    )
