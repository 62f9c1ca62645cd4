"""Originals sealed under named keys, and kept in a store of objects where there is one."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE candidate_documents ALTER COLUMN content DROP NOT NULL")
    op.execute(
        """
        ALTER TABLE candidate_documents ADD COLUMN key text, ADD COLUMN place text,
            ADD CONSTRAINT candidate_documents_kept CHECK ((content IS NULL) = (place IS NOT NULL))
        """
    )
    # Names of objects alone, which say nothing of anybody; so the table belongs to no tenant, and what a
    # cascade deletes is noted here whoever caused it.
    op.execute("CREATE TABLE forsaken_originals (place text PRIMARY KEY, due_at timestamptz NOT NULL)")
    op.execute("CREATE INDEX forsaken_originals_due ON forsaken_originals (due_at)")
    op.execute(
        """
        CREATE FUNCTION forsake_original() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO forsaken_originals (place, due_at) VALUES (OLD.place, now()) ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER forsake_deleted AFTER DELETE ON candidate_documents
            FOR EACH ROW WHEN (OLD.place IS NOT NULL) EXECUTE FUNCTION forsake_original()
        """
    )
    op.execute(
        """
        CREATE TRIGGER forsake_replaced AFTER UPDATE OF place ON candidate_documents
            FOR EACH ROW WHEN (OLD.place IS NOT NULL AND OLD.place IS DISTINCT FROM NEW.place)
            EXECUTE FUNCTION forsake_original()
        """
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER forsake_replaced ON candidate_documents")
    op.execute("DROP TRIGGER forsake_deleted ON candidate_documents")
    op.execute("DROP FUNCTION forsake_original()")
    op.execute("DROP TABLE forsaken_originals")
    # Refused by the database while documents are kept elsewhere: going back would lose them.
    op.execute("ALTER TABLE candidate_documents DROP CONSTRAINT candidate_documents_kept")
    op.execute("ALTER TABLE candidate_documents ALTER COLUMN content SET NOT NULL")
    op.execute("ALTER TABLE candidate_documents DROP COLUMN key, DROP COLUMN place")
