from collections.abc import Callable

import pytest

from matching.evaluation.ablation import ablation
from matching.evaluation.judged_set import JudgedSet
from matching.evaluation.metrics import Judgements
from matching.evaluation.runner import Tools
from matching.ranking.criteria import feature_names
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Opening
from matching.taxonomy.loading import load_taxonomy
from matching.types import CefrLevel
from tests.matching.ranking.conftest import TODAY, MakeCandidate, language, make_candidate, make_opening
from tests.matching.ranking.test_identity import Fingerprints

MakeOpening = Callable[..., Opening]
__all__ = ["make_candidate", "make_opening"]


@pytest.fixture
def tools() -> Tools:
    return Tools(load_taxonomy(), Fingerprints(), Scorer.default(), TODAY)


def test_a_feature_that_alone_tells_people_apart_brings_what_is_lost_without_it(
    tools: Tools, make_opening: MakeOpening, make_candidate: MakeCandidate
) -> None:
    people = [make_candidate(f"c{level}", languages=(language(level),)) for level in CefrLevel]
    grades = {
        person.id: 3 if level >= CefrLevel.C1 else 0 for person, level in zip(people, CefrLevel, strict=True)
    }
    judged = JudgedSet((), (), Judgements({"o1": grades}))
    rows = {row.feature: row for row in ablation([make_opening()], people, judged, tools=tools)}
    assert set(rows) == set(feature_names())
    assert rows["languages"].ndcg_at_10 < 1.0
    assert rows["languages"].gain.mean > 0.05
    assert rows["education"].gain.mean == 0.0
    assert rows["education"].ndcg_at_10 == 1.0
