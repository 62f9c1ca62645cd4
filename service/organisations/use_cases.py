"""Who may do what: organisations, the partners of agencies, and API keys."""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from service.errors import InvalidRequest, NotAuthenticated, NotFound
from service.organisations import store
from service.organisations.keys import ApiKey
from service.organisations.rows import KeyRow, OrganisationKind, OrganisationRow
from service.tenancy import Connection, OrganisationId, TenantDatabase

__all__ = [
    "KeyRow",
    "NewKey",
    "OrganisationKind",
    "OrganisationRow",
    "Principal",
    "Scope",
    "authenticate",
    "create_key",
    "create_organisation",
    "find_organisation",
    "link_partner",
    "list_keys",
    "list_organisations",
    "revoke_key",
    "unlink_partner",
]


class Scope(StrEnum):
    """What a key allows."""

    CANDIDATES_READ = "candidates:read"
    CANDIDATES_WRITE = "candidates:write"
    OPENINGS_READ = "openings:read"
    OPENINGS_WRITE = "openings:write"
    MATCHES_READ = "matches:read"
    OUTCOMES_READ = "outcomes:read"
    OUTCOMES_WRITE = "outcomes:write"
    SCORER_READ = "scorer:read"
    SCORER_WRITE = "scorer:write"
    SITES_READ = "sites:read"
    SITES_WRITE = "sites:write"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    REGIONS_READ = "regions:read"
    WEBHOOKS = "webhooks"


def scopes_of(kind: OrganisationKind) -> frozenset[Scope]:
    """Return what the keys of an organisation of this kind allow."""
    match kind:
        case OrganisationKind.AGENCY:
            return frozenset(Scope)
        case OrganisationKind.EMPLOYER:
            return frozenset(
                {
                    Scope.OPENINGS_READ,
                    Scope.OPENINGS_WRITE,
                    Scope.SITES_READ,
                    Scope.SITES_WRITE,
                    Scope.WEBHOOKS,
                }
            )
        case OrganisationKind.PARTNER:
            return frozenset({Scope.CANDIDATES_WRITE})
        case OrganisationKind.OBSERVER:
            return frozenset({Scope.REGIONS_READ})


@dataclass(frozen=True, slots=True)
class Principal:
    """Who sends a request.

    Attributes:
        organisation_id: The organisation whose key it is.
        organisation_kind: Its kind.
        key_id: The key's public prefix.
        scopes: What the key allows.
        agency_ids: The agencies that a partner is linked to; empty for others.
    """

    organisation_id: OrganisationId
    organisation_kind: OrganisationKind
    key_id: str
    scopes: frozenset[Scope]
    agency_ids: tuple[OrganisationId, ...] = ()

    @property
    def partner_id(self) -> OrganisationId | None:
        """The partner who uploads, for `TenantDatabase.tenant(..., partner_id=...)`; None for others."""
        return self.organisation_id if self.organisation_kind is OrganisationKind.PARTNER else None

    def acts_for(self, agency_id: OrganisationId | None = None) -> OrganisationId:
        """Return the organisation whose rows the request concerns.

        That is the sender's own, but for a partner the agency it names; a partner of one agency need not
        name it.

        Raises:
            NotFound: the sender is no partner of that agency.
            InvalidRequest: a partner of several agencies must say which.
        """
        if self.partner_id is None:
            allowed: tuple[OrganisationId, ...] = (self.organisation_id,)
        else:
            allowed = self.agency_ids
        if agency_id is not None:
            if agency_id not in allowed:
                raise NotFound("There is no such agency.")
            return agency_id
        if not allowed:
            raise NotFound("This partner is linked to no agency.")
        if len(allowed) > 1:
            raise InvalidRequest("Say for which agency.", field="agency_id")
        return allowed[0]


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; its token is seen this once."""

    row: KeyRow
    token: str


async def authenticate(database: TenantDatabase, token: str) -> Principal:
    """Return who sends a token.

    The key is looked up at every call, so that a revocation counts from the next request.

    Raises:
        NotAuthenticated: the token is no key, or the key is unknown or revoked.
    """
    key = ApiKey.parse(token)
    if key is None:
        raise NotAuthenticated
    async with database.key_lookup(key.prefix) as connection:
        holder = await store.key_holder(connection, prefix=key.prefix)
    if (
        holder is None
        or holder.is_revoked
        or not hmac.compare_digest(holder.secret_sha256, key.secret_sha256)
    ):
        raise NotAuthenticated
    return Principal(
        organisation_id=holder.organisation_id,
        organisation_kind=holder.kind,
        key_id=key.prefix,
        scopes=scopes_of(holder.kind),
        agency_ids=holder.agency_ids,
    )


async def create_organisation(
    database: TenantDatabase, *, kind: OrganisationKind, name: str
) -> OrganisationRow:
    """Return a new organisation.

    Raises:
        Conflict: the name is taken.
        InvalidRequest: the name is empty.
    """
    if not name.strip():
        raise InvalidRequest("An organisation needs a name.", field="name")
    async with database.administration() as connection:
        return await store.create_organisation(connection, kind=kind, name=name.strip())


async def list_organisations(database: TenantDatabase) -> list[OrganisationRow]:
    """Return all organisations, by name."""
    async with database.administration() as connection:
        return await store.organisations(connection)


async def find_organisation(database: TenantDatabase, name_or_id: str) -> OrganisationRow:
    """Return the organisation with this name or id.

    Raises:
        NotFound: there is none.
    """
    async with database.administration() as connection:
        return await _find(connection, name_or_id)


async def link_partner(database: TenantDatabase, *, agency: str, partner: str) -> None:
    """Allow a partner to upload candidates for an agency; both by name or id.

    Raises:
        NotFound: one of them does not exist.
        InvalidRequest: one of them is not what it is said to be.
    """
    async with database.administration() as connection:
        rows = await _find(connection, agency), await _find(connection, partner)
        for row, kind in zip(rows, (OrganisationKind.AGENCY, OrganisationKind.PARTNER), strict=True):
            if row.kind is not kind:
                raise InvalidRequest(f"{row.name!r} is no {kind}, but an organisation of kind {row.kind}.")
        await store.link_partner(connection, agency_id=rows[0].id, partner_id=rows[1].id)


async def unlink_partner(database: TenantDatabase, *, agency: str, partner: str) -> None:
    """End what `link_partner` allowed.

    Raises:
        NotFound: one of them does not exist, or they are not linked.
    """
    async with database.administration() as connection:
        agency_row, partner_row = await _find(connection, agency), await _find(connection, partner)
        await store.unlink_partner(connection, agency_id=agency_row.id, partner_id=partner_row.id)


async def create_key(database: TenantDatabase, *, organisation_id: OrganisationId, note: str = "") -> NewKey:
    """Return a new key of an organisation.

    Raises:
        NotFound: there is no such organisation.
    """
    key = ApiKey.generate()
    async with database.administration() as connection:
        row = await store.add_key(
            connection,
            organisation_id=organisation_id,
            prefix=key.prefix,
            secret_sha256=key.secret_sha256,
            note=note,
        )
    return NewKey(row, key.token)


async def list_keys(
    database: TenantDatabase, *, organisation_id: OrganisationId | None = None
) -> list[KeyRow]:
    """Return the keys of one organisation or of all, oldest first."""
    async with database.administration() as connection:
        return await store.keys(connection, organisation_id=organisation_id)


async def revoke_key(database: TenantDatabase, *, prefix: str) -> KeyRow:
    """Return a key, revoked.

    Raises:
        NotFound: there is no such key.
    """
    async with database.administration() as connection:
        return await store.revoke_key(connection, prefix=prefix)


async def _find(connection: Connection, name_or_id: str) -> OrganisationRow:
    row = await store.organisation_named(connection, name=name_or_id)
    if row is None and (organisation_id := _uuid(name_or_id)) is not None:
        row = await store.organisation(connection, organisation_id=OrganisationId(organisation_id))
    if row is None:
        raise NotFound(f"There is no organisation {name_or_id!r}.")
    return row


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
