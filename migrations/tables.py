"""What every revision needs to make a table safe for many tenants.

    from migrations.tables import drop_tables, tenant_table

    def upgrade() -> None:
        tenant_table("candidates", '''
            id uuid NOT NULL DEFAULT gen_random_uuid(),
            external_id text,
            uploaded_by uuid,
            created_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (organisation_id, external_id)
        ''', key=["id"], partner_column="uploaded_by")
        tenant_table("documents", '''
            candidate_id uuid NOT NULL,
            content bytea NOT NULL,
            FOREIGN KEY (organisation_id, candidate_id)
                REFERENCES candidates (organisation_id, id) ON DELETE CASCADE
        ''', key=["candidate_id"])

    def downgrade() -> None:
        drop_tables("documents", "candidates")

Unique constraints, foreign keys and joins between tenant tables always begin with `organisation_id`.
Privileges come by default to every table that a later revision creates (see revision 0001).
"""

from collections.abc import Sequence

from alembic import op

# NULL and '' are nobody: a connection that names no tenant sees no row.
TENANT = "nullif(current_setting('app.organisation_id', true), '')::uuid"
PARTNER = "nullif(current_setting('app.partner_id', true), '')::uuid"
KEY_PREFIX = "nullif(current_setting('app.key_prefix', true), '')"
IS_ADMINISTRATION = "current_setting('app.administration', true) = 'on'"


def tenant_table(name: str, body: str, *, key: Sequence[str], partner_column: str | None = None) -> None:
    """Create a table whose rows belong to organisations, visible to their own organisation alone.

    Args:
        name: Of the table.
        body: Columns and constraints as in CREATE TABLE, without `organisation_id` and the primary key.
        key: The rest of the primary key, after `organisation_id`.
        partner_column: Column that names the partner who wrote a row; a partner who acts for the
            organisation sees and writes only rows that name it.
    """
    columns = ", ".join(("organisation_id", *key))
    op.execute(
        f"CREATE TABLE {name} (\n"
        "    organisation_id uuid NOT NULL REFERENCES organisations (id),\n"
        f"    {body.strip()},\n"
        f"    PRIMARY KEY ({columns})\n)"
    )
    visible = f"organisation_id = {TENANT}"
    if partner_column is not None:
        visible += f" AND ({PARTNER} IS NULL OR {partner_column} = {PARTNER})"
    secure(name)
    policy(name, "tenant", visible)


def secure(table: str) -> None:
    """Let row-level security decide about every row of a table, for its owner too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def policy(table: str, name: str, condition: str, *, command: str = "ALL") -> None:
    """Show, and for `ALL` let write, the rows of a table that meet a condition."""
    op.execute(f"CREATE POLICY {name} ON {table} FOR {command} USING ({condition})")


def drop_tables(*names: str) -> None:
    """Drop tables in the order given, children first."""
    for name in names:
        op.execute(f"DROP TABLE {name}")
