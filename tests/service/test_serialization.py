"""What is stored reads back as the very value that was written."""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import matching.profile
import matching.requirements
from matching.profile import CvReading, Identity, Profile
from matching.ranking.subjects import Segment
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    Importance,
    LanguageWanted,
    OccupationWanted,
    PlaceWanted,
    Requirement,
    Requirements,
    ShiftsWanted,
    SkillWanted,
    StartWanted,
    Wanted,
)
from matching.types import CefrLevel, ConceptId, EducationLevel, LanguageCode, Mention, Origin, Shift, Span
from service.serialization import (
    identity_from_json,
    identity_to_json,
    profile_from_json,
    profile_to_json,
    requirements_from_json,
    requirements_to_json,
    segments_from_json,
    segments_to_json,
)

SPANS = st.tuples(st.integers(0, 9999), st.integers(0, 99)).map(lambda pair: Span(pair[0], sum(pair)))
SHARES = st.floats(0, 1)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

VALUE_CLASSES = [
    getattr(module, name)
    for module in (matching.profile, matching.requirements)
    for name, value in vars(module).items()
    if is_dataclass(value) and value is not Span and value is not Mention
]


def every_field(cls: type) -> st.SearchStrategy[object]:
    """Values of a dataclass in which fields with a default are filled too."""
    return st.builds(cls, **{field.name: ... for field in fields(cls)})


def mentions(kind: object) -> st.SearchStrategy[object]:
    (value,) = get_args(kind)
    return st.builds(Mention, st.from_type(value), st.none() | SPANS, st.sampled_from(Origin), SHARES)


st.register_type_strategy(Span, SPANS)
st.register_type_strategy(str, WORDS)
st.register_type_strategy(int, st.integers(-(10**9), 10**9))
st.register_type_strategy(float, SHARES)
st.register_type_strategy(Mention, mentions)
for value_class in VALUE_CLASSES:
    st.register_type_strategy(value_class, every_field(value_class))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.from_type(CvReading))
def test_a_cv_reading_survives_storage(reading: CvReading) -> None:
    assert profile_from_json(profile_to_json(reading.profile)) == reading.profile
    assert identity_from_json(identity_to_json(reading.identity)) == reading.identity


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.from_type(Requirements))
def test_requirements_survive_storage(requirements: Requirements) -> None:
    assert requirements_from_json(requirements_to_json(requirements)) == requirements


@pytest.mark.parametrize(
    "wanted",
    [
        OccupationWanted("Conseiller", (ConceptId("occupation/customer-adviser"),)),
        ExperienceWanted(12),
        ExperienceWanted(0, skills=(ConceptId("skill/react"),)),
        EducationWanted(EducationLevel.BAC_3),
        LanguageWanted(LanguageCode("fr"), CefrLevel.B2),
        LanguageWanted(LanguageCode("fr"), None),
        SkillWanted((ConceptId("skill/react"),)),
        ShiftsWanted((Shift.NIGHT,)),
        PlaceWanted(None),
        StartWanted(date(2030, 1, 1)),
    ],
)
def test_each_kind_of_requirement_keeps_its_kind(wanted: Wanted) -> None:
    item = Requirement("one", wanted, Importance.MUST, span=None)
    requirements = Requirements(language=LanguageCode("fr"), title="", items=(item,))
    assert requirements_from_json(requirements_to_json(requirements)).items[0].wanted == wanted


def test_every_kind_of_requirement_is_in_the_table_above() -> None:
    assert len(get_args(Wanted)) == 8


def test_a_profile_stored_before_a_field_existed_is_still_read() -> None:
    profile = Profile(language=LanguageCode("ar"), reference_date=date(2030, 1, 1))
    stored = json.loads(profile_to_json(replace(profile, headline=Mention("Agent", Span(0, 5)))))
    optional = {field.name for field in fields(Profile)} - {"language", "reference_date"}
    assert profile_from_json(json.dumps({k: v for k, v in stored.items() if k not in optional})) == profile


def test_segments_survive_storage() -> None:
    segments = (Segment(Span(0, 3), "abc"), Segment(Span(5, 8), "مرحبا"))
    assert segments_from_json(segments_to_json(segments)) == segments


def test_an_identity_of_nobody_survives_storage() -> None:
    assert identity_from_json(identity_to_json(Identity())) == Identity()
