from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matching.profile import (
    Availability,
    Diploma,
    Experience,
    LanguageSkill,
    Mobility,
    Period,
    Profile,
    Town,
)
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening, Segment, advert_text
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
    Wanted,
)
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import (
    CefrLevel,
    ConceptId,
    EducationLevel,
    LanguageCode,
    Mention,
    Origin,
    Shift,
    Span,
)

TODAY = date(2026, 11, 1)
FRENCH = LanguageCode("fr")
ADVISER = ConceptId("occupation/customer-adviser")
BAKER = ConceptId("occupation/baker")
OUJDA = Town("Oujda", ConceptId("town/oujda"), 0.0)
HERE = Span(0, 5)

MakeCandidate = Callable[..., Candidate]
MakeOpening = Callable[..., Opening]


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return Scorer.default()


def language(level: CefrLevel | None, *, code: LanguageCode = FRENCH) -> LanguageSkill:
    return LanguageSkill(code, None if level is None else Mention(level, HERE), HERE)


def experience(
    months: int,
    *,
    occupation: ConceptId | None = ADVISER,
    title: str | None = "Conseillère client",
    months_ago: int = 0,
    skills: tuple[ConceptId, ...] = (),
    confidence: float = 1.0,
) -> Experience:
    end = date(TODAY.year - months_ago // 12, TODAY.month, 1)
    period = Period(None, end, months, is_current=months_ago == 0)
    return Experience(
        span=HERE,
        title=Mention(title, HERE) if title else None,
        occupation=Mention(occupation, HERE, confidence=confidence) if occupation else None,
        employer=None,
        period=Mention(period, HERE),
        skills=skills,
    )


PROFILE = Profile(
    language=FRENCH,
    reference_date=TODAY,
    experiences=(experience(24),),
    months_of_experience=24,
    diplomas=(Diploma(Mention(EducationLevel.BAC_2, HERE), is_obtained=True),),
    languages=(language(CefrLevel.C1),),
    town=Mention(OUJDA, HERE),
    mobility=Mobility(),
    availability=Availability(accepted_shifts=(Mention(Shift.NIGHT, HERE), Mention(Shift.ROTATING, HERE))),
)


@pytest.fixture
def make_candidate() -> MakeCandidate:
    """A candidate who meets everything; each argument replaces one part of the profile."""

    def make(candidate_id: str = "c1", *, direction: int = 0, **changes: object) -> Candidate:
        vectors = np.zeros((1, 4), dtype=np.float32)
        vectors[0, direction] = 1.0
        segment = Segment(HERE, "conseillère")
        profile = replace(PROFILE, **changes)  # type: ignore[arg-type]  # tests name the fields
        return Candidate(candidate_id, profile, "Conseillère client à Oujda", (segment,), vectors)

    return make


def requirement(
    wanted: Wanted, *, name: str, importance: Importance = Importance.MUST, alternatives: int | None = None
) -> Requirement:
    return Requirement(name, wanted, importance, HERE, Origin.DECLARED, 1.0, alternatives)


ITEMS = (
    requirement(OccupationWanted("Conseiller client", (ADVISER,)), name="occupation"),
    requirement(ExperienceWanted(12), name="experience"),
    requirement(LanguageWanted(FRENCH, CefrLevel.C1), name="language-fr"),
    requirement(EducationWanted(EducationLevel.BAC), name="education"),
    requirement(PlaceWanted(OUJDA), name="place"),
    requirement(ShiftsWanted((Shift.NIGHT,)), name="shifts"),
)


@pytest.fixture
def make_opening() -> MakeOpening:
    """An opening for a customer adviser; `items` replaces its requirements."""

    def make(*, items: tuple[Requirement, ...] = ITEMS) -> Opening:
        vectors = np.eye(1, 4, dtype=np.float32)
        text = advert_text(title="Conseiller client", text="Appels entrants, Oujda")
        requirements = Requirements(FRENCH, "Conseiller client", items)
        return Opening("o1", requirements, text, (Segment(HERE, "appels"),), vectors)

    return make
