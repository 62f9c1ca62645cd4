"""Where organisations want to be told of events, and what was delivered there."""

from alembic import op

from migrations.tables import drop_tables, tenant_table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A secret must be had back to sign with; secret_key names the key that seals it. After a change of secret
    # both sign for a while.
    tenant_table(
        "webhooks",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        url text NOT NULL,
        events text[] NOT NULL,
        is_active boolean NOT NULL DEFAULT true,
        secret bytea NOT NULL,
        secret_key text,
        former_secret bytea,
        former_secret_key text,
        former_until timestamptz,
        n_failures integer NOT NULL DEFAULT 0,
        paused_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
        """,
        key=["id"],
    )
    # The body is kept as text: whatever is sent again is the same to the last byte.
    tenant_table(
        "webhook_deliveries",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        webhook_id uuid NOT NULL,
        event_id text NOT NULL,
        event text NOT NULL,
        body text NOT NULL,
        status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed')),
        n_tries integer NOT NULL DEFAULT 0,
        tries jsonb NOT NULL DEFAULT '[]',
        created_at timestamptz NOT NULL DEFAULT now(),
        FOREIGN KEY (organisation_id, webhook_id) REFERENCES webhooks (organisation_id, id) ON DELETE CASCADE
        """,
        key=["id"],
    )
    op.execute(
        "CREATE INDEX webhook_deliveries_of ON webhook_deliveries (organisation_id, webhook_id, id DESC)"
    )


def downgrade() -> None:
    drop_tables("webhook_deliveries", "webhooks")
