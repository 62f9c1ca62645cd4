-- name: role
-- What the connected role may do beyond serving requests; ownership counts through membership too.
-- row: RoleRow
SELECT
    r.rolname AS name,
    r.rolsuper AS is_superuser,
    r.rolbypassrls AS bypasses_row_security,
    ARRAY(
        SELECT c.relname::text FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace
            AND c.relkind IN ('r', 'p', 'v', 'm')
            AND pg_has_role(r.oid, c.relowner, 'MEMBER')
        ORDER BY c.relname
    ) AS owned_tables
FROM pg_roles r
WHERE r.rolname = session_user

-- name: settings
-- The server's settings on which durability rests.
-- row: ServerSettingRow
SELECT name, setting
FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')
ORDER BY name

-- name: pgvector_version
-- The installed version of pgvector; no row without it.
SELECT extversion FROM pg_extension WHERE extname = 'vector'

-- name: unprotected_tables
-- Tables with an organisation whose rows are not hidden from everybody else.
SELECT c.relname::text AS name
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace
    AND c.relkind IN ('r', 'p')
    AND NOT (
        c.relrowsecurity
        AND c.relforcerowsecurity
        AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
    )
ORDER BY name

-- name: has_table
-- Whether there is a table of this name that the connected role may read.
-- $1 name
SELECT coalesce(has_table_privilege(to_regclass('public.' || quote_ident($1)), 'SELECT'), false)

-- name: revision
-- The newest migration that has run.
SELECT version_num::text FROM alembic_version

-- name: serving_encoder
-- The encoder whose vectors serve; no row before the first vector.
SELECT key FROM encoders WHERE is_serving
