"""Runs revisions over asyncpg, one process at a time."""

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from service.database.pool import driver_url
from service.settings import DatabaseSettings

# Any constant will do as long as nothing else in the database locks it.
_LOCK_KEY = 7_205_559_403_792_789

# A change that waits longer for a table gives way, so that no request queues behind it for long.
_LOCK_TIMEOUT = "2s"


def _url() -> str:
    url: str | None = context.config.attributes.get("url")
    if url:
        return url
    settings = DatabaseSettings()
    secret = settings.migration_url or settings.url
    if secret is None:
        raise SystemExit("Set MIGRATION_DATABASE_URL or DATABASE_URL, or use `oujda-match migrate`.")
    return secret.get_secret_value()


def _run_revisions(connection: Connection) -> None:
    context.configure(connection=connection, transaction_per_migration=True)
    # The lock belongs to the session: revisions commit one by one, and a killed process lets go of it.
    connection.execute(text(f"SELECT pg_advisory_lock({_LOCK_KEY})"))
    connection.execute(text(f"SET lock_timeout = '{_LOCK_TIMEOUT}'"))
    connection.commit()
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK_KEY})"))
    connection.commit()


async def _upgrade() -> None:
    dsn = driver_url(_url())
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(_run_revisions)
    await engine.dispose()


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(_upgrade())
