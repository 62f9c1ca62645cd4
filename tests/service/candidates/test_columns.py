"""Candidates stored as columns are the candidates read from their profiles, to the last bit."""

import os
import subprocess
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np

from matching.ranking.packing import Packing
from matching.ranking.pool import Pool
from matching.taxonomy.loading import load_taxonomy
from service.candidates.columns import ColumnReader
from service.candidates.encoders import adopt_encoder
from service.candidates.rankable import rankable_candidates
from service.candidates.use_cases import Corrections, correct_candidate, erase_candidate
from service.demo.material import Material
from service.demo.pool import load_pool
from service.inference import Inference
from service.tenancy import TenantDatabase
from tests.factories import Tenant
from tests.flows.encoder import LengthEncoder

TODAY = date(2030, 6, 1)
TAXONOMY = load_taxonomy()
PACKING = Packing(TAXONOMY)
ENCODER = LengthEncoder.description


async def fill(database: TenantDatabase, tenant: Tenant, *, n: int) -> None:
    inference = Inference(LengthEncoder())
    await adopt_encoder(database, inference.description)
    await load_pool(
        database,
        tenant.id,
        material=Material.load(),
        n_candidates=n,
        seed=1,
        today=TODAY,
        inference=inference,
        progress=lambda _what, _done, _of: None,
    )
    inference.close()


async def read(database: TenantDatabase, tenant: Tenant) -> Pool:
    async with database.tenant(tenant.id) as connection:
        return await ColumnReader(TAXONOMY, ENCODER, PACKING).read(database, tenant.id, connection)


async def from_profiles(database: TenantDatabase, tenant: Tenant) -> Pool:
    async with database.tenant(tenant.id) as connection:
        candidates = await rankable_candidates(connection, encoder=ENCODER)
    return Pool.from_candidates(candidates, taxonomy=TAXONOMY)


async def n_stored(database: TenantDatabase, tenant: Tenant) -> int:
    async with database.tenant(tenant.id) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM candidate_columns"))


def assert_same(found: object, expected: object, name: str = "pool") -> None:
    if isinstance(expected, np.ndarray):
        assert isinstance(found, np.ndarray)
        assert found.dtype == expected.dtype, name
        np.testing.assert_array_equal(found, expected, err_msg=name)
    elif is_dataclass(expected):
        for field in fields(expected):
            assert_same(getattr(found, field.name), getattr(expected, field.name), f"{name}.{field.name}")
    else:
        assert found == expected, name


async def test_stored_columns_are_those_made_of_the_profiles(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    await fill(tenant_database, agency, n=30)
    await fill(tenant_database, other_agency, n=3)
    expected = await from_profiles(tenant_database, agency)
    assert len(expected) == 30
    assert_same(await read(tenant_database, agency), expected)
    assert await n_stored(tenant_database, agency) == 30
    assert_same(await read(tenant_database, agency), expected)


async def test_columns_of_a_changed_candidate_are_made_anew_and_those_of_an_erased_one_go(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    await fill(tenant_database, agency, n=3)
    first, second, _ = (await read(tenant_database, agency)).ids
    async with tenant_database.tenant(agency.id) as connection:
        patch = Corrections.model_validate({"months_of_experience": 99})
        await correct_candidate(connection, candidate_id=UUID(first), patch=patch, taxonomy=TAXONOMY)
    assert (await read(tenant_database, agency)).months_of_experience[0] == 99
    async with tenant_database.tenant(agency.id) as connection:
        await erase_candidate(connection, organisation_id=agency.id, candidate_id=UUID(second))
    assert second not in (await read(tenant_database, agency)).ids
    assert await n_stored(tenant_database, agency) == 2


def test_every_process_writes_the_same_form() -> None:
    code = (
        "from matching.ranking.packing import Packing; from matching.taxonomy.loading import load_taxonomy;"
        "print(Packing(load_taxonomy()).form)"
    )
    forms = [
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
        ).stdout
        for seed in ("1", "2")
    ]
    assert forms == [f"{PACKING.form}\n"] * 2


async def test_columns_of_another_form_are_not_used(tenant_database: TenantDatabase, agency: Tenant) -> None:
    await fill(tenant_database, agency, n=2)
    expected = await read(tenant_database, agency)
    async with tenant_database.tenant(agency.id) as connection:
        await connection.execute("UPDATE candidate_columns SET form = 'earlier', parts = ARRAY[''::bytea]")
    assert_same(await read(tenant_database, agency), expected)
