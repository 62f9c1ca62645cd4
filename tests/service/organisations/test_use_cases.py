import asyncpg
import pytest

from service.errors import Conflict, InvalidRequest, NotAuthenticated, NotFound
from service.organisations.use_cases import (
    OrganisationKind,
    Scope,
    authenticate,
    create_key,
    create_organisation,
    link_partner,
    list_keys,
    list_organisations,
    revoke_key,
    unlink_partner,
)
from service.tenancy import TenantDatabase
from tests.factories import Tenant, make_partner, make_tenant


async def test_a_key_stands_for_its_organisation(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    principal = await authenticate(tenant_database, agency.token)

    assert principal.organisation_id == agency.id
    assert principal.key_id == agency.key_id
    assert principal.acts_for() == agency.id
    assert (await authenticate(tenant_database, other_agency.token)).organisation_id == other_agency.id


async def test_each_kind_of_organisation_has_its_scopes(
    tenant_database: TenantDatabase, agency: Tenant, employer: Tenant, partner: Tenant
) -> None:
    observer = await make_tenant(tenant_database, "Observatoire", kind=OrganisationKind.OBSERVER)
    scopes = {
        tenant.kind: (await authenticate(tenant_database, tenant.token)).scopes
        for tenant in (agency, employer, partner, observer)
    }

    assert scopes == {
        OrganisationKind.AGENCY: set(Scope),
        OrganisationKind.EMPLOYER: {
            Scope.OPENINGS_READ,
            Scope.OPENINGS_WRITE,
            Scope.SITES_READ,
            Scope.SITES_WRITE,
            Scope.WEBHOOKS,
        },
        OrganisationKind.PARTNER: {Scope.CANDIDATES_WRITE},
        OrganisationKind.OBSERVER: {Scope.REGIONS_READ},
    }


async def test_a_revoked_key_is_refused_from_the_next_request_on(
    tenant_database: TenantDatabase, agency: Tenant
) -> None:
    other = await create_key(tenant_database, organisation_id=agency.id, note="spare")
    await revoke_key(tenant_database, prefix=agency.key_id)

    with pytest.raises(NotAuthenticated):
        await authenticate(tenant_database, agency.token)
    assert (await authenticate(tenant_database, other.token)).organisation_id == agency.id


async def test_a_key_with_another_secret_is_refused(tenant_database: TenantDatabase, agency: Tenant) -> None:
    wrong = agency.token[:-1] + ("0" if agency.token[-1] != "0" else "1")

    with pytest.raises(NotAuthenticated):
        await authenticate(tenant_database, wrong)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "om_",
        "om_0123456789ab_short",
        f"om_{'0' * 12}_{'0' * 64}",
        "om_'; --_x",
        "\ud800",
        "٠" * 12,
        "x" * 10000,
    ],
)
async def test_what_is_no_key_is_refused(tenant_database: TenantDatabase, token: str) -> None:
    with pytest.raises(NotAuthenticated):
        await authenticate(tenant_database, token)


async def test_the_database_keeps_no_secret(
    tenant_database: TenantDatabase, agency: Tenant, owner_connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    secret = agency.token.rpartition("_")[2]
    rows = await owner_connection.fetch("SELECT k::text AS row FROM api_keys k")

    assert rows
    assert not [row for row in rows if secret in row["row"]]


async def test_revoking_twice_keeps_the_first_time(tenant_database: TenantDatabase, agency: Tenant) -> None:
    first = await revoke_key(tenant_database, prefix=agency.key_id)
    second = await revoke_key(tenant_database, prefix=agency.key_id)

    assert second.revoked_at == first.revoked_at
    assert [key.revoked_at for key in await list_keys(tenant_database)] == [first.revoked_at]


async def test_an_unknown_key_cannot_be_revoked(tenant_database: TenantDatabase) -> None:
    with pytest.raises(NotFound):
        await revoke_key(tenant_database, prefix="0" * 12)


async def test_a_name_is_given_once(tenant_database: TenantDatabase, agency: Tenant) -> None:
    with pytest.raises(Conflict):
        await create_organisation(tenant_database, kind=OrganisationKind.EMPLOYER, name=agency.name)
    assert [row.name for row in await list_organisations(tenant_database)] == [agency.name]


async def test_a_partner_acts_for_the_agencies_it_is_linked_to(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant, partner: Tenant
) -> None:
    principal = await authenticate(tenant_database, partner.token)

    assert principal.partner_id == partner.id
    assert principal.acts_for() == principal.acts_for(agency.id) == agency.id
    with pytest.raises(NotFound):
        principal.acts_for(other_agency.id)


async def test_a_partner_of_two_agencies_says_for_which(
    tenant_database: TenantDatabase, agency: Tenant, other_agency: Tenant
) -> None:
    partner = await make_partner(tenant_database, "Deux Rives", agencies=[agency, other_agency])
    principal = await authenticate(tenant_database, partner.token)

    with pytest.raises(InvalidRequest):
        principal.acts_for()
    assert principal.acts_for(other_agency.id) == other_agency.id


async def test_a_link_ends_at_the_next_request(
    tenant_database: TenantDatabase, agency: Tenant, partner: Tenant
) -> None:
    await unlink_partner(tenant_database, agency=agency.name, partner=partner.name)

    with pytest.raises(NotFound):
        (await authenticate(tenant_database, partner.token)).acts_for()
    with pytest.raises(NotFound):
        await unlink_partner(tenant_database, agency=agency.name, partner=partner.name)


async def test_only_a_partner_is_linked_and_only_to_an_agency(
    tenant_database: TenantDatabase, agency: Tenant, employer: Tenant, partner: Tenant
) -> None:
    with pytest.raises(InvalidRequest):
        await link_partner(tenant_database, agency=employer.name, partner=partner.name)
    with pytest.raises(InvalidRequest):
        await link_partner(tenant_database, agency=agency.name, partner=employer.name)


async def test_others_do_not_act_for_an_agency(
    tenant_database: TenantDatabase, agency: Tenant, employer: Tenant
) -> None:
    with pytest.raises(NotFound):
        (await authenticate(tenant_database, employer.token)).acts_for(agency.id)
