"""Openings: adverts, what they ask for, the corrections made by people, and their vectors."""

from migrations.tables import drop_tables, tenant_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_openings()
    _create_opening_vectors()


def downgrade() -> None:
    drop_tables("opening_vectors", "openings")


def _create_openings() -> None:
    # `stated` holds the requirements that came as data; `requirements` what was understood of text and data
    # together; `corrections` what people changed, which is laid over it at every reading.
    tenant_table(
        "openings",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        external_id text,
        title text NOT NULL,
        text text NOT NULL,
        stated jsonb NOT NULL DEFAULT '[]',
        requirements jsonb NOT NULL,
        corrections jsonb NOT NULL DEFAULT '[]',
        segments jsonb NOT NULL,
        headcount integer NOT NULL DEFAULT 1 CHECK (headcount >= 1),
        revision integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        closed_at timestamptz,
        UNIQUE (organisation_id, external_id)
        """,
        key=["id"],
    )


def _create_opening_vectors() -> None:
    tenant_table(
        "opening_vectors",
        """
        opening_id uuid NOT NULL,
        encoder text NOT NULL REFERENCES encoders (key),
        segment integer NOT NULL,
        vector public.halfvec NOT NULL,
        FOREIGN KEY (organisation_id, opening_id) REFERENCES openings (organisation_id, id) ON DELETE CASCADE
        """,
        key=["opening_id", "encoder", "segment"],
    )
