-- name: create_organisation
-- A new organisation.
-- $1 kind, $2 name
-- row: OrganisationRow
INSERT INTO organisations (kind, name)
VALUES ($1, $2)
RETURNING id, kind, name, created_at

-- name: organisations
-- Every organisation that the connection may see, by name.
-- row: OrganisationRow
SELECT id, kind, name, created_at
FROM organisations
ORDER BY name

-- name: organisation
-- One organisation by its id.
-- $1 organisation
-- row: OrganisationRow
SELECT id, kind, name, created_at
FROM organisations
WHERE id = $1

-- name: organisation_named
-- One organisation by its name.
-- $1 name
-- row: OrganisationRow
SELECT id, kind, name, created_at
FROM organisations
WHERE name = $1

-- name: link_partner
-- Allows a partner to upload candidates for an agency; again changes nothing.
-- $1 agency, $2 partner
INSERT INTO partner_links (organisation_id, partner_id)
VALUES ($1, $2)
ON CONFLICT DO NOTHING

-- name: unlink_partner
-- Ends what `link_partner` allowed; answers how many links there were.
-- $1 agency, $2 partner
WITH ended AS (
    DELETE FROM partner_links
    WHERE organisation_id = $1 AND partner_id = $2
    RETURNING partner_id
)
SELECT count(*) FROM ended

-- name: add_key
-- A new key of an organisation; only the hash of its secret is kept.
-- $1 organisation, $2 prefix, $3 SHA-256 of the secret, $4 note
-- row: KeyRow
INSERT INTO api_keys (organisation_id, prefix, secret_sha256, note)
VALUES ($1, $2, $3, $4)
RETURNING organisation_id, prefix, note, created_at, revoked_at

-- name: keys
-- The keys that the connection may see, of one organisation or of all, oldest first.
-- $1 organisation or NULL
-- row: KeyRow
SELECT organisation_id, prefix, note, created_at, revoked_at
FROM api_keys
WHERE $1::uuid IS NULL OR organisation_id = $1
ORDER BY created_at, prefix

-- name: revoke_key
-- Revokes a key; a key revoked before keeps its time.
-- $1 prefix
-- row: KeyRow
UPDATE api_keys
SET revoked_at = coalesce(revoked_at, now())
WHERE prefix = $1
RETURNING organisation_id, prefix, note, created_at, revoked_at

-- name: key_holder
-- What a request with a key may be: the key's hash, its organisation, and the agencies of a partner.
-- $1 prefix
-- row: KeyHolderRow
SELECT
    k.organisation_id,
    o.kind,
    k.secret_sha256,
    k.revoked_at IS NOT NULL AS is_revoked,
    ARRAY(
        SELECT l.organisation_id FROM partner_links l
        WHERE l.partner_id = k.organisation_id
        ORDER BY l.organisation_id
    ) AS agency_ids
FROM api_keys k
JOIN organisations o ON o.id = k.organisation_id
WHERE k.prefix = $1
