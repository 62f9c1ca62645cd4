"""What tells that two candidates are one person, who was found so, and what was decided about it."""

from alembic import op

from migrations.tables import PARTNER, TENANT, drop_tables, tenant_table

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE candidates
            ADD COLUMN replaces_duplicates boolean NOT NULL DEFAULT false,
            ADD COLUMN merged_into uuid,
            ADD CONSTRAINT candidates_merged_into_other CHECK (merged_into <> id),
            ADD CONSTRAINT candidates_merged_into FOREIGN KEY (organisation_id, merged_into)
                REFERENCES candidates (organisation_id, id) ON DELETE SET NULL (merged_into)
        """
    )
    op.execute(
        "CREATE INDEX candidates_merged_into ON candidates (organisation_id, merged_into) "
        "WHERE merged_into IS NOT NULL"
    )
    # Digests: of an address, of a telephone number, of parts of the sketch of a text, and that sketch.
    tenant_table(
        "candidate_marks",
        f"""
        kind text NOT NULL CHECK (kind IN ('email', 'phone', 'text', 'sketch')),
        mark bytea NOT NULL,
        candidate_id uuid NOT NULL,
        {_OF_CANDIDATE.format(column="candidate_id")}
        """,
        key=["kind", "mark", "candidate_id"],
    )
    op.execute("CREATE INDEX candidate_marks_candidate ON candidate_marks (organisation_id, candidate_id)")
    tenant_table(
        "candidate_duplicates",
        f"""
        candidate_id uuid NOT NULL,
        other_id uuid NOT NULL,
        because text[] NOT NULL,
        is_certain boolean NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'merged', 'apart')),
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK (candidate_id < other_id),
        {_OF_CANDIDATE.format(column="candidate_id")},
        {_OF_CANDIDATE.format(column="other_id")}
        """,
        key=["candidate_id", "other_id"],
    )
    op.execute("CREATE INDEX candidate_duplicates_other ON candidate_duplicates (organisation_id, other_id)")
    _guard("candidate_marks", "candidate_id")
    _guard("candidate_duplicates", "candidate_id")
    _guard("candidate_duplicates", "other_id")
    op.execute("ALTER TABLE imports ADD COLUMN replaces_duplicates boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.execute("ALTER TABLE imports DROP COLUMN replaces_duplicates")
    drop_tables("candidate_duplicates", "candidate_marks")
    op.execute("ALTER TABLE candidates DROP COLUMN merged_into, DROP COLUMN replaces_duplicates")


_OF_CANDIDATE = """
    FOREIGN KEY (organisation_id, {column}) REFERENCES candidates (organisation_id, id) ON DELETE CASCADE
""".strip()


def _guard(table: str, column: str) -> None:
    """Let a partner see only what is about candidates that the partner sees."""
    op.execute(
        f"""
        CREATE POLICY partner_{column} ON {table} AS RESTRICTIVE FOR ALL USING (
            {PARTNER} IS NULL
            OR EXISTS (SELECT FROM candidates c WHERE c.organisation_id = {TENANT} AND c.id = {column})
        )
        """
    )
