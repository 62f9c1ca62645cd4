"""Workers, and when each was last seen to work."""

from alembic import op

from migrations.tables import drop_tables

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE workers (
            id uuid PRIMARY KEY,
            host text NOT NULL,
            started_at timestamptz NOT NULL DEFAULT now(),
            seen_at timestamptz NOT NULL DEFAULT now(),
            has_queue boolean NOT NULL,
            n_in_hand integer NOT NULL,
            n_done bigint NOT NULL,
            n_failed bigint NOT NULL
        )
        """
    )


def downgrade() -> None:
    drop_tables("workers")
