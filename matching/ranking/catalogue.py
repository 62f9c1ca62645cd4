"""What recruiters and auditors are told of each feature of the ranking."""

import inspect

from matching.ranking.criteria import FEATURES, PREFERENCES, WHOLE_FEATURES

_OF_PREFERENCES = (
    "Wishes of the advert, whatever their subject: each is judged as the must-have of its subject would be."
    "\n\n"
    "They share one weight: they order people, and they never outweigh a must-have."
)


def feature_descriptions() -> dict[str, str]:
    """Return the published description of every feature that can carry a weight, by name."""
    described = {feature.name: _told_by(feature) for feature in FEATURES.values()}
    described |= {feature.name: _told_by(feature) for feature in WHOLE_FEATURES}
    return {**described, PREFERENCES: _OF_PREFERENCES}


def _told_by(feature: object) -> str:
    return inspect.getdoc(type(feature)) or ""
