"""An organisation that asks for much does not slow another one more than twofold."""

import asyncio
import threading
import time

import pytest
from pydantic import SecretStr

from service.settings import DatabaseSettings
from service.tenancy import TenantDatabase
from tests.factories import Tenant, make_tenant
from tests.proofs.chaos import CV
from tests.proofs.fleet import Fleet, call, running

pytestmark = pytest.mark.prove

N_CANDIDATES = 40
N_NOISY = 8
SECONDS = 20.0
ADVERT = {
    "title": "Conseiller clientèle",
    "text": "Oujda. Français C1 exigé. 1 an d'expérience en relation client.",
}


def test_a_noisy_organisation_does_not_slow_another_more_than_twofold() -> None:
    with running() as fleet:
        quiet = asyncio.run(_another(fleet))
        paths = {tenant.id: _prepared(fleet, tenant) for tenant in (fleet.tenant, quiet)}
        alone = _p95(_latencies(fleet, quiet, paths[quiet.id]))
        stop = threading.Event()
        threads = [
            threading.Thread(target=_hammer, args=(fleet, paths[fleet.tenant.id], stop))
            for _ in range(N_NOISY)
        ]
        for thread in threads:
            thread.start()
        time.sleep(1)
        beside = _p95(_latencies(fleet, quiet, paths[quiet.id]))
        stop.set()
        for thread in threads:
            thread.join()
    print(f"p95 of a ranked list: {alone:.0f} ms alone, {beside:.0f} ms beside {N_NOISY} clients of another")
    assert beside <= 2 * alone


async def _another(fleet: Fleet) -> Tenant:
    settings = DatabaseSettings(url=SecretStr(fleet.server.application_url()))
    async with TenantDatabase.open(settings) as database:
        return await make_tenant(database, "Moulouya Talents")


def _prepared(fleet: Fleet, tenant: Tenant) -> str:
    """Give an organisation candidates and an opening; return where its ranked list is."""
    port = fleet.ports[0]
    for number in range(N_CANDIDATES):
        body = {"text": CV.format(name=f"Salma Exemple {number}", year=10 + number % 14)}
        assert call(port, "POST", "/v1/candidates", body, headers=tenant.headers).status == 202
    while fleet.ask("SELECT 1 FROM candidates WHERE status = 'received' LIMIT 1"):
        time.sleep(0.5)
    opening = call(port, "POST", "/v1/openings", ADVERT, headers=tenant.headers).json
    return f"/v1/openings/{opening['id']}/matches?limit=20"


def _latencies(fleet: Fleet, tenant: Tenant, path: str) -> list[float]:
    deadline = time.monotonic() + SECONDS
    found = []
    while time.monotonic() < deadline:
        answer = call(fleet.ports[0], "GET", path, headers=tenant.headers)
        assert answer.status == 200
        found.append(1000 * answer.seconds)
    return found


def _hammer(fleet: Fleet, path: str, stop: threading.Event) -> None:
    while not stop.is_set():
        call(fleet.ports[0], "GET", path, headers=fleet.tenant.headers)


def _p95(latencies: list[float]) -> float:
    return sorted(latencies)[int(0.95 * len(latencies))]
