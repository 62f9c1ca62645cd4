"""One function per query of organisations, keys and links."""

import asyncpg

from service.database.queries import load_queries
from service.database.rows import to_row, to_row_or_none, to_rows
from service.errors import Conflict, NotFound
from service.organisations.rows import KeyHolderRow, KeyRow, OrganisationKind, OrganisationRow
from service.tenancy import Connection, OrganisationId

QUERIES = load_queries(__package__)


async def create_organisation(
    connection: Connection, *, kind: OrganisationKind, name: str
) -> OrganisationRow:
    """Return a new organisation.

    Raises:
        Conflict: the name is taken.
    """
    try:
        record = await connection.fetchrow(QUERIES["create_organisation"], kind, name)
    except asyncpg.UniqueViolationError as exc:
        raise Conflict(f"There is an organisation {name!r} already.") from exc
    assert record is not None
    return to_row(OrganisationRow, record)


async def organisations(connection: Connection) -> list[OrganisationRow]:
    """Return the organisations that the connection may see, by name."""
    return to_rows(OrganisationRow, await connection.fetch(QUERIES["organisations"]))


async def organisation(connection: Connection, *, organisation_id: OrganisationId) -> OrganisationRow | None:
    """Return one organisation by its id."""
    return to_row_or_none(
        OrganisationRow, await connection.fetchrow(QUERIES["organisation"], organisation_id)
    )


async def organisation_named(connection: Connection, *, name: str) -> OrganisationRow | None:
    """Return one organisation by its name."""
    return to_row_or_none(OrganisationRow, await connection.fetchrow(QUERIES["organisation_named"], name))


async def link_partner(
    connection: Connection, *, agency_id: OrganisationId, partner_id: OrganisationId
) -> None:
    """Allow a partner to upload candidates for an agency."""
    await connection.execute(QUERIES["link_partner"], agency_id, partner_id)


async def unlink_partner(
    connection: Connection, *, agency_id: OrganisationId, partner_id: OrganisationId
) -> None:
    """End what `link_partner` allowed.

    Raises:
        NotFound: there is no such link.
    """
    if await connection.fetchval(QUERIES["unlink_partner"], agency_id, partner_id) == 0:
        raise NotFound("These two organisations are not linked.")


async def add_key(
    connection: Connection, *, organisation_id: OrganisationId, prefix: str, secret_sha256: bytes, note: str
) -> KeyRow:
    """Return a new key of an organisation.

    Raises:
        NotFound: there is no such organisation.
    """
    try:
        record = await connection.fetchrow(QUERIES["add_key"], organisation_id, prefix, secret_sha256, note)
    except asyncpg.ForeignKeyViolationError as exc:
        raise NotFound("There is no such organisation.") from exc
    assert record is not None
    return to_row(KeyRow, record)


async def keys(connection: Connection, *, organisation_id: OrganisationId | None) -> list[KeyRow]:
    """Return the keys that the connection may see, of one organisation or of all, oldest first."""
    return to_rows(KeyRow, await connection.fetch(QUERIES["keys"], organisation_id))


async def revoke_key(connection: Connection, *, prefix: str) -> KeyRow:
    """Return a key, revoked.

    Raises:
        NotFound: there is no such key.
    """
    record = await connection.fetchrow(QUERIES["revoke_key"], prefix)
    if record is None:
        raise NotFound("There is no such key.")
    return to_row(KeyRow, record)


async def key_holder(connection: Connection, *, prefix: str) -> KeyHolderRow | None:
    """Return whom a key stands for; the connection is one of `TenantDatabase.key_lookup`."""
    return to_row_or_none(KeyHolderRow, await connection.fetchrow(QUERIES["key_holder"], prefix))
