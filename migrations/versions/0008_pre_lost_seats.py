"""People who had a seat in the plan before and have none, so that plans can be compared."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ROLES = ("seat", "reserve", "trainee", "unused")


def upgrade() -> None:
    _allow_roles((*_ROLES, "lost"))
    op.execute("ALTER TABLE site_plans ADD COLUMN previous_id uuid")


def downgrade() -> None:
    op.execute("DELETE FROM plan_people WHERE role = 'lost'")
    _allow_roles(_ROLES)
    op.execute("ALTER TABLE site_plans DROP COLUMN previous_id")


def _allow_roles(roles: tuple[str, ...]) -> None:
    names = ", ".join(f"'{role}'" for role in roles)
    op.execute("ALTER TABLE plan_people DROP CONSTRAINT plan_people_role_check")
    op.execute(f"ALTER TABLE plan_people ADD CONSTRAINT plan_people_role_check CHECK (role IN ({names}))")
