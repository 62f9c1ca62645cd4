import asyncio
from dataclasses import replace

import pytest

from service.errors import QuotaExceeded
from service.organisations.use_cases import Principal, authenticate, create_key
from service.quotas.use_cases import Quotas, policy_field, standing_field
from service.settings import LimitSettings
from service.tenancy import Connection, TenantDatabase
from tests.factories import Tenant

SMALL = LimitSettings(requests_per_minute=6, uploads_per_minute=3, requests_per_day=1000)


@pytest.fixture
async def principal(tenant_database: TenantDatabase, agency: Tenant) -> Principal:
    return await authenticate(tenant_database, agency.token)


async def n_granted(*processes: Quotas, principal: Principal, n: int, is_upload: bool = False) -> int:
    """How many of n requests, sent at once to processes in turn, are let through."""
    spending = (processes[i % len(processes)].spend(principal, is_upload=is_upload) for i in range(n))
    outcomes = await asyncio.gather(*spending, return_exceptions=True)
    assert all(isinstance(it, tuple | QuotaExceeded) for it in outcomes), outcomes
    return sum(isinstance(it, tuple) for it in outcomes)


@pytest.mark.parametrize("n_processes", [1, 2, 3])
async def test_all_processes_together_let_through_what_the_key_may_send(
    tenant_database: TenantDatabase, principal: Principal, n_processes: int
) -> None:
    processes = [Quotas(tenant_database, SMALL) for _ in range(n_processes)]
    assert await n_granted(*processes, principal=principal, n=20) == 6


async def test_large_quotas_taken_in_parts_are_never_exceeded(
    tenant_database: TenantDatabase, principal: Principal
) -> None:
    limits = SMALL.model_copy(update={"requests_per_minute": 100})
    processes = [Quotas(tenant_database, limits) for _ in range(3)]
    assert await n_granted(*processes, principal=principal, n=300) == 100


async def test_uploads_have_a_quota_of_their_own(
    tenant_database: TenantDatabase, principal: Principal
) -> None:
    quotas = Quotas(tenant_database, SMALL)
    assert await n_granted(quotas, principal=principal, n=5, is_upload=True) == 3
    assert await n_granted(quotas, principal=principal, n=5) == 1
    with pytest.raises(QuotaExceeded) as refusal:
        await quotas.spend(principal, is_upload=False)
    assert refusal.value.quota == "requests"
    assert 1 <= refusal.value.retry_after_seconds <= 60


async def test_keys_do_not_share_a_quota(
    tenant_database: TenantDatabase, principal: Principal, agency: Tenant
) -> None:
    quotas = Quotas(tenant_database, SMALL)
    assert await n_granted(quotas, principal=principal, n=20) == 6
    other = await create_key(tenant_database, organisation_id=agency.id)
    assert await n_granted(quotas, principal=replace(principal, key_id=other.row.prefix), n=20) == 6


async def test_the_next_window_begins_anew(
    tenant_database: TenantDatabase, principal: Principal, owner_connection: Connection
) -> None:
    assert await n_granted(Quotas(tenant_database, SMALL), principal=principal, n=20) == 6
    await owner_connection.execute("UPDATE key_usage SET window_start = window_start - interval '1 minute'")
    assert await n_granted(Quotas(tenant_database, SMALL), principal=principal, n=20) == 6


async def test_the_fields_of_an_answer_say_what_is_left(
    tenant_database: TenantDatabase, principal: Principal
) -> None:
    standings = await Quotas(tenant_database, SMALL).spend(principal, is_upload=True)
    assert policy_field(standings) == '"requests";q=6;w=60, "uploads";q=3;w=60, "daily";q=1000;w=86400'
    assert [part.split(";t=")[0] for part in standing_field(standings).split(", ")] == [
        '"requests";r=5',
        '"uploads";r=2',
        '"daily";r=999',
    ]
