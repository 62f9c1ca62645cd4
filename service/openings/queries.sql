-- name: add_opening
-- An opening without external id, or with a new one; one that is known is replaced, keeps its corrections and
-- is open again.
-- $1 external id, $2 title, $3 text, $4 stated, $5 requirements, $6 segments, $7 headcount
-- row: SavedRow
INSERT INTO openings (organisation_id, external_id, title, text, stated, requirements, segments, headcount)
VALUES (
    current_setting('app.organisation_id')::uuid,
    $1, $2, $3, $4::text::jsonb, $5::text::jsonb, $6::text::jsonb, $7
)
ON CONFLICT (organisation_id, external_id) DO UPDATE
SET title = excluded.title,
    text = excluded.text,
    stated = excluded.stated,
    requirements = excluded.requirements,
    segments = excluded.segments,
    headcount = excluded.headcount,
    revision = openings.revision + 1,
    updated_at = now(),
    closed_at = NULL
RETURNING id, xmax = 0 AS is_new

-- name: change_opening
-- An opening changed by a person, unless someone else changed it in the meantime.
-- $1 opening, $2 revision that was seen, $3 title, $4 text, $5 requirements, $6 segments, $7 corrections,
-- $8 headcount, $9 whether it is closed
UPDATE openings
SET title = $3,
    text = $4,
    requirements = $5::text::jsonb,
    segments = $6::text::jsonb,
    corrections = $7::text::jsonb,
    headcount = $8,
    closed_at = CASE WHEN $9::boolean THEN coalesce(closed_at, now()) END,
    revision = revision + 1,
    updated_at = now()
WHERE id = $1 AND revision = $2
RETURNING id

-- name: opening
-- One opening.
-- $1 opening
-- row: OpeningRow
SELECT
    id, external_id, title, text, stated::text AS stated, requirements::text AS requirements,
    corrections::text AS corrections, segments::text AS segments,
    headcount, revision, created_at, updated_at, closed_at
FROM openings
WHERE id = $1

-- name: openings
-- Openings, the newest first; ids are in order of time.
-- $1 last opening of the page before or NULL, $2 limit, $3 external id or NULL, $4 whether closed ones are left out
-- row: OpeningRow
SELECT
    id, external_id, title, text, stated::text AS stated, requirements::text AS requirements,
    corrections::text AS corrections, segments::text AS segments,
    headcount, revision, created_at, updated_at, closed_at
FROM openings
WHERE ($1::uuid IS NULL OR id < $1)
    AND ($3::text IS NULL OR external_id = $3)
    AND (NOT $4::boolean OR closed_at IS NULL)
ORDER BY id DESC
LIMIT $2

-- name: delete_opening
-- An opening goes, with its vectors.
-- $1 opening
DELETE FROM openings WHERE id = $1 RETURNING id

-- name: forget_vectors
-- Vectors of an opening's earlier passages, of every encoder.
-- $1 opening
DELETE FROM opening_vectors WHERE opening_id = $1

-- name: add_vector
-- The vector of one passage.
-- $1 opening, $2 encoder, $3 number of the passage, from 0, $4 vector
INSERT INTO opening_vectors (organisation_id, opening_id, encoder, segment, vector)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- name: vectors
-- The vectors of some openings by one encoder, in reading order.
-- $1 openings, $2 encoder
-- row: VectorRow
SELECT opening_id, vector
FROM opening_vectors
WHERE opening_id = ANY($1::uuid[]) AND encoder = $2
ORDER BY opening_id, segment
