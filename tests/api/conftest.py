"""One application for all tests of the API, over a real database; every test makes its own organisations.

- `app`, `client`: started once per run.
- `tenants`: an agency, another one, an employer, and a partner of the agency, new for each test.
"""

import itertools
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.dependencies import Resources
from service.database.embedded import EmbeddedServer
from service.organisations.use_cases import OrganisationKind
from service.settings import DatabaseSettings, LimitSettings, Settings
from tests.api.world import Tenants
from tests.factories import make_partner, make_tenant

_DATABASE = "api_tests"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
async def app(server: EmbeddedServer, template: str) -> AsyncIterator[FastAPI]:
    connection = await asyncpg.connect(server.owner_url("postgres"))
    await connection.execute(f"CREATE DATABASE {_DATABASE} TEMPLATE {template}")
    await connection.close()
    settings = Settings(
        database=DatabaseSettings(
            url=SecretStr(server.application_url(_DATABASE)),
            migration_url=SecretStr(server.owner_url(_DATABASE)),
        ),
        limits=LimitSettings(requests_per_minute=10**9, uploads_per_minute=10**9, requests_per_day=10**9),
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api.example") as client:
        yield client


@pytest.fixture(scope="session")
def resources(app: FastAPI) -> Resources:
    resources: Resources = app.state.resources
    return resources


@pytest.fixture
async def owner_of_api(app: FastAPI, server: EmbeddedServer) -> "AsyncIterator[asyncpg.Connection[Any]]":
    """The database of `app` seen by the superuser, who is above row-level security."""
    connection = await asyncpg.connect(server.owner_url(_DATABASE))
    yield connection
    await connection.close()


@pytest.fixture
async def tenants(resources: Resources) -> Tenants:
    number = next(_numbers)
    agency = await make_tenant(resources.database, f"Atlas Recrutement {number}")
    return Tenants(
        agency=agency,
        other_agency=await make_tenant(resources.database, f"Moulouya Talents {number}"),
        employer=await make_tenant(
            resources.database, f"Centre Isly {number}", kind=OrganisationKind.EMPLOYER
        ),
        partner=await make_partner(resources.database, f"Mission Angad {number}", agencies=[agency]),
    )
