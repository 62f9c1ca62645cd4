"""Imports: many candidates or openings sent at once, what is to be done, and what became of each."""

from alembic import op

from migrations.tables import PARTNER, TENANT, drop_tables, tenant_table

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OF_IMPORT = """
    FOREIGN KEY (organisation_id, import_id) REFERENCES imports (organisation_id, id) ON DELETE CASCADE
"""


def upgrade() -> None:
    tenant_table(
        "imports",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        uploaded_by uuid REFERENCES organisations (id),
        subject text NOT NULL CHECK (subject IN ('candidates', 'openings')),
        form text NOT NULL,
        n_items integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        cancelled_at timestamptz
        """,
        key=["id"],
        partner_column="uploaded_by",
    )
    # What was sent, sealed, in parts that one job each takes up; a part goes when it is done.
    _import_table(
        "import_batches",
        "number integer NOT NULL, content bytea NOT NULL, key text",
        key=["import_id", "number"],
    )
    op.execute("ALTER TABLE import_batches ALTER COLUMN content SET STORAGE EXTERNAL")
    # An item goes with the candidate or opening that it made: its name may be that of a person.
    _import_table(
        "import_items",
        """
        position integer NOT NULL,
        name text NOT NULL,
        outcome text CHECK (
            outcome IN ('created', 'replaced', 'unchanged', 'duplicate', 'refused', 'cancelled')
        ),
        reason text,
        detail text,
        candidate_id uuid,
        revision integer,
        opening_id uuid,
        FOREIGN KEY (organisation_id, candidate_id)
            REFERENCES candidates (organisation_id, id) ON DELETE CASCADE,
        FOREIGN KEY (organisation_id, opening_id)
            REFERENCES openings (organisation_id, id) ON DELETE CASCADE
        """,
        key=["import_id", "position"],
    )
    for column in ("candidate_id", "opening_id"):
        op.execute(
            f"CREATE INDEX import_items_{column} ON import_items (organisation_id, {column}) "
            f"WHERE {column} IS NOT NULL"
        )
    op.execute("CREATE INDEX candidate_documents_sha256 ON candidate_documents (organisation_id, sha256)")


def downgrade() -> None:
    op.execute("DROP INDEX candidate_documents_sha256")
    drop_tables("import_items", "import_batches", "imports")


def _import_table(name: str, body: str, *, key: list[str]) -> None:
    """A table of facts about imports; a partner sees those of its own."""
    tenant_table(name, f"import_id uuid NOT NULL, {body.strip()}, {_OF_IMPORT.strip()}", key=key)
    op.execute(
        f"""
        CREATE POLICY partner ON {name} AS RESTRICTIVE FOR ALL USING (
            {PARTNER} IS NULL
            OR EXISTS (SELECT FROM imports i WHERE i.organisation_id = {TENANT} AND i.id = import_id)
        )
        """
    )
