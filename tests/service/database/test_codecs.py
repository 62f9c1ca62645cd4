import asyncpg
import numpy as np
import pytest

from service.tenancy import TenantDatabase


async def test_vectors_come_back_as_they_went_but_for_half_precision(tenant_database: TenantDatabase) -> None:
    vector = np.random.default_rng(1).normal(size=384).astype(np.float32)
    vector /= np.linalg.norm(vector)
    async with tenant_database.unbound() as connection:
        back = await connection.fetchval("SELECT $1::halfvec", vector)
        several = await connection.fetchval("SELECT ARRAY[$1::halfvec, $2]", vector, -vector)
        length = await connection.fetchval("SELECT l2_norm($1::halfvec)", vector)

    assert back.dtype == np.float32
    np.testing.assert_array_equal(back, vector.astype(np.float16).astype(np.float32))
    np.testing.assert_array_equal(several[1], -back)
    assert length == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("value", [{"é": [1, None, "أ"]}, [], "text", 1.5, True])
async def test_json_comes_back_as_it_went(tenant_database: TenantDatabase, value: object) -> None:
    async with tenant_database.unbound() as connection:
        assert await connection.fetchval("SELECT $1::jsonb", value) == value
        assert await connection.fetchval("SELECT $1::json", value) == value


async def test_what_is_no_number_is_no_json(tenant_database: TenantDatabase) -> None:
    async with tenant_database.unbound() as connection:
        with pytest.raises(asyncpg.DataError, match="JSON compliant"):
            await connection.fetchval("SELECT $1::jsonb", float("nan"))
