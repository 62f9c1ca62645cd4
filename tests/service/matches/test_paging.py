"""Pages of a list, walked while the list changes."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assessment import Tier
from matching.profile import Profile
from matching.ranking.pool import Pool
from matching.ranking.ranker import Ranking
from matching.ranking.scores import TIERS
from matching.ranking.subjects import Candidate
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import LanguageCode
from service.errors import NotFound
from service.matches.paging import ListFilter, ListPosition, lines_after, rank_in

TAXONOMY = Taxonomy([])
BLANK = Profile(language=LanguageCode("fr"), reference_date=date(2030, 1, 1))


@dataclass(frozen=True)
class Line:
    name: str
    tier: Tier
    score: float


def ranked(lines: list[Line]) -> tuple[Ranking, Pool]:
    """A ranking in the order that `ranker.rank` makes."""
    vectors = np.zeros((0, 4), dtype=np.float32)
    people = [Candidate(line.name, BLANK, "", (), vectors) for line in lines]
    pool = Pool.from_candidates(people, taxonomy=TAXONOMY)
    scores = np.array([line.score for line in lines], dtype=float)
    tiers = np.array([TIERS.index(line.tier) for line in lines], dtype=np.int8)
    order = np.lexsort((pool.tie_breakers, -scores, tiers))
    return Ranking(ids=pool.ids, order=order, scores=scores, tiers=tiers), pool


LINES = st.lists(
    st.builds(
        Line,
        name=st.text("abcdef", min_size=1, max_size=4),
        tier=st.sampled_from(Tier),
        score=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    ),
    max_size=15,
    unique_by=lambda line: line.name,
)


def walk(lines: list[Line], *, limit: int, wanted: ListFilter) -> list[str]:
    ranking, pool = ranked(lines)
    found: list[str] = []
    after = None
    while True:
        page, _ = lines_after(ranking, pool, wanted=wanted, after=after, limit=limit)
        if not page:
            return found
        found += [line.candidate_id for line in page]
        last = page[-1]
        after = ListPosition(last.tier, last.score, last.candidate_id)


@settings(deadline=None)
@given(LINES, st.integers(1, 4))
def test_pages_together_are_the_list(lines: list[Line], limit: int) -> None:
    ranking, _ = ranked(lines)
    assert walk(lines, limit=limit, wanted=ListFilter()) == [line.candidate_id for line in ranking]


@settings(deadline=None)
@given(LINES, st.sets(st.sampled_from(Tier), min_size=1), st.sampled_from([0.0, 0.25, 0.3, 1.0]))
def test_a_filter_shows_what_it_says_and_keeps_the_order(
    lines: list[Line], tiers: set[Tier], min_score: float
) -> None:
    ranking, pool = ranked(lines)
    wanted = ListFilter(tiers=frozenset(tiers), min_score=min_score)
    expected = [line.candidate_id for line in ranking if line.tier in tiers and line.score >= min_score]
    assert walk(lines, limit=2, wanted=wanted) == expected
    assert lines_after(ranking, pool, wanted=wanted, after=None, limit=1)[1] == len(expected)


@settings(deadline=None)
@given(LINES, st.data())
def test_a_page_begins_behind_its_position_though_that_candidate_is_gone(
    lines: list[Line], data: st.DataObject
) -> None:
    if not lines:
        return
    ranking, _ = ranked(lines)
    place = data.draw(st.integers(0, len(lines) - 1))
    entry = ranking.entries[place]
    ranking_without, pool = ranked([line for line in lines if line.name != entry.candidate_id])
    after = ListPosition(entry.tier, entry.score, entry.candidate_id)
    page, _ = lines_after(ranking_without, pool, wanted=ListFilter(), after=after, limit=100)
    assert [line.candidate_id for line in page] == [it.candidate_id for it in ranking.entries[place + 1 :]]


def test_the_rank_of_a_candidate_is_its_place_from_one() -> None:
    lines = [Line("a", Tier.FAILS, 1.0), Line("b", Tier.MEETS, 0.2), Line("c", Tier.MEETS, 0.4)]
    ranking, _ = ranked(lines)
    assert [rank_in(ranking, name) for name in "cba"] == [1, 2, 3]
    with pytest.raises(NotFound):
        rank_in(ranking, "d")
