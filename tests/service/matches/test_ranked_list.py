"""Pages of a list, walked while the list changes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assessment import Tier
from matching.profile import Profile
from matching.ranking.pool import Pool, stable_hash
from matching.ranking.ranker import RankedCandidate, Ranking
from matching.ranking.scores import TIERS
from matching.ranking.subjects import Candidate
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import LanguageCode
from service.errors import NotFound
from service.matches.ranked_list import ListFilter, ListPosition, RankedList, RankedPart

TAXONOMY = Taxonomy([])
BLANK = Profile(language=LanguageCode("fr"), reference_date=date(2030, 1, 1))


@dataclass(frozen=True)
class Line:
    name: str
    tier: Tier
    score: float


def ranked(lines: list[Line]) -> RankedList:
    return RankedList.of([part(lines)])


def part(lines: list[Line]) -> RankedPart:
    vectors = np.zeros((0, 4), dtype=np.float32)
    people = [Candidate(line.name, BLANK, "", (), vectors) for line in lines]
    pool = Pool.from_candidates(people, taxonomy=TAXONOMY)
    scores = np.array([line.score for line in lines], dtype=float)
    tiers = np.array([TIERS.index(line.tier) for line in lines], dtype=np.int8)
    order = np.arange(len(lines))
    return RankedPart.whole(Ranking(ids=pool.ids, order=order, scores=scores, tiers=tiers), pool)


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


def names(lines: Iterable[RankedCandidate]) -> list[str]:
    return [line.candidate_id for line in lines]


def walk(ranking: RankedList, *, limit: int, wanted: ListFilter) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = ranking.page(wanted=wanted, after=after, limit=limit).lines
        if not page:
            return found
        found += names(page)
        last = page[-1]
        after = ListPosition(last.tier, last.score, last.candidate_id)


@settings(deadline=None)
@given(LINES)
def test_the_order_is_tier_then_score_then_a_hash_that_favours_nobody(lines: list[Line]) -> None:
    expected = sorted(lines, key=lambda it: (TIERS.index(it.tier), -it.score, stable_hash(it.name)))
    assert names(ranked(lines)) == [line.name for line in expected]


@settings(deadline=None)
@given(LINES, st.integers(1, 4))
def test_pages_together_are_the_list(lines: list[Line], limit: int) -> None:
    ranking = ranked(lines)
    assert walk(ranking, limit=limit, wanted=ListFilter()) == names(ranking)


@settings(deadline=None)
@given(LINES, st.sets(st.sampled_from(Tier), min_size=1), st.sampled_from([0.0, 0.25, 0.3, 1.0]))
def test_a_filter_shows_what_it_says_and_keeps_the_order(
    lines: list[Line], tiers: set[Tier], min_score: float
) -> None:
    ranking = ranked(lines)
    wanted = ListFilter(tiers=frozenset(tiers), min_score=min_score)
    expected = [it.candidate_id for it in ranking if it.tier in tiers and it.score >= min_score]
    assert walk(ranking, limit=2, wanted=wanted) == expected
    assert ranking.page(wanted=wanted, after=None, limit=1).n_shown == len(expected)


@settings(deadline=None)
@given(LINES.filter(bool), st.data())
def test_a_page_begins_behind_its_position_though_that_candidate_is_gone(
    lines: list[Line], data: st.DataObject
) -> None:
    entries = list(ranked(lines))
    place = data.draw(st.integers(0, len(lines) - 1))
    entry = entries[place]
    without = ranked([line for line in lines if line.name != entry.candidate_id])
    after = ListPosition(entry.tier, entry.score, entry.candidate_id)
    page = without.page(wanted=ListFilter(), after=after, limit=100).lines
    assert names(page) == names(entries[place + 1 :])


@settings(deadline=None)
@given(LINES, st.data())
def test_a_list_of_parts_is_the_list_of_the_whole_without_rows_that_do_not_count(
    lines: list[Line], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(lines)))
    first, second = part(lines[:cut]), part(lines[cut:])
    counts = np.array(data.draw(st.lists(st.booleans(), min_size=cut, max_size=cut)), dtype=bool)
    merged = RankedList.of([replace(first, counts=counts), second])
    kept = [line for line, counted in zip(lines[:cut], counts, strict=True) if counted]
    assert list(merged) == list(ranked(kept + lines[cut:]))


def test_the_rank_of_a_candidate_is_its_place_from_one() -> None:
    lines = [Line("a", Tier.FAILS, 1.0), Line("b", Tier.MEETS, 0.2), Line("c", Tier.MEETS, 0.4)]
    ranking = ranked(lines)
    assert [ranking.rank_of(name) for name in "cba"] == [1, 2, 3]
    with pytest.raises(NotFound):
        ranking.rank_of("d")
