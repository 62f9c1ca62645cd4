"""What is fitted on judged sets: rising, refusing other features, and shown on sets left out."""

import numpy as np
import pytest

from matching.errors import FeatureMismatch
from matching.learning.judged import (
    KNOTS,
    GradedSet,
    Judged,
    fit,
    fit_calibration,
    reliability,
)
from matching.ranking import scorer as scorer_module
from matching.ranking.scorer import Scorer
from matching.taxonomy.taxonomy import Taxonomy
from tests.matching.ranking.conftest import BAKER, MakeCandidate, MakeOpening, experience


def test_the_packaged_chance_rises_from_knot_to_knot() -> None:
    calibration = Scorer.default().calibration
    assert np.all(np.diff(calibration.share) > 0)
    assert np.all(np.diff(calibration.chance) > 0)
    assert (calibration.chance[0], calibration.chance[-1]) == (0.0, 1.0)


def test_packaged_weights_are_at_least_zero_and_cover_all_features() -> None:
    fitted, declared = Scorer.default().weights, Scorer.declared().weights
    assert set(fitted) == set(declared)
    assert min(fitted.values()) >= 0


def test_a_fitted_file_for_other_features_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packaged = scorer_module._packaged  # noqa: SLF001 - a file as it would be after a feature went
    monkeypatch.setattr(
        scorer_module,
        "_packaged",
        lambda name: packaged(name) | ({"features": ["occupation"]} if name == "fitted.toml" else {}),
    )
    with pytest.raises(FeatureMismatch):
        Scorer.default()


def test_the_chance_follows_what_was_decided_even_where_scores_are_too_high() -> None:
    shares = np.linspace(0.0, 1.0, 400)
    decided = Judged(shares, (shares > 0.8).astype(float))
    chance = fit_calibration([decided])
    assert chance.share == KNOTS
    assert chance(np.array([0.6]))[0] < 0.1
    assert chance(np.array([0.92]))[0] > 0.8
    assert np.all(np.diff(chance.chance) > 0)


def test_a_reliability_table_puts_what_was_said_beside_what_was_decided() -> None:
    low, high = reliability(np.array([0.1, 0.2, 0.9, 0.9]), np.array([0.0, 0.0, 1.0, 0.0]))
    assert (low.n, low.invited) == (2, 0.0)
    assert high.said == pytest.approx(0.9)
    assert (high.n, high.invited) == (2, 0.5)


def test_one_set_alone_teaches_nothing(
    taxonomy: Taxonomy, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    alone = GradedSet("one", (make_opening(),), (make_candidate(),), np.array([[3]]))
    with pytest.raises(ValueError, match="two judged sets"):
        fit([alone], taxonomy=taxonomy, declared=Scorer.declared())


def test_the_same_judged_sets_give_the_same_figures_to_the_last_bit(
    taxonomy: Taxonomy, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    people = (
        make_candidate("adviser"),
        make_candidate("short", experiences=(experience(4),)),
        make_candidate("baker", experiences=(experience(40, occupation=BAKER, title="Boulanger"),)),
    )
    sets = [GradedSet(name, (make_opening(),), people, np.array([[3, 2, 0]])) for name in ("one", "two")]
    first, second = (fit(sets, taxonomy=taxonomy, declared=Scorer.declared()) for _ in range(2))
    assert first == second
    assert [one.name for one in first.held_out] == ["one", "two"]
    assert all(one.ndcg_declared == pytest.approx(1.0) for one in first.held_out)
