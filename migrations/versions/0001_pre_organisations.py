"""Organisations, their API keys, the partners of agencies, and the role that serves requests."""

from alembic import op

from migrations.tables import (
    IS_ADMINISTRATION,
    KEY_PREFIX,
    TENANT,
    drop_tables,
    policy,
    secure,
    tenant_table,
)
from service.database.migrations import APPLICATION_ROLE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Built from a constant of `migrations.tables`.
_HOLDER_OF_KEY = f"(SELECT k.organisation_id FROM api_keys k WHERE k.prefix = {KEY_PREFIX})"  # noqa: S608


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public")
    _create_application_role()
    _create_organisations()
    _create_api_keys()
    _create_partner_links()
    policy("organisations", "key_lookup", f"id = {_HOLDER_OF_KEY}", command="SELECT")
    policy("partner_links", "key_lookup", f"partner_id = {_HOLDER_OF_KEY}", command="SELECT")


def downgrade() -> None:
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON {kind} FROM {APPLICATION_ROLE}")
    op.execute("DROP POLICY key_lookup ON organisations")
    drop_tables("partner_links", "api_keys", "organisations")
    op.execute(f"REVOKE ALL ON alembic_version FROM {APPLICATION_ROLE}")
    op.execute(f"REVOKE ALL ON SCHEMA public FROM {APPLICATION_ROLE}")
    # The role stays: it belongs to the whole server, where another database may use it.


def _create_application_role() -> None:
    # Two databases of one server may be migrated at the same time; one role serves both.
    op.execute(
        f"""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') THEN
                CREATE ROLE {APPLICATION_ROLE} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOLOGIN;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END
        $$
        """
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APPLICATION_ROLE}")
    for privileges in (
        "SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "USAGE, SELECT ON SEQUENCES",
        "EXECUTE ON FUNCTIONS",
    ):
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {privileges} TO {APPLICATION_ROLE}")


def _create_organisations() -> None:
    op.execute(
        """
        CREATE TABLE organisations (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            kind text NOT NULL CHECK (kind IN ('agency', 'employer', 'partner')),
            name text NOT NULL UNIQUE CHECK (name <> ''),
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    secure("organisations")
    policy("organisations", "own", f"id = {TENANT}", command="SELECT")
    policy("organisations", "administration", IS_ADMINISTRATION)


def _create_api_keys() -> None:
    tenant_table(
        "api_keys",
        """
        prefix text NOT NULL UNIQUE,
        secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
        note text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz
        """,
        key=["prefix"],
    )
    policy("api_keys", "key_lookup", f"prefix = {KEY_PREFIX}", command="SELECT")
    policy("api_keys", "administration", IS_ADMINISTRATION)


def _create_partner_links() -> None:
    # organisation_id is the agency, for which the partner may upload candidates.
    tenant_table(
        "partner_links",
        """
        partner_id uuid NOT NULL REFERENCES organisations (id),
        created_at timestamptz NOT NULL DEFAULT now()
        """,
        key=["partner_id"],
    )
    op.execute("CREATE INDEX partner_links_by_partner ON partner_links (partner_id)")
    policy("partner_links", "partner", f"partner_id = {TENANT}", command="SELECT")
    policy("partner_links", "administration", IS_ADMINISTRATION)
