"""Reading all candidates of an organisation once more, with progress, stopped and gone on with."""

from migrations.tables import drop_tables, tenant_table

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tenant_table(
        "rereadings",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        n_candidates integer NOT NULL,
        n_begun integer NOT NULL DEFAULT 0,
        begun_to uuid,
        begun_at timestamptz NOT NULL DEFAULT now(),
        stopped_at timestamptz,
        ended_at timestamptz
        """,
        key=["id"],
    )


def downgrade() -> None:
    drop_tables("rereadings")
