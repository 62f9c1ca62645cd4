"""Refuses to serve from surroundings that would lose data, mix tenants, or rank wrongly."""

from collections.abc import Iterator
from contextlib import suppress

from service.database import inspection
from service.database.migrations import APPLICATION_ROLE, is_known, newest_revision
from service.database.pool import Connection, connect
from service.errors import UnfitToServe
from service.settings import DatabaseSettings
from service.tenancy import TenantDatabase

_OLDEST_PGVECTOR = (0, 8, 4)


async def require_fitness(settings: DatabaseSettings, *, encoder: str | None = None) -> None:
    """Return only if this process may serve from its database.

    Args:
        settings: The connection that will serve.
        encoder: Key of the encoder in use; None for a process that compares no vectors.

    Raises:
        UnfitToServe: with one sentence per fault.
        Unavailable: the database is away.
    """
    connection = await connect(settings)
    try:
        faults = await find_faults(connection, encoder=encoder)
    finally:
        await connection.close()
    if faults:
        raise UnfitToServe(faults)


async def find_faults(connection: Connection, *, encoder: str | None = None) -> list[str]:
    """Return what speaks against serving from this connection, one sentence per fault."""
    stored = await inspection.serving_encoder(connection)
    return [
        *_role_faults(await inspection.role(connection)),
        *_durability_faults(await inspection.durability_settings(connection)),
        *_pgvector_faults(await inspection.pgvector_version(connection)),
        *_revision_faults(await inspection.revision(connection)),
        *_table_faults(await inspection.unprotected_tables(connection)),
        *_encoder_faults(stored, encoder),
    ]


async def is_migrated(database: TenantDatabase) -> bool:
    """Whether the database has every revision that this code needs.

    Raises:
        Unavailable: the database is away.
    """
    async with database.unbound() as connection:
        return not list(_revision_faults(await inspection.revision(connection)))


def _role_faults(role: inspection.RoleRow) -> Iterator[str]:
    remedy = f"connect as {APPLICATION_ROLE}, or as a role that is only a member of it"
    if role.is_superuser:
        yield f"The role {role.name!r} is a superuser, whom row-level security does not bind: {remedy}."
    elif role.bypasses_row_security:
        yield f"The role {role.name!r} bypasses row-level security: {remedy}."
    elif role.owned_tables:
        yield (
            f"The role {role.name!r} owns tables, and so could switch row-level security off "
            f"({', '.join(role.owned_tables)}): {remedy}."
        )


def _durability_faults(settings: dict[str, str]) -> Iterator[str]:
    for name, value in settings.items():
        if value == "off":
            yield f"{name} is off, so that a crash loses what was acknowledged: set {name} = on."


def _pgvector_faults(version: str | None) -> Iterator[str]:
    oldest = ".".join(map(str, _OLDEST_PGVECTOR))
    if version is None:
        yield "pgvector is missing: run `oujda-match migrate`."
    elif tuple(_numbers(version)) < _OLDEST_PGVECTOR:
        yield f"pgvector {version} is older than {oldest}: update it, then ALTER EXTENSION vector UPDATE."


def _numbers(version: str) -> Iterator[int]:
    for part in version.split("."):
        with suppress(ValueError):
            yield int(part)


def _revision_faults(revision: str | None) -> Iterator[str]:
    # A revision that this code does not know is newer than it: revisions that run before their code only
    # add, so that the previous code serves on until it is replaced.
    if revision is None or (is_known(revision) and revision != newest_revision()):
        have = f"has revision {revision}" if revision else "has no tables yet"
        yield f"The database {have}, and this code needs {newest_revision()}: run `oujda-match migrate`."


def _table_faults(tables: list[str]) -> Iterator[str]:
    if tables:
        yield f"Row-level security does not guard {', '.join(tables)}: enable and force it, with a policy."


def _encoder_faults(stored: str | None, configured: str | None) -> Iterator[str]:
    if stored is not None and configured is not None and stored != configured:
        yield (
            f"The stored vectors are of the encoder {stored}, and {configured} is configured: vectors of two "
            "encoders are never compared. Configure the former, or encode everything anew."
        )
