"""Finds the last job of an organisation, whose turn the next one's comes after."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The queue library writes headers as text, which a codec for JSON makes a string inside JSON.
    op.execute(
        "CREATE INDEX pgqueuer_organisation ON pgqueuer"
        " (((headers #>> '{}')::jsonb ->> 'organisation'), id DESC) WHERE status = 'queued'"
    )


def downgrade() -> None:
    op.execute("DROP INDEX pgqueuer_organisation")
