"""What became of people, the scorers learned from it, and which scorer an organisation uses."""

from alembic import op

from migrations.tables import drop_tables, tenant_table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_outcomes()
    _create_scorers()


def downgrade() -> None:
    drop_tables("scorer_choices", "scorers", "outcomes")


def _create_outcomes() -> None:
    # A person goes, and with it what became of it; reasons are words of a list, never free text.
    tenant_table(
        "outcomes",
        """
        opening_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('shortlisted', 'interviewed', 'hired', 'rejected', 'withdrew')),
        reason text,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((kind = 'rejected') = (reason IS NOT NULL)),
        FOREIGN KEY (organisation_id, opening_id)
            REFERENCES openings (organisation_id, id) ON DELETE CASCADE,
        FOREIGN KEY (organisation_id, candidate_id)
            REFERENCES candidates (organisation_id, id) ON DELETE CASCADE
        """,
        key=["opening_id", "candidate_id", "kind"],
    )
    op.execute("CREATE INDEX outcomes_candidate ON outcomes (organisation_id, candidate_id)")


def _create_scorers() -> None:
    # `declared` is the version of the scorer that the weights were fitted beside: they go with no other.
    tenant_table(
        "scorers",
        """
        number integer NOT NULL CHECK (number >= 1),
        declared text NOT NULL,
        learned jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
        """,
        key=["number"],
    )
    # The newest choice counts; number 0 is the declared scorer.
    tenant_table(
        "scorer_choices",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        number integer NOT NULL CHECK (number >= 0),
        is_pinned boolean NOT NULL,
        chosen_at timestamptz NOT NULL DEFAULT now()
        """,
        key=["id"],
    )
