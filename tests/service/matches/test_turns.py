import asyncio
from uuid import UUID

import pytest

from service.matches.turns import OrganisationTurns
from service.tenancy import OrganisationId

NOISY, QUIET = (OrganisationId(UUID(int=number)) for number in (1, 2))


class Rankings:
    """Rankings that last a step each; `begun` says whose began, in order."""

    def __init__(self) -> None:
        self.turns = OrganisationTurns(n_alone=3)
        self.begun: list[OrganisationId] = []
        self.running: list[OrganisationId] = []
        self.most: dict[int, int] = {}

    async def rank(self, organisation_id: OrganisationId) -> None:
        async with self.turns.turn(organisation_id):
            self.begun.append(organisation_id)
            self.running.append(organisation_id)
            n_both = len(set(self.running))
            mine = self.running.count(organisation_id)
            self.most[n_both] = max(self.most.get(n_both, 0), mine)
            for _ in range(5):
                await asyncio.sleep(0)
            self.running.remove(organisation_id)


async def test_an_organisation_alone_has_several_at_once() -> None:
    rankings = Rankings()
    await asyncio.gather(*(rankings.rank(NOISY) for _ in range(12)))
    assert rankings.most == {1: 3}
    assert len(rankings.begun) == 12


async def test_whoever_asks_for_little_does_not_wait_for_whoever_asks_for_much() -> None:
    rankings = Rankings()
    noisy = asyncio.gather(*(rankings.rank(NOISY) for _ in range(60)))
    for _ in range(8):
        await asyncio.sleep(0)
    for _ in range(4):
        await rankings.rank(QUIET)
    first, last = rankings.begun.index(QUIET), len(rankings.begun) - rankings.begun[::-1].index(QUIET)
    assert first < 12
    # While both rank, they take turns, but for the three that had begun before.
    assert rankings.begun[first:last].count(NOISY) <= 6
    await noisy
    assert len(rankings.begun) == 64


async def test_a_turn_that_fails_is_given_back() -> None:
    rankings = Rankings()
    for _ in range(10):
        with pytest.raises(ZeroDivisionError):
            async with rankings.turns.turn(NOISY):
                _ = 1 / 0
    await asyncio.wait_for(rankings.rank(NOISY), 1)


async def test_whoever_ranks_one_list_after_the_other_counts_as_there_in_between() -> None:
    rankings = Rankings()
    await rankings.rank(QUIET)
    await asyncio.gather(*(rankings.rank(NOISY) for _ in range(6)))
    assert rankings.most == {1: 1}
