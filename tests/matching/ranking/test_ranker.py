from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.assessment import Outcome, Tier
from matching.errors import FeatureMismatch
from matching.profile import Availability, Diploma, Mobility, Town
from matching.ranking.pool import Pool
from matching.ranking.ranker import Ranking, assess, rank
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    LanguageWanted,
    OccupationWanted,
    StartWanted,
)
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, ConceptId, EducationLevel, LanguageCode, Mention, Shift, Span
from tests.matching.ranking.conftest import (
    ADVISER,
    BAKER,
    TODAY,
    MakeCandidate,
    MakeOpening,
    experience,
    language,
    requirement,
)

HERE = Span(0, 5)


class Ranker:
    """The ranking under test with its taxonomy and scorer."""

    def __init__(self, taxonomy: Taxonomy, scorer: Scorer) -> None:
        self.taxonomy, self.scorer = taxonomy, scorer

    def rank(self, opening: Opening, *candidates: Candidate) -> Ranking:
        pool = Pool.from_candidates(candidates, taxonomy=self.taxonomy)
        return rank(opening, pool, taxonomy=self.taxonomy, scorer=self.scorer)

    def outcome(self, opening: Opening, candidate: Candidate, name: str) -> Outcome:
        assessment = assess(opening, candidate, taxonomy=self.taxonomy, scorer=self.scorer)
        return next(part.outcome for part in assessment.evidence if part.requirement_id == name)

    def score(self, opening: Opening, candidate: Candidate) -> float:
        return assess(opening, candidate, taxonomy=self.taxonomy, scorer=self.scorer).score


@pytest.fixture
def ranker(taxonomy: Taxonomy, scorer: Scorer) -> Ranker:
    return Ranker(taxonomy, scorer)


def test_who_meets_every_must_have_is_in_the_first_tier(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    (line,) = ranker.rank(make_opening(), make_candidate())
    assert line.tier is Tier.MEETS
    assert line.score > 0.7


@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        (CefrLevel.C2, Outcome.MET),
        (CefrLevel.C1, Outcome.MET),
        (CefrLevel.B2, Outcome.NARROWLY),
        (CefrLevel.B1, Outcome.NOT_MET),
        (None, Outcome.NOT_STATED),
    ],
)
def test_a_language_is_met_at_its_level_and_narrowly_missed_one_level_below(
    ranker: Ranker,
    make_opening: MakeOpening,
    make_candidate: MakeCandidate,
    level: CefrLevel | None,
    outcome: Outcome,
) -> None:
    candidate = make_candidate(languages=(language(level),))
    assert ranker.outcome(make_opening(), candidate, "language-fr") is outcome


@pytest.mark.parametrize(
    ("months", "outcome"),
    [(12, Outcome.MET), (10, Outcome.NARROWLY), (6, Outcome.NOT_MET), (0, Outcome.NOT_STATED)],
)
def test_ten_months_of_twelve_are_a_narrow_miss_and_undated_work_is_to_be_verified(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate, months: int, outcome: Outcome
) -> None:
    candidate = make_candidate(experiences=(experience(months),))
    assert ranker.outcome(make_opening(), candidate, "experience") is outcome


def test_a_language_left_out_of_a_list_of_languages_is_less_likely_than_one_left_out_of_none(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    others = (
        language(CefrLevel.C1, code=LanguageCode("en")),
        language(CefrLevel.B2, code=LanguageCode("es")),
    )
    listing, silent = make_candidate(languages=others), make_candidate(languages=())
    assert ranker.outcome(make_opening(), listing, "language-fr") is Outcome.NOT_STATED
    assert ranker.score(make_opening(), listing) < ranker.score(make_opening(), silent)


def test_silence_about_arabic_keeps_nobody_from_the_first_tier(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    arabic = requirement(LanguageWanted(LanguageCode("ar"), CefrLevel.C1), name="language-ar")
    spanish = requirement(LanguageWanted(LanguageCode("es"), CefrLevel.C1), name="language-es")
    (line,) = ranker.rank(make_opening(items=(arabic,)), make_candidate())
    assert line.tier is Tier.MEETS
    (line,) = ranker.rank(make_opening(items=(spanish,)), make_candidate())
    assert line.tier is Tier.TO_VERIFY


def test_a_beginner_stands_between_the_trade_and_other_trades_only_where_no_experience_is_asked_for(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    beginner = make_candidate("beginner", experiences=(), months_of_experience=0)
    baker = make_candidate("baker", experiences=(experience(60, occupation=BAKER, title="Boulanger"),))
    trade = requirement(OccupationWanted("Conseiller client", (ADVISER,)), name="occupation")
    opening = make_opening(items=(trade,))
    scores = [ranker.score(opening, one) for one in (make_candidate(), beginner, baker)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3
    demanding = make_opening(items=(trade, requirement(ExperienceWanted(12), name="experience")))
    assert ranker.outcome(opening, beginner, "occupation") is Outcome.NARROWLY
    assert ranker.outcome(demanding, beginner, "occupation") is Outcome.NOT_STATED


@pytest.mark.parametrize(("days", "outcome"), [(30, Outcome.MET), (37, Outcome.MET), (45, Outcome.NARROWLY)])
def test_a_week_of_notice_is_let_off(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate, days: int, outcome: Outcome
) -> None:
    start = requirement(StartWanted(TODAY + timedelta(days=30)), name="start")
    on_notice = make_candidate(availability=Availability(notice_days=Mention(days, HERE)))
    assert ranker.outcome(make_opening(items=(start,)), on_notice, "start") is outcome


def test_who_refuses_the_work_stands_after_those_who_meet_the_must_haves(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    refuses = make_candidate("refuses", refused_occupations=(Mention(ADVISER, HERE),))
    refuses_else = make_candidate("else", refused_occupations=(Mention(BAKER, HERE),))
    tiers = {line.candidate_id: line.tier for line in ranker.rank(make_opening(), refuses, refuses_else)}
    assert tiers == {"else": Tier.MEETS, "refuses": Tier.FAILS}
    assert ranker.outcome(make_opening(), refuses, "refusal") is Outcome.NOT_MET


def test_months_in_an_unrelated_trade_do_not_count(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    baker = make_candidate(experiences=(experience(60, occupation=BAKER, title="Boulanger"),))
    assert ranker.outcome(make_opening(), baker, "experience") is Outcome.NOT_MET
    assert ranker.outcome(make_opening(), baker, "occupation") is Outcome.NOT_MET


def test_an_excluded_trade_does_not_count(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    excluded = ExperienceWanted(12, excluded=(ConceptId("occupation/customer-adviser"),))
    opening = make_opening(items=(requirement(excluded, name="experience"),))
    assert ranker.outcome(opening, make_candidate(), "experience") is Outcome.NOT_MET


def test_a_refused_shift_is_not_met_and_silence_about_nights_is_to_be_verified(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    refuses = make_candidate(availability=Availability(refused_shifts=(Mention(Shift.NIGHT, HERE),)))
    silent = make_candidate("c2", availability=Availability())
    assert ranker.outcome(make_opening(), refuses, "shifts") is Outcome.NOT_MET
    tiers = {line.candidate_id: line.tier for line in ranker.rank(make_opening(), refuses, silent)}
    assert tiers == {"c1": Tier.FAILS, "c2": Tier.TO_VERIFY}


def test_refusing_every_other_town_is_not_met_and_saying_one_moves_is_met(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    casablanca = Mention(Town("Casablanca", ConceptId("town/casablanca"), 530.0), HERE)
    oujda = Mention(Town("Oujda", ConceptId("town/oujda"), 0.0), HERE)
    stays = make_candidate(town=casablanca, mobility=Mobility(only_in=(casablanca,)))
    moves = make_candidate(town=casablanca, mobility=Mobility(moves_to=(oujda,)))
    silent = make_candidate(town=casablanca)
    opening = make_opening()
    assert ranker.outcome(opening, stays, "place") is Outcome.NOT_MET
    assert ranker.outcome(opening, moves, "place") is Outcome.MET
    assert ranker.outcome(opening, silent, "place") is Outcome.NOT_STATED


def test_unfinished_studies_do_not_count(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    student = make_candidate(diplomas=(Diploma(Mention(EducationLevel.BAC_3, HERE), is_obtained=False),))
    assert ranker.outcome(make_opening(), student, "education") is Outcome.NOT_MET


def test_meeting_one_of_two_alternatives_is_enough(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    diploma = requirement(EducationWanted(EducationLevel.BAC_5), name="education", alternatives=1)
    work = requirement(ExperienceWanted(12), name="experience", alternatives=1)
    (line,) = ranker.rank(make_opening(items=(diploma, work)), make_candidate())
    assert line.tier is Tier.MEETS
    (alone,) = ranker.rank(make_opening(items=(replace(diploma, alternatives=None),)), make_candidate())
    assert alone.tier is Tier.FAILS


def test_who_fails_a_must_have_stands_after_who_meets_them_all_whatever_the_scores(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    modest = make_candidate("modest", experiences=(experience(12, months_ago=60),), direction=1)
    brilliant = make_candidate(
        "brilliant", languages=(language(CefrLevel.B1),), experiences=(experience(99),)
    )
    assert [line.candidate_id for line in ranker.rank(make_opening(), brilliant, modest)] == [
        "modest",
        "brilliant",
    ]


def test_nobody_disappears_from_the_list(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    people = [make_candidate(f"c{i}", languages=()) for i in range(30)]
    ranking = ranker.rank(make_opening(), *people)
    assert sorted(line.candidate_id for line in ranking) == sorted(person.id for person in people)
    assert [line.rank for line in ranking] == list(range(1, 31))


def test_ties_are_broken_alike_whatever_the_order_of_insertion(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    people = [make_candidate(f"c{i}") for i in range(10)]
    forward = [line.candidate_id for line in ranker.rank(make_opening(), *people)]
    backward = [line.candidate_id for line in ranker.rank(make_opening(), *reversed(people))]
    assert forward == backward


def test_contributions_add_up_to_the_score(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    for person in (make_candidate(), make_candidate(languages=()), make_candidate(experiences=())):
        assessment = assess(make_opening(), person, taxonomy=ranker.taxonomy, scorer=ranker.scorer)
        total = sum(part.contribution for part in assessment.evidence)
        assert total == pytest.approx(assessment.score * 100, abs=1e-9)


def test_weights_may_be_replaced_and_unknown_ones_are_refused(scorer: Scorer) -> None:
    assert scorer.with_weights({"languages": 1.0}).weights["languages"] == 1.0
    with pytest.raises(FeatureMismatch):
        scorer.with_weights({"age": 1.0})
    with pytest.raises(ValueError, match="at least 0"):
        scorer.with_weights({"languages": -1.0})


LEVELS = st.sampled_from([None, *CefrLevel])
PEOPLE = st.tuples(
    LEVELS, st.integers(0, 120), st.sampled_from(list(EducationLevel)), st.integers(0, 3), st.integers(0, 120)
)
SLOW_FIXTURE = [HealthCheck.function_scoped_fixture]


def person(
    make: MakeCandidate, name: str, draw: tuple[CefrLevel | None, int, EducationLevel, int, int]
) -> Candidate:
    level, months, education, direction, ago = draw
    return make(
        name,
        direction=direction,
        languages=(language(level),),
        experiences=(experience(months, months_ago=ago),),
        diplomas=(Diploma(Mention(education, HERE), is_obtained=True),),
    )


@settings(suppress_health_check=SLOW_FIXTURE, max_examples=40, deadline=None)
@given(draws=st.lists(PEOPLE, min_size=1, max_size=12))
def test_a_score_has_the_same_bits_alone_and_in_a_crowd(
    draws: list[tuple[CefrLevel | None, int, EducationLevel, int, int]],
    ranker: Ranker,
    make_opening: MakeOpening,
    make_candidate: MakeCandidate,
) -> None:
    people = [person(make_candidate, f"c{i}", draw) for i, draw in enumerate(draws)]
    crowd = {line.candidate_id: line.score for line in ranker.rank(make_opening(), *people)}
    assert crowd == {one.id: ranker.score(make_opening(), one) for one in people}


@settings(suppress_health_check=SLOW_FIXTURE, max_examples=60, deadline=None)
@given(draw=PEOPLE, more=st.sampled_from(["months", "level", "education"]))
def test_more_of_a_thing_asked_for_never_lowers_the_score(
    draw: tuple[CefrLevel | None, int, EducationLevel, int, int],
    more: str,
    ranker: Ranker,
    make_opening: MakeOpening,
    make_candidate: MakeCandidate,
) -> None:
    level, months, education, direction, ago = draw
    better = {
        "months": (level, months + 6, education, direction, ago),
        "level": (CefrLevel(min(level + 1, 7)) if level else level, months, education, direction, ago),
        "education": (level, months, EducationLevel.BAC_8, direction, ago),
    }[more]
    if more == "months" and months == 0:
        return  # undated work is "no data", which is neither less nor more than a figure
    before = ranker.score(make_opening(), person(make_candidate, "c1", draw))
    assert ranker.score(make_opening(), person(make_candidate, "c1", better)) >= before


def test_dropping_a_required_language_lowers_the_score(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    assert ranker.score(make_opening(), make_candidate(languages=())) < ranker.score(
        make_opening(), make_candidate()
    )


def test_an_adviser_outranks_a_team_leader_for_an_adviser_s_opening(
    ranker: Ranker, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    leader = ConceptId("occupation/contact-centre-team-leader")
    overqualified = make_candidate("leader", experiences=(experience(36, occupation=leader), experience(24)))
    lines = ranker.rank(make_opening(), overqualified, make_candidate("adviser"))
    assert next(iter(lines)).candidate_id == "adviser"
