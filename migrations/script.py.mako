"""${message}

Name the file `<revision>_pre_<what>` when it must run before the new code (it adds), `<revision>_post_<what>`
when it may run only after the old code is gone (it removes).
"""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
