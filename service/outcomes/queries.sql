-- name: record_outcome
-- What became of a person; the same again changes nothing but its reason. None without such a candidate.
-- $1 opening, $2 candidate, $3 kind, $4 reason or NULL
-- row: SavedOutcome
INSERT INTO outcomes (organisation_id, opening_id, candidate_id, kind, reason)
SELECT c.organisation_id, $1, c.id, $3, $4
FROM candidates c
WHERE c.organisation_id = current_setting('app.organisation_id')::uuid AND c.id = $2
FOR KEY SHARE OF c
ON CONFLICT (organisation_id, opening_id, candidate_id, kind) DO UPDATE SET reason = excluded.reason
RETURNING recorded_at, xmax = 0 AS is_new

-- name: outcomes
-- Outcomes of an opening, the newest first.
-- $1 opening, $2 $3 $4 time, candidate and kind of the last one of the page before, or NULL, $5 limit
-- row: OutcomeRow
SELECT opening_id, candidate_id, kind, reason, recorded_at
FROM outcomes
WHERE opening_id = $1
    AND ($2::timestamptz IS NULL OR (recorded_at, candidate_id, kind) < ($2, $3::uuid, $4::text))
ORDER BY recorded_at DESC, candidate_id DESC, kind DESC
LIMIT $5

-- name: all_outcomes
-- Every outcome of the organisation, opening by opening.
-- row: OutcomeRow
SELECT opening_id, candidate_id, kind, reason, recorded_at
FROM outcomes
ORDER BY opening_id, candidate_id, kind

-- name: count_outcomes
-- How many outcomes the organisation has recorded.
SELECT count(*) FROM outcomes

-- name: forget_outcomes
-- What was recorded of a person for an opening by mistake.
-- $1 opening, $2 candidate
WITH gone AS (
    DELETE FROM outcomes WHERE opening_id = $1 AND candidate_id = $2 RETURNING 1
)
SELECT count(*) FROM gone
