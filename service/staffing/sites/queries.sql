-- name: add_site
-- A site without external id, or with a new one; one that is known is replaced and keeps its openings.
-- $1 external id, $2 name, $3 what it says of itself
-- row: SavedRow
INSERT INTO sites (organisation_id, external_id, name, about)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2, $3::text::jsonb)
ON CONFLICT (organisation_id, external_id) DO UPDATE
SET name = excluded.name,
    about = excluded.about,
    revision = sites.revision + 1,
    updated_at = now()
RETURNING id, xmax = 0 AS is_new

-- name: change_site
-- A site changed by a person, unless someone else changed it in the meantime.
-- $1 site, $2 revision that was seen, $3 name, $4 what it says of itself
UPDATE sites
SET name = $3, about = $4::text::jsonb, revision = revision + 1, updated_at = now()
WHERE id = $1 AND revision = $2
RETURNING id

-- name: site
-- One site.
-- $1 site
-- row: SiteRow
SELECT id, external_id, name, about::text AS about, revision, created_at, updated_at
FROM sites
WHERE id = $1

-- name: sites
-- Sites, the newest first; ids are in order of time.
-- $1 last site of the page before or NULL, $2 limit, $3 name or external id or NULL
-- row: SiteRow
SELECT id, external_id, name, about::text AS about, revision, created_at, updated_at
FROM sites
WHERE ($1::uuid IS NULL OR id < $1) AND ($3::text IS NULL OR external_id = $3 OR name = $3)
ORDER BY id DESC
LIMIT $2

-- name: delete_site
-- A site goes, with its plans; its openings stay.
-- $1 site
DELETE FROM sites WHERE id = $1 RETURNING id

-- name: attach
-- An opening joins a site, or changes its seats there.
-- $1 site, $2 opening, $3 headcount or NULL, $4 start or NULL, $5 shift or NULL, $6 priority
INSERT INTO site_openings (organisation_id, site_id, opening_id, headcount, starts_on, shift, priority)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2, $3, $4, $5, $6)
ON CONFLICT (organisation_id, site_id, opening_id) DO UPDATE
SET headcount = excluded.headcount,
    starts_on = excluded.starts_on,
    shift = excluded.shift,
    priority = excluded.priority

-- name: detach
-- An opening leaves a site.
-- $1 site, $2 opening
DELETE FROM site_openings WHERE site_id = $1 AND opening_id = $2 RETURNING opening_id

-- name: seats
-- The openings of a site, in the order in which they joined it.
-- $1 site
-- row: SeatsRow
SELECT opening_id, headcount, starts_on, shift, priority
FROM site_openings
WHERE site_id = $1
ORDER BY attached_at, opening_id
