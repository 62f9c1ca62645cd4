"""Makes the things that many tests need, all invented."""

from dataclasses import dataclass

from service.organisations.use_cases import OrganisationKind, create_key, create_organisation, link_partner
from service.tenancy import OrganisationId, TenantDatabase


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organisation with a working key."""

    id: OrganisationId
    kind: OrganisationKind
    name: str
    token: str
    key_id: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request of this tenant carries."""
        return {"Authorization": f"Bearer {self.token}"}


async def make_tenant(
    database: TenantDatabase, name: str, *, kind: OrganisationKind = OrganisationKind.AGENCY
) -> Tenant:
    """Return a new organisation with one key."""
    row = await create_organisation(database, kind=kind, name=name)
    key = await create_key(database, organisation_id=row.id)
    return Tenant(id=row.id, kind=row.kind, name=row.name, token=key.token, key_id=key.row.prefix)


async def make_partner(database: TenantDatabase, name: str, *, agencies: list[Tenant]) -> Tenant:
    """Return a new partner linked to agencies."""
    partner = await make_tenant(database, name, kind=OrganisationKind.PARTNER)
    for agency in agencies:
        await link_partner(database, agency=agency.name, partner=name)
    return partner
