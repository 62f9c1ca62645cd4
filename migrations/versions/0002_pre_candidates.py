"""Candidates with their documents, texts, profiles and vectors, the encoder that serves, and the queue."""

from collections.abc import Iterator

from alembic import op
from pgqueuer.adapters.persistence import schema_ddl
from pgqueuer.domain.schema.declaration import target
from pgqueuer.domain.settings import DBSettings

from migrations.tables import PARTNER, TENANT, drop_tables, tenant_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OF_CANDIDATE = """
    FOREIGN KEY (organisation_id, candidate_id) REFERENCES candidates (organisation_id, id) ON DELETE CASCADE
"""


def upgrade() -> None:
    _create_time_ordered_uuid()
    _create_encoders()
    _create_candidates()
    _create_documents()
    _create_profiles()
    _create_idempotency_keys()
    for statement in _queue_statements():
        op.execute(statement)


def downgrade() -> None:
    for statement in schema_ddl.render_uninstall(_queue_settings()).split("\n"):
        op.execute(statement)
    drop_tables(
        "idempotency_keys",
        "candidate_pool_revisions",
        "candidate_vectors",
        "candidate_profiles",
        "candidate_identities",
        "candidate_texts",
        "candidate_documents",
        "candidates",
        "encoders",
    )
    op.execute("DROP FUNCTION time_ordered_uuid()")


def _create_time_ordered_uuid() -> None:
    # uuidv7() exists from PostgreSQL 18 on. The first 48 bits are milliseconds, the next four the version,
    # which 0b0100 of a random UUID becomes 0b0111 by setting two bits.
    op.execute(
        """
        CREATE FUNCTION time_ordered_uuid() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
            SELECT encode(
                set_bit(set_bit(
                    overlay(
                        uuid_send(gen_random_uuid())
                        PLACING substring(
                            int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3
                        )
                        FROM 1 FOR 6
                    ), 52, 1), 53, 1),
                'hex')::uuid
        $$
        """
    )


def _create_encoders() -> None:
    # Vectors of one encoder serve at a time; the others belong to a change of model in progress.
    op.execute(
        """
        CREATE TABLE encoders (
            key text PRIMARY KEY,
            model text NOT NULL,
            revision text NOT NULL,
            n_dimensions integer NOT NULL CHECK (n_dimensions > 0),
            is_serving boolean NOT NULL DEFAULT false,
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX encoders_one_serves ON encoders (is_serving) WHERE is_serving")


def _create_candidates() -> None:
    tenant_table(
        "candidates",
        """
        id uuid NOT NULL DEFAULT time_ordered_uuid(),
        external_id text,
        uploaded_by uuid REFERENCES organisations (id),
        status text NOT NULL DEFAULT 'received' CHECK (status IN ('received', 'ready', 'refused')),
        reason text CHECK ((reason IS NOT NULL) = (status = 'refused')),
        revision integer NOT NULL DEFAULT 1,
        ready_revision integer CHECK (ready_revision <= revision),
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
        """,
        key=["id"],
        partner_column="uploaded_by",
    )
    # Whoever uploads chooses external ids, so those of a partner never meet those of the agency.
    op.execute(
        """
        CREATE UNIQUE INDEX candidates_external_id ON candidates (organisation_id, uploaded_by, external_id)
            NULLS NOT DISTINCT WHERE external_id IS NOT NULL
        """
    )
    tenant_table("candidate_pool_revisions", "revision bigint NOT NULL", key=[])
    _candidate_table(
        "candidate_identities", "read jsonb NOT NULL, identity jsonb NOT NULL", key=["candidate_id"]
    )


def _create_documents() -> None:
    _candidate_table(
        "candidate_documents",
        """
        revision integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('file', 'text', 'json_resume')),
        media_type text NOT NULL,
        display_name text NOT NULL,
        sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
        content bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
        """,
        key=["candidate_id", "revision"],
    )
    # PDF and DOCX are compressed already; trying again costs time and saves nothing.
    op.execute("ALTER TABLE candidate_documents ALTER COLUMN content SET STORAGE EXTERNAL")
    _candidate_table(
        "candidate_texts",
        """
        revision integer NOT NULL,
        text text NOT NULL,
        pages jsonb NOT NULL,
        hidden text[] NOT NULL,
        search tsvector
        """,
        key=["candidate_id"],
    )
    op.execute("CREATE INDEX candidate_texts_search ON candidate_texts USING gin (search)")


def _create_profiles() -> None:
    _candidate_table(
        "candidate_profiles",
        """
        revision integer NOT NULL,
        read jsonb NOT NULL,
        corrections jsonb NOT NULL DEFAULT '{}',
        profile jsonb NOT NULL,
        segments jsonb NOT NULL,
        parser text NOT NULL
        """,
        key=["candidate_id"],
    )
    # Narrow on purpose: with a long value in the same row vectors would be stored out of line, and an exact
    # scan would take five times as long.
    _candidate_table(
        "candidate_vectors",
        """
        encoder text NOT NULL REFERENCES encoders (key),
        segment integer NOT NULL,
        vector public.halfvec NOT NULL
        """,
        key=["candidate_id", "encoder", "segment"],
    )


def _create_idempotency_keys() -> None:
    # A key whose body_sha256 is NULL was used for something that has been erased.
    tenant_table(
        "idempotency_keys",
        """
        sender_id uuid NOT NULL REFERENCES organisations (id),
        key text NOT NULL,
        body_sha256 bytea,
        subject_id uuid,
        answer jsonb,
        created_at timestamptz NOT NULL DEFAULT now()
        """,
        key=["sender_id", "key"],
        partner_column="sender_id",
    )
    op.execute("CREATE INDEX idempotency_keys_subject ON idempotency_keys (organisation_id, subject_id)")


def _candidate_table(name: str, body: str, *, key: list[str]) -> None:
    """A table of facts about candidates; a partner sees those of the candidates that the partner sees."""
    tenant_table(name, f"candidate_id uuid NOT NULL, {body.strip()}, {_OF_CANDIDATE.strip()}", key=key)
    op.execute(
        f"""
        CREATE POLICY partner ON {name} AS RESTRICTIVE FOR ALL USING (
            {PARTNER} IS NULL
            OR EXISTS (SELECT FROM candidates c WHERE c.organisation_id = {TENANT} AND c.id = candidate_id)
        )
        """
    )


def _queue_settings() -> DBSettings:
    return DBSettings()


def _queue_statements() -> Iterator[str]:
    """The queue library's own tables, one statement at a time, in the order in which they depend."""
    settings = _queue_settings()
    schema = target(settings)
    yield from (schema_ddl.render_enum(entry, settings) for entry in schema.enums)
    yield from (schema_ddl.render_table(entry, settings) for entry in schema.tables)
    yield from (schema_ddl.render_index(entry, settings) for entry in schema.indexes)
    yield from (schema_ddl.render_function(entry, settings) for entry in schema.functions)
    yield from (schema_ddl.render_trigger(entry, settings) for entry in schema.triggers)
