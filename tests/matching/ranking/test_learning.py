"""Weights drawn from what became of people, beside the declared ones."""

import random
from dataclasses import replace

import numpy as np
import pytest

from matching.errors import FeatureMismatch
from matching.learning.comparisons import JudgedPeople, compare
from matching.learning.learning import MIN_OPENINGS, LearnedWeights, learn
from matching.profile import Diploma
from matching.ranking.catalogue import feature_descriptions
from matching.ranking.criteria import feature_names
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.scorer import Scorer
from matching.ranking.scores import score_pool
from matching.ranking.subjects import Candidate
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, EducationLevel, Mention
from tests.matching.ranking.conftest import (
    BAKER,
    HERE,
    MakeCandidate,
    MakeOpening,
    experience,
    language,
)

N_PEOPLE = 12


class Agency:
    """Invites by what it cares about, which may be other than what is declared."""

    def __init__(self, make_opening: MakeOpening, make_candidate: MakeCandidate, *, seed: int = 0) -> None:
        self._make_opening, self._make_candidate = make_opening, make_candidate
        self._random = random.Random(seed)  # noqa: S311  invented people, no secrets

    def decides(self, *, n_openings: int, by: str) -> list[JudgedPeople]:
        return [self._opening(by) for _ in range(n_openings)]

    def _opening(self, by: str) -> JudgedPeople:
        people = [self._person(f"c{i}") for i in range(N_PEOPLE)]
        if by == "education":
            invited = [p.profile.diplomas[0].level.value is EducationLevel.BAC_5 for p in people]
        else:
            invited = [self._random.random() < 0.5 for _ in people]
        return JudgedPeople(self._make_opening(), tuple(people), tuple(invited))

    def _person(self, name: str) -> Candidate:
        level = self._random.choice([EducationLevel.NONE, EducationLevel.BAC, EducationLevel.BAC_5])
        trade = {} if self._random.random() < 0.5 else {"occupation": BAKER, "title": "Boulanger"}
        return self._make_candidate(
            name,
            diplomas=(Diploma(Mention(level, HERE), is_obtained=True),),
            experiences=(experience(self._random.randint(1, 40), **trade),),  # type: ignore[arg-type]  # as named there
            languages=(language(self._random.choice(list(CefrLevel))),),
        )


@pytest.fixture
def agency(make_opening: MakeOpening, make_candidate: MakeCandidate) -> Agency:
    return Agency(make_opening, make_candidate)


def learned_from(judged: list[JudgedPeople], taxonomy: Taxonomy, scorer: Scorer) -> LearnedWeights:
    learned = learn(judged, taxonomy=taxonomy, declared=scorer)
    assert learned is not None
    return learned


def test_what_an_agency_goes_by_gains_weight_and_wins_on_openings_it_was_not_fitted_on(
    agency: Agency, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    learned = learned_from(agency.decides(n_openings=12, by="education"), taxonomy, scorer)
    assert learned.weights["education"] > 1.2 * scorer.weights["education"]
    assert learned.learned.log_loss < learned.declared.log_loss
    assert learned.is_better


def test_decisions_that_follow_nothing_leave_the_declared_weights_in_place(
    agency: Agency, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    assert not learned_from(agency.decides(n_openings=12, by="nothing"), taxonomy, scorer).is_better


def test_few_outcomes_move_weights_little_and_too_few_not_at_all(
    agency: Agency, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    judged = agency.decides(n_openings=30, by="education")
    few = learned_from(judged[:MIN_OPENINGS], taxonomy, scorer)
    many = learned_from(judged, taxonomy, scorer)
    assert scorer.weights["education"] < few.weights["education"] < many.weights["education"]
    assert learn(judged[: MIN_OPENINGS - 1], taxonomy=taxonomy, declared=scorer) is None


def test_no_learned_weight_is_negative_and_their_sum_is_that_of_the_declared_ones(
    agency: Agency, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    judged = agency.decides(n_openings=80, by="education")
    against = [replace(it, was_invited=tuple(not was for was in it.was_invited)) for it in judged]
    weights = learned_from(against, taxonomy, scorer).weights
    assert min(weights.values()) >= 0
    assert weights["education"] == 0
    assert sum(weights.values()) == pytest.approx(sum(scorer.weights.values()), abs=1e-3)


def test_the_same_outcomes_give_the_same_weights_and_the_same_digest(
    make_opening: MakeOpening, make_candidate: MakeCandidate, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    runs = [
        learned_from(
            Agency(make_opening, make_candidate).decides(n_openings=8, by="education"), taxonomy, scorer
        )
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_openings_where_everybody_or_nobody_was_invited_teach_nothing(
    agency: Agency, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    judged = agency.decides(n_openings=8, by="education")
    everybody = [replace(it, was_invited=(True,) * N_PEOPLE) for it in judged]
    assert learn(everybody, taxonomy=taxonomy, declared=scorer) is None
    both = learned_from([*judged, *everybody], taxonomy, scorer)
    assert both.training_sha256 == learned_from(judged, taxonomy, scorer).training_sha256


def test_comparisons_are_made_of_what_makes_the_score(
    agency: Agency, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    (judged,) = agency.decides(n_openings=1, by="education")
    comparisons = compare([judged], taxonomy=taxonomy, declared=scorer)
    pool = Pool.from_candidates(judged.candidates, taxonomy=taxonomy)
    plain = replace(scorer, calibration=replace(scorer.calibration, share=(0.0, 1.0), chance=(0.0, 1.0)))
    scores = score_pool(Query.of(judged.opening, taxonomy=taxonomy), pool, scorer=plain).scores
    invited = np.array(judged.was_invited)
    leads = (scores[invited][:, np.newaxis] - scores[~invited]).ravel()
    weights = np.array([scorer.weights[name] for name in comparisons.features])
    assert comparisons.leads(weights) == pytest.approx(leads, abs=1e-12)


def test_only_the_declared_features_are_learned_about_and_each_is_described(
    agency: Agency, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    # A new feature has to be added here, where somebody asks whether it may be a proxy of who a person is.
    allowed = {
        *("occupation", "experience", "skills", "languages", "education", "shifts", "place", "start"),
        *("tasks", "seniority", "salary", "refusal", "preferences"),
    }
    learned = learned_from(agency.decides(n_openings=6, by="education"), taxonomy, scorer)
    assert set(feature_names()) == set(learned.weights) == set(feature_descriptions()) == allowed
    assert all(len(text) > 60 for text in feature_descriptions().values())


@pytest.mark.parametrize(
    "name",
    ["age", "gender", "name", "photo", "nationality", "district", "school", "marital_status", "cv_language"],
)
def test_who_a_person_is_can_carry_no_weight(scorer: Scorer, name: str) -> None:
    with pytest.raises(FeatureMismatch):
        scorer.with_weights({name: 0.1})
