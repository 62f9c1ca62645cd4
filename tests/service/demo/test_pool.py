"""A pool of invented candidates is the same each time, and complete however often loading was broken off."""

from datetime import date

from service.candidates.encoders import adopt_encoder
from service.candidates.rankable import rankable_candidates
from service.demo.material import Material
from service.demo.pool import load_pool
from service.inference import Inference
from service.tenancy import TenantDatabase
from tests.factories import Tenant
from tests.flows.encoder import LengthEncoder

TODAY = date(2030, 6, 1)
MATERIAL = Material.load()


async def load(database: TenantDatabase, tenant: Tenant, *, n: int, seed: int = 1) -> int:
    inference = Inference(LengthEncoder())
    await adopt_encoder(database, inference.description)
    added = await load_pool(
        database,
        tenant.id,
        material=MATERIAL,
        n_candidates=n,
        seed=seed,
        today=TODAY,
        inference=inference,
        progress=lambda _what, _done, _of: None,
    )
    inference.close()
    return added


async def stored(database: TenantDatabase, tenant: Tenant) -> list[tuple[str, str]]:
    async with database.tenant(tenant.id) as connection:
        found = await rankable_candidates(connection, encoder=LengthEncoder().description, with_text=True)
    assert all(len(candidate.vectors) == len(candidate.segments) for candidate in found)
    assert all(candidate.vectors.any() for candidate in found)
    return [(candidate.id, candidate.text) for candidate in found]


async def test_the_same_seed_gives_the_same_candidates_and_another_seed_others(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    await load(tenant_database, agency, n=8)
    await load(tenant_database, other_agency, n=8)
    first = await stored(tenant_database, agency)
    assert len(first) == 8
    assert await stored(tenant_database, other_agency) == first
    await load(tenant_database, other_agency, n=8, seed=2)
    assert len(await stored(tenant_database, other_agency)) == 16


async def test_loading_goes_on_where_it_was_broken_off(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    assert await load(tenant_database, agency, n=5) == 5
    before = await stored(tenant_database, agency)
    assert await load(tenant_database, agency, n=9) == 4
    assert (await stored(tenant_database, agency))[:5] == before
