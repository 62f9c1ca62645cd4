"""The pool at hand is always what the database holds, and is read anew no more than it has to be."""

import asyncio
from uuid import UUID

import numpy as np
import pytest

from matching.encoding.encoder import EncoderDescription
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates.use_cases import Corrections, adopt_encoder, correct_candidate, erase_candidate
from service.matches import pools
from service.matches.pools import CandidatePool, PoolCache
from service.tenancy import TenantDatabase
from tests.factories import Tenant
from tests.people import Person, keep_person

ENCODER = EncoderDescription(model="tiny", revision="000000000001", n_dimensions=4)
TAXONOMY = Taxonomy([])
NORA = Person("Nora", {})


@pytest.fixture
def cache() -> PoolCache:
    return PoolCache(taxonomy=TAXONOMY, encoder=ENCODER)


async def add(database: TenantDatabase, tenant: Tenant, *, n: int = 1) -> list[str]:
    await adopt_encoder(database, ENCODER)
    vectors = np.full((1, 4), 0.5, dtype=np.float32)
    return [
        str(await keep_person(database, tenant, NORA, encoder=ENCODER, vectors=vectors)) for _ in range(n)
    ]


def ids(pool: CandidatePool) -> list[str]:
    stand = [name for name, stands in zip(pool.base.ids, pool.stands, strict=True) if stands]
    return sorted([*stand, *pool.recent.ids])


async def test_it_holds_all_candidates_of_its_organisation_and_no_others(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, cache: PoolCache
) -> None:
    mine, theirs = await add(tenant_database, agency, n=3), await add(tenant_database, other_agency)
    assert ids(await cache.pool(tenant_database, agency.id)) == sorted(mine)
    assert ids(await cache.pool(tenant_database, other_agency.id)) == theirs


async def test_without_changes_the_same_pool_is_given_again(
    tenant_database: TenantDatabase, agency: Tenant, cache: PoolCache
) -> None:
    await add(tenant_database, agency)
    first = await cache.pool(tenant_database, agency.id)
    assert await cache.pool(tenant_database, agency.id) is first


async def test_who_comes_is_in_and_who_goes_is_out_without_reading_the_others_again(
    tenant_database: TenantDatabase, agency: Tenant, cache: PoolCache
) -> None:
    there = await add(tenant_database, agency, n=3)
    before = await cache.pool(tenant_database, agency.id)
    (newcomer,) = await add(tenant_database, agency)
    await erase(tenant_database, agency, there[0])
    after = await cache.pool(tenant_database, agency.id)
    assert ids(after) == sorted([*there[1:], newcomer])
    assert len(after) == 3
    assert after.base is before.base
    await erase(tenant_database, agency, newcomer)
    assert ids(await cache.pool(tenant_database, agency.id)) == sorted(there[1:])


async def test_a_corrected_candidate_counts_as_corrected(
    tenant_database: TenantDatabase, agency: Tenant, cache: PoolCache
) -> None:
    (nora,) = await add(tenant_database, agency)
    before = await cache.pool(tenant_database, agency.id)
    for months in (60, 72):
        async with tenant_database.tenant(agency.id) as connection:
            await correct_candidate(
                connection,
                candidate_id=UUID(nora),
                patch=Corrections.model_validate({"months_of_experience": months}),
                taxonomy=TAXONOMY,
            )
        after = await cache.pool(tenant_database, agency.id)
        assert ids(after) == [nora]
        assert list(after.recent.months_of_experience) == [months]
    assert list(before.base.months_of_experience) == [0]


async def test_after_many_changes_all_are_read_again(
    tenant_database: TenantDatabase, agency: Tenant, cache: PoolCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "_LARGE_CHANGE", 2)
    first = await add(tenant_database, agency, n=2)
    await cache.pool(tenant_database, agency.id)
    second = await add(tenant_database, agency, n=3)
    pool = await cache.pool(tenant_database, agency.id)
    assert len(pool.recent) == 0
    assert sorted(pool.base.ids) == sorted([*first, *second])


async def test_many_who_ask_at_once_get_one_pool(
    tenant_database: TenantDatabase, agency: Tenant, cache: PoolCache
) -> None:
    await add(tenant_database, agency)
    found = await asyncio.gather(*(cache.pool(tenant_database, agency.id) for _ in range(5)))
    assert len({id(pool) for pool in found}) == 1


async def test_the_pool_not_asked_for_longest_goes_first(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    cache = PoolCache(taxonomy=TAXONOMY, encoder=ENCODER, max_candidates=2)
    await add(tenant_database, agency)
    await add(tenant_database, other_agency, n=2)
    first = await cache.pool(tenant_database, agency.id)
    await cache.pool(tenant_database, other_agency.id)
    assert await cache.pool(tenant_database, agency.id) is not first


async def test_vectors_of_another_encoder_resemble_nothing(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    await add(tenant_database, agency)
    other = EncoderDescription(model="tiny", revision="000000000002", n_dimensions=4)
    pool = await PoolCache(taxonomy=TAXONOMY, encoder=other).pool(tenant_database, agency.id)
    assert not pool.base.segments.vectors.any()


async def erase(database: TenantDatabase, tenant: Tenant, candidate_id: str) -> None:
    async with database.tenant(tenant.id) as connection:
        await erase_candidate(connection, organisation_id=tenant.id, candidate_id=UUID(candidate_id))
