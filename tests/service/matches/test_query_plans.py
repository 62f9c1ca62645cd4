"""The statements behind a page of matches go by indexes, whatever the size of the pool."""

from datetime import date
from uuid import UUID

import asyncpg

from service.candidates.encoders import adopt_encoder
from service.candidates.store import QUERIES
from service.demo.material import Material
from service.demo.pool import load_pool
from service.inference import Inference
from service.tenancy import TenantDatabase
from tests.factories import Tenant
from tests.flows.encoder import LengthEncoder

N_CANDIDATES = 2000


async def test_people_of_a_page_are_found_by_keys(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    inference = Inference(LengthEncoder())
    await adopt_encoder(tenant_database, inference.description)
    await load_pool(
        tenant_database,
        agency.id,
        material=Material.load(),
        n_candidates=N_CANDIDATES,
        seed=1,
        today=date(2030, 6, 1),
        inference=inference,
        progress=lambda _what, _done, _of: None,
    )
    inference.close()
    await owner_connection.execute("ANALYZE")
    async with tenant_database.tenant(agency.id) as connection:
        ids: list[UUID] = [row["id"] for row in await connection.fetch("SELECT id FROM candidates LIMIT 20")]
        page = [inference.description.key, ids, True]
        for name, arguments in (("rankable", page), ("external_ids", [ids]), ("pool_revision", [])):
            plan = await connection.fetch(f"EXPLAIN (ANALYZE) {QUERIES[name]}", *arguments)
            # The policy for partners has a plan of its own, which no request of the organisation runs.
            executed = [row[0] for row in plan if "never executed" not in row[0]]
            assert not [line for line in executed if "Seq Scan on candidate" in line and "pool" not in line]
