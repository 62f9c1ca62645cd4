"""What each key has used of its quotas."""

from alembic import op

from migrations.tables import drop_tables, tenant_table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One row per key and quota, begun anew in each window. n_taken may grow past the quota.
    tenant_table(
        "key_usage",
        """
        key_prefix text NOT NULL,
        quota text NOT NULL,
        window_start timestamptz NOT NULL,
        n_taken bigint NOT NULL
        """,
        key=["key_prefix", "quota"],
    )
    op.execute("ALTER TABLE key_usage SET (fillfactor = 50)")


def downgrade() -> None:
    drop_tables("key_usage")
