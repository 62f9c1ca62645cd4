"""Brings a database to the newest revision, and says which one it has."""

import asyncio
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from service.database.pool import driver_url
from service.errors import Unavailable

APPLICATION_ROLE = "oujda_match_app"
"""The role that serves every request, made by the first revision; it owns nothing."""

_FOLDER = Path(__file__).resolve().parents[2] / "migrations"


async def upgrade(url: str, *, revision: str = "head") -> None:
    """Bring the database behind the owner's URL to a revision; safe when several start at once.

    Raises:
        Unavailable: the database refuses, as it does where the URL is not that of the owner.
    """
    try:
        await asyncio.to_thread(command.upgrade, _config(url), revision)
    except DBAPIError as exc:
        raise Unavailable("The database cannot be migrated.", dependency="migrations") from exc.orig


async def downgrade(url: str, *, revision: str) -> None:
    """Take the database behind the owner's URL back to a revision; `base` is before the first."""
    await asyncio.to_thread(command.downgrade, _config(url), revision)


def newest_revision() -> str:
    """Return the revision that this code was written for."""
    head = ScriptDirectory(str(_FOLDER)).get_current_head()
    assert head is not None
    return head


def is_known(revision: str) -> bool:
    """Whether this code was written after a revision, or for it."""
    return any(script.revision == revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions())


async def allow_login(owner_url: str, *, password: str) -> None:
    """Let the application role log in with a password."""
    connection = await asyncpg.connect(driver_url(owner_url))
    try:
        statement = await connection.fetchval(
            "SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)", APPLICATION_ROLE, password
        )
        await connection.execute(statement)
    finally:
        await connection.close()


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["url"] = url
    return config
