-- name: begin
-- A new import, without items so far.
-- $1 subject, $2 form, $3 whether its candidates take the place of duplicates
INSERT INTO imports (organisation_id, uploaded_by, subject, form, replaces_duplicates)
VALUES (
    current_setting('app.organisation_id')::uuid,
    nullif(current_setting('app.partner_id', true), '')::uuid,
    $1, $2, $3
)
RETURNING id

-- name: add_batch
-- A part of an import, sealed.
-- $1 import, $2 number, $3 content, $4 key
INSERT INTO import_batches (organisation_id, import_id, number, content, key)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2, $3, $4)

-- name: add_items
-- Items of an import; those that are refused already carry their reason.
-- $1 import, $2 positions, $3 names, $4 reasons, $5 details
INSERT INTO import_items (organisation_id, import_id, position, name, outcome, reason, detail)
SELECT
    current_setting('app.organisation_id')::uuid, $1, i.position, i.name,
    CASE WHEN i.reason IS NOT NULL THEN 'refused' END, i.reason, i.detail
FROM unnest($2::int[], $3::text[], $4::text[], $5::text[]) AS i (position, name, reason, detail)

-- name: count_items
-- All items of an import are there.
-- $1 import, $2 number of items
UPDATE imports SET n_items = $2 WHERE id = $1

-- name: imports
-- A page of imports, the newest first; or one.
-- $1 import or NULL, $2 last id of the page before, $3 limit
-- row: ImportRow
SELECT
    m.id, m.uploaded_by, m.subject, m.form, m.n_items, m.created_at, m.cancelled_at,
    coalesce(n.n_waiting, 0) AS n_waiting,
    coalesce(n.n_created, 0) AS n_created,
    coalesce(n.n_replaced, 0) AS n_replaced,
    coalesce(n.n_unchanged, 0) AS n_unchanged,
    coalesce(n.n_duplicate, 0) AS n_duplicate,
    coalesce(n.n_refused, 0) AS n_refused,
    coalesce(n.n_cancelled, 0) AS n_cancelled,
    coalesce(n.n_reading, 0) AS n_reading
FROM imports m
LEFT JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE i.outcome IS NULL) AS n_waiting,
        count(*) FILTER (WHERE i.outcome = 'created' AND NOT i.is_refused) AS n_created,
        count(*) FILTER (WHERE i.outcome = 'replaced' AND NOT i.is_refused) AS n_replaced,
        count(*) FILTER (WHERE i.outcome = 'unchanged' AND NOT i.is_refused) AS n_unchanged,
        count(*) FILTER (WHERE i.outcome = 'duplicate' AND NOT i.is_refused) AS n_duplicate,
        count(*) FILTER (WHERE i.outcome = 'refused' OR i.is_refused) AS n_refused,
        count(*) FILTER (WHERE i.outcome = 'cancelled') AS n_cancelled,
        count(*) FILTER (WHERE i.outcome IN ('created', 'replaced') AND i.is_reading) AS n_reading
    FROM (
        SELECT
            t.outcome,
            coalesce(c.status = 'refused' AND c.revision = t.revision, false) AS is_refused,
            coalesce(c.status = 'received' AND c.revision = t.revision, false) AS is_reading
        FROM import_items t
        LEFT JOIN candidates c ON c.organisation_id = t.organisation_id AND c.id = t.candidate_id
        WHERE t.organisation_id = m.organisation_id AND t.import_id = m.id
    ) i
) n ON true
WHERE ($1::uuid IS NULL OR m.id = $1) AND ($2::uuid IS NULL OR m.id < $2)
ORDER BY m.id DESC
LIMIT $3

-- name: items
-- What became of the items of an import, in their order.
-- $1 import, $2 position after which to go on, $3 limit
-- row: ItemRow
SELECT
    t.position, t.name,
    CASE
        WHEN c.status = 'refused' AND c.revision = t.revision THEN 'refused'
        ELSE coalesce(t.outcome, 'waiting')
    END AS outcome,
    coalesce(t.reason, CASE WHEN c.revision = t.revision THEN c.reason END) AS reason,
    t.detail, t.candidate_id, t.opening_id,
    ARRAY(
        SELECT CASE WHEN d.candidate_id = c.id THEN d.other_id ELSE d.candidate_id END
        FROM candidate_duplicates d
        WHERE d.organisation_id = c.organisation_id
            AND (d.candidate_id = c.id OR d.other_id = c.id)
            AND d.state <> 'apart'
        ORDER BY 1
    ) AS same_person,
    c.ready_revision >= t.revision AS is_read
FROM import_items t
LEFT JOIN candidates c ON c.organisation_id = t.organisation_id AND c.id = t.candidate_id
WHERE t.import_id = $1 AND t.position > $2
ORDER BY t.position
LIMIT $3

-- name: batch
-- A part that is still to be done.
-- $1 import, $2 number
-- row: BatchRow
SELECT b.content, b.key, m.uploaded_by, m.replaces_duplicates, current_date AS today
FROM import_batches b
JOIN imports m ON m.organisation_id = b.organisation_id AND m.id = b.import_id
WHERE b.import_id = $1 AND b.number = $2

-- name: claim
-- An item that waits is held until the transaction ends; nothing is returned for one that is done.
-- $1 import, $2 position
SELECT position FROM import_items WHERE import_id = $1 AND position = $2 AND outcome IS NULL FOR UPDATE

-- name: settle
-- What became of an item.
-- $1 import, $2 position, $3 outcome, $4 reason, $5 detail, $6 candidate, $7 revision, $8 opening
UPDATE import_items
SET outcome = $3, reason = $4, detail = $5, candidate_id = $6, revision = $7, opening_id = $8
WHERE import_id = $1 AND position = $2

-- name: finish_batch
-- A part is done.
-- $1 import, $2 number
DELETE FROM import_batches WHERE import_id = $1 AND number = $2

-- name: cancel
-- Whatever waits is not to be done any more.
-- $1 import
UPDATE imports SET cancelled_at = coalesce(cancelled_at, now()) WHERE id = $1 RETURNING id

-- name: cancel_items
-- Items that wait; those that are being done at this moment are waited for.
-- $1 import
UPDATE import_items SET outcome = 'cancelled' WHERE import_id = $1 AND outcome IS NULL

-- name: forget_batches
-- What an import that was cancelled still had to do.
-- $1 import
DELETE FROM import_batches WHERE import_id = $1
