"""What a database says about itself; one function per query."""

from dataclasses import dataclass

from service.database.pool import Connection
from service.database.queries import load_queries
from service.database.rows import to_row, to_rows

QUERIES = load_queries(__package__)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """The connected role."""

    name: str
    is_superuser: bool
    bypasses_row_security: bool
    owned_tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServerSettingRow:
    """One setting of the server, as it counts for this connection."""

    name: str
    setting: str


async def role(connection: Connection) -> RoleRow:
    """Return what the connected role may do beyond serving requests."""
    record = await connection.fetchrow(QUERIES["role"])
    assert record is not None
    return to_row(RoleRow, record)


async def durability_settings(connection: Connection) -> dict[str, str]:
    """Return the settings on which durability rests, by name."""
    rows = to_rows(ServerSettingRow, await connection.fetch(QUERIES["settings"]))
    return {row.name: row.setting for row in rows}


async def pgvector_version(connection: Connection) -> str | None:
    """Return the installed version of pgvector."""
    version: str | None = await connection.fetchval(QUERIES["pgvector_version"])
    return version


async def unprotected_tables(connection: Connection) -> list[str]:
    """Return the tables of tenants that row-level security does not guard."""
    return [record["name"] for record in await connection.fetch(QUERIES["unprotected_tables"])]


async def revision(connection: Connection) -> str | None:
    """Return the newest migration that has run, None before the first."""
    if not await connection.fetchval(QUERIES["has_table"], "alembic_version"):
        return None
    version: str | None = await connection.fetchval(QUERIES["revision"])
    return version


async def serving_encoder(connection: Connection) -> str | None:
    """Return the key of the encoder whose vectors serve, None before the first vector."""
    if not await connection.fetchval(QUERIES["has_table"], "encoders"):
        return None
    key: str | None = await connection.fetchval(QUERIES["serving_encoder"])
    return key
