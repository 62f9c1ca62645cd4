"""What people in a plan are missing, and what the sites of a region lack, for those who train people."""

from alembic import op

from migrations.tables import drop_tables, policy, tenant_table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KINDS = ("agency", "employer", "partner")

IS_REGION = "current_setting('app.region', true) = 'on'"


def upgrade() -> None:
    op.execute("ALTER TABLE plan_people ADD COLUMN n_missing integer NOT NULL DEFAULT 0")
    _create_region_gaps()
    _allow_kinds((*_KINDS, "observer"))


def downgrade() -> None:
    op.execute(
        "DELETE FROM api_keys k USING organisations o WHERE o.id = k.organisation_id AND o.kind = 'observer'"
    )
    op.execute("DELETE FROM organisations WHERE kind = 'observer'")
    _allow_kinds(_KINDS)
    drop_tables("region_gaps")
    op.execute("ALTER TABLE plan_people DROP COLUMN n_missing")


def _create_region_gaps() -> None:
    # Counts alone, of sites whose organisation shares them; whoever asks for the region sees those of all.
    tenant_table(
        "region_gaps",
        """
        site_id uuid NOT NULL,
        number integer NOT NULL,
        town text NOT NULL,
        trade text NOT NULL,
        kind text NOT NULL,
        subject text NOT NULL,
        wanted text NOT NULL,
        instead text NOT NULL,
        n_people integer NOT NULL CHECK (n_people >= 0),
        n_seats integer NOT NULL CHECK (n_seats >= 0),
        FOREIGN KEY (organisation_id, site_id) REFERENCES sites (organisation_id, id) ON DELETE CASCADE
        """,
        key=["site_id", "number"],
    )
    policy("region_gaps", "region", IS_REGION, command="SELECT")


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    names = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE organisations DROP CONSTRAINT organisations_kind_check")
    op.execute(f"ALTER TABLE organisations ADD CONSTRAINT organisations_kind_check CHECK (kind IN ({names}))")
