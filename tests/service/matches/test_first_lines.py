"""The first lines of a list are found without scoring everybody, and are the very lines of the whole list."""

import random
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from matching.encoding.encoder import Vectors
from matching.encoding.segments import advert_segments
from matching.extraction.advert import read_advert
from matching.ranking import best as best_module
from matching.ranking.best import Best, best
from matching.ranking.criteria import criteria_of
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.ranker import rank
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening, advert_text
from matching.ranking.views import ClassIndex
from matching.taxonomy.loading import load_taxonomy
from service.demo.composing import Composer
from service.demo.material import Material, OpeningText
from service.demo.people import draw_people

TODAY = date(2030, 6, 1)
N_PEOPLE = 600
TAXONOMY = load_taxonomy()
MATERIAL = Material.load()
SCORER = Scorer.default()


def vectors(texts: list[str]) -> Vectors:
    """Directions that depend on the text alone."""
    rows = [np.random.default_rng(sum(text.encode())).normal(size=16) for text in texts]
    unit = np.array([row / np.linalg.norm(row) for row in rows])
    return unit.astype(np.float16).astype(np.float32)


@pytest.fixture(scope="module")
def index() -> ClassIndex:
    composer = Composer(MATERIAL, TAXONOMY, today=TODAY)
    people = draw_people(MATERIAL, n=N_PEOPLE, seed=5, today=TODAY)
    cvs = [composer.compose(person) for person in people]
    candidates = [
        Candidate(str(number), cv.profile, cv.text, cv.segments, vectors([s.text for s in cv.segments]))
        for number, cv in enumerate(cvs)
    ]
    return ClassIndex(Pool.from_candidates(candidates, taxonomy=TAXONOMY))


def opening(advert: OpeningText) -> Opening:
    requirements = read_advert(title=advert.title, text=advert.text, today=TODAY, taxonomy=TAXONOMY)
    text = advert_text(title=advert.title, text=advert.text)
    segments = advert_segments(text, requirements)
    return Opening(
        advert.external_id, requirements, text, segments, vectors([segment.text for segment in segments])
    )


OPENINGS = [opening(advert) for advert in MATERIAL.openings]


def scorers() -> Iterator[Scorer]:
    chance = random.Random(7)  # noqa: S311 - no secret
    yield SCORER
    for _ in range(4):
        yield SCORER.with_weights({name: chance.choice([0, 0.1, 1, 3]) for name in SCORER.weights})


def found(subject: Opening, index: ClassIndex, scorer: Scorer, *, n: int, counts: np.ndarray) -> Best | None:
    return best(Query.of(subject, taxonomy=TAXONOMY), index, n=n, counts=counts, scorer=scorer)


@pytest.mark.parametrize("n", [1, 5, 21])
def test_they_are_the_first_lines_of_the_whole_list_to_the_last_bit(
    index: ClassIndex, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(best_module, "FEW", 1)
    monkeypatch.setattr(best_module, "PROBED", 2)
    counts = np.random.default_rng(1).random(N_PEOPLE) < 0.9
    n_checked, n_scored = 0, 0
    for subject in OPENINGS:
        for scorer in scorers():
            first = found(subject, index, scorer, n=n, counts=counts)
            whole = rank(subject, index.pool, taxonomy=TAXONOMY, scorer=scorer)
            if first is None:
                assert (whole.tiers[counts] < 2).sum() < n
                continue
            expected = [row for row in whole.order if counts[row]][:n]
            assert first.rows.tolist() == expected
            assert first.scores.tolist() == whole.scores[expected].tolist()
            assert first.tiers.tolist() == whole.tiers[expected].tolist()
            n_checked, n_scored = n_checked + 1, n_scored + first.n_scored
    assert n_checked >= 20
    assert n_scored < 0.2 * n_checked * N_PEOPLE


def test_everybody_is_asked_for_where_too_few_fail_no_must_have(index: ClassIndex) -> None:
    everybody = np.ones(N_PEOPLE, dtype=bool)
    assert found(OPENINGS[0], index, SCORER, n=N_PEOPLE, counts=everybody) is None


def test_a_criterion_judged_by_classes_is_judged_alike_for_each_person(index: ClassIndex) -> None:
    n_by_class = 0
    for subject in OPENINGS:
        for criterion in criteria_of(Query.of(subject, taxonomy=TAXONOMY)):
            by_class = index.judged(criterion)
            if by_class is None:
                continue
            one_by_one = criterion.fulfilment(pool=index.pool)
            spread = by_class.fulfilment.take(by_class.of_row)
            np.testing.assert_array_equal(spread.values, one_by_one.values)
            np.testing.assert_array_equal(spread.outcomes, one_by_one.outcomes)
            np.testing.assert_array_equal(spread.must_be_verified, one_by_one.must_be_verified)
            n_by_class += 1
    assert n_by_class > len(OPENINGS)


def test_every_criterion_gives_values_that_a_share_can_be_multiplied_with(index: ClassIndex) -> None:
    for subject in OPENINGS:
        for criterion in criteria_of(Query.of(subject, taxonomy=TAXONOMY)):
            values = criterion.fulfilment(pool=index.pool).values
            assert np.nanmin(values, initial=0) >= 0
            assert np.nanmax(values, initial=0) <= 1
