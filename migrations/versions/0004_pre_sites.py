"""Sites with the openings attached to them, and their plans."""

from alembic import op

from migrations.tables import drop_tables, tenant_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_sites()
    _create_site_openings()
    _create_site_plans()
    _create_plan_people()


def downgrade() -> None:
    drop_tables("plan_people", "site_plans", "site_openings", "sites")


def _create_sites() -> None:
    # `about` holds what the site says of itself: town, opening day, shifts, shuttles, languages, investment.
    tenant_table(
        "sites",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        external_id text,
        name text NOT NULL,
        about jsonb NOT NULL,
        revision integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (organisation_id, external_id)
        """,
        key=["id"],
    )


def _create_site_openings() -> None:
    # An opening hires for one site: its people cannot be in two places.
    tenant_table(
        "site_openings",
        """
        site_id uuid NOT NULL,
        opening_id uuid NOT NULL,
        headcount integer CHECK (headcount >= 1),
        starts_on date,
        shift text,
        priority double precision NOT NULL DEFAULT 1 CHECK (priority > 0),
        attached_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (organisation_id, opening_id),
        FOREIGN KEY (organisation_id, site_id) REFERENCES sites (organisation_id, id) ON DELETE CASCADE,
        FOREIGN KEY (organisation_id, opening_id) REFERENCES openings (organisation_id, id) ON DELETE CASCADE
        """,
        key=["site_id", "opening_id"],
    )


def _create_site_plans() -> None:
    # `request` is what was asked for, `result` what came of it but for people, who are in `plan_people`.
    tenant_table(
        "site_plans",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        site_id uuid NOT NULL,
        version integer NOT NULL,
        status text NOT NULL CHECK (status IN ('waiting', 'ready', 'failed')),
        request jsonb NOT NULL,
        result jsonb,
        progress double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
        stage text NOT NULL DEFAULT '',
        is_cancelled boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        UNIQUE (organisation_id, site_id, version),
        FOREIGN KEY (organisation_id, site_id) REFERENCES sites (organisation_id, id) ON DELETE CASCADE
        """,
        key=["id"],
    )


def _create_plan_people() -> None:
    # A person who is erased goes from every plan too.
    tenant_table(
        "plan_people",
        """
        plan_id uuid NOT NULL,
        role text NOT NULL CHECK (role IN ('seat', 'reserve', 'trainee', 'unused')),
        opening_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        requirement_id text NOT NULL DEFAULT '',
        place integer NOT NULL CHECK (place >= 1),
        score double precision NOT NULL,
        tier text NOT NULL,
        is_kept boolean NOT NULL DEFAULT false,
        FOREIGN KEY (organisation_id, plan_id) REFERENCES site_plans (organisation_id, id) ON DELETE CASCADE,
        FOREIGN KEY (organisation_id, candidate_id)
            REFERENCES candidates (organisation_id, id) ON DELETE CASCADE
        """,
        key=["plan_id", "role", "opening_id", "candidate_id"],
    )
    op.execute(
        "CREATE UNIQUE INDEX plan_people_nobody_twice ON plan_people (organisation_id, plan_id, candidate_id)"
        " WHERE role IN ('seat', 'reserve')"
    )
    op.execute("CREATE INDEX plan_people_candidate ON plan_people (organisation_id, candidate_id)")
