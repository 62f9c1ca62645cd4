"""Candidates as columns for the ranking, made again from the profile whenever they are out of date."""

from alembic import op

from migrations.tables import PARTNER, TENANT, drop_tables, tenant_table

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tenant_table(
        "candidate_columns",
        """
        candidate_id uuid NOT NULL,
        form text NOT NULL,
        version timestamptz NOT NULL,
        parts bytea[] NOT NULL,
        FOREIGN KEY (organisation_id, candidate_id)
            REFERENCES candidates (organisation_id, id) ON DELETE CASCADE
        """,
        key=["candidate_id"],
    )
    op.execute(
        f"""
        CREATE POLICY partner ON candidate_columns AS RESTRICTIVE FOR ALL USING (
            {PARTNER} IS NULL
            OR EXISTS (SELECT FROM candidates c WHERE c.organisation_id = {TENANT} AND c.id = candidate_id)
        )
        """
    )


def downgrade() -> None:
    drop_tables("candidate_columns")
