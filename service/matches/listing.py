"""Pages of ranked lists: from a whole list, or from its first lines alone; both are kept for a while."""

import weakref
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from matching.ranking.subjects import Opening
from service.matches.matcher import Matcher
from service.matches.pools import CandidatePool
from service.matches.ranked_list import FirstLines, ListFilter, ListPage, ListPosition, RankedList

L = TypeVar("L")

MAX_WHOLE_LISTS = 8
"""Whole lists kept by a process, of 25 bytes a line: 25 MB for one of a million people."""

MAX_FIRST_LINES = 500
"""Beginnings of lists kept by a process."""

SMALL_POOL = 3000
"""Everybody is scored in a pool of this size: that takes a few milliseconds."""

PAGES_AHEAD = 5
"""Pages that are known once the first one is."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which part of a list is wanted, and how it is scored.

    Attributes:
        limit: Lines of the page, at least 1.
        after: Last line of the page before; None for the first page.
        weights: Replace the scorer's own, by feature.
        wanted: Which lines are shown.
        is_exhaustive: Whether everybody is scored, though that be for an audit only.
    """

    limit: int
    after: ListPosition | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    wanted: ListFilter = field(default_factory=ListFilter)
    is_exhaustive: bool = False


class LastAsked(Generic[L]):
    """The answers asked for last, each given again only for the very pool that it was made of."""

    def __init__(self, n_lists: int) -> None:
        self._kept: OrderedDict[Hashable, tuple[weakref.ref[CandidatePool], L]] = OrderedDict()
        self._n_lists = n_lists

    def get(self, question: Hashable, pool: CandidatePool) -> L | None:
        """Return what answers a question about a pool."""
        made_of, found = self._kept.get(question, (None, None))
        if made_of is None or made_of() is not pool:
            return None
        self._kept.move_to_end(question)
        return found

    def keep(self, question: Hashable, pool: CandidatePool, answer: L) -> None:
        """Keep an answer; the one not asked for longest goes."""
        self._kept[question] = (weakref.ref(pool), answer)
        self._kept.move_to_end(question)
        if len(self._kept) > self._n_lists:
            self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class KeptLists:
    """Lists kept while people leaf through them."""

    whole: LastAsked[RankedList] = field(default_factory=lambda: LastAsked(MAX_WHOLE_LISTS))
    first: LastAsked[FirstLines] = field(default_factory=lambda: LastAsked(MAX_FIRST_LINES))


class Listing:
    """One ranked list, found as far as it is asked for.

    From a large pool only the first lines are found, exactly, without scoring everybody. Everybody is scored
    for an audit, for a page far down, for a filter, whose lines have to be counted, and where too few people
    fail no must-have.

    Args:
        question: All that decides about the list but the pool.
        opening: To be filled.
        pool: Who is ranked.
        matcher: Ranks.
        kept: Where lists are kept and looked for.
    """

    def __init__(
        self,
        question: Hashable,
        opening: Opening,
        *,
        pool: CandidatePool,
        matcher: Matcher,
        kept: KeptLists,
    ) -> None:
        self._question = question
        self._opening = opening
        self._pool = pool
        self._matcher = matcher
        self._kept = kept

    async def page(self, request: ListRequest) -> ListPage:
        """Return a page, and one line more where there is one."""
        n_lines = request.limit + 1
        if not self._needs_everybody(request):
            first = await self._first(PAGES_AHEAD * request.limit + 1)
            page = first and first.page(after=request.after, limit=n_lines)
            if page:
                return page
        whole = await self.whole()
        return whole.page(wanted=request.wanted, after=request.after, limit=n_lines)

    async def whole(self) -> RankedList:
        """Return all lines."""
        found = self._kept.whole.get(self._question, self._pool)
        if found is None:
            found = await self._matcher.rank(self._opening, self._pool)
            self._kept.whole.keep(self._question, self._pool, found)
        return found

    def _needs_everybody(self, request: ListRequest) -> bool:
        is_kept = self._kept.whole.get(self._question, self._pool) is not None
        is_filtered = request.wanted != ListFilter()
        return request.is_exhaustive or is_filtered or is_kept or len(self._pool) <= SMALL_POOL

    async def _first(self, n: int) -> FirstLines | None:
        question = (self._question, n)
        found = self._kept.first.get(question, self._pool)
        if found is None:
            found = await self._matcher.first_lines(self._opening, self._pool, n=n)
            if found is not None:
                self._kept.first.keep(question, self._pool, found)
        return found
