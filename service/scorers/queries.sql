-- name: lock_organisation
-- Fits of one organisation are numbered one after the other; held until the transaction ends.
-- $1 organisation
SELECT pg_advisory_xact_lock(hashtextextended('scorers ' || $1::text, 0)) IS NULL

-- name: add_scorer
-- Weights with the next number.
-- $1 version of the declared scorer, $2 what was learned
-- row: ScorerRow
INSERT INTO scorers (organisation_id, number, declared, learned)
SELECT
    current_setting('app.organisation_id')::uuid, 1 + coalesce((SELECT max(number) FROM scorers), 0), $1,
    $2::text::jsonb
RETURNING number, declared, learned::text AS learned, created_at

-- name: scorer
-- One set of weights.
-- $1 number
-- row: ScorerRow
SELECT number, declared, learned::text AS learned, created_at FROM scorers WHERE number = $1

-- name: scorers
-- Sets of weights, the newest first.
-- $1 last number of the page before or NULL, $2 limit
-- row: ScorerRow
SELECT number, declared, learned::text AS learned, created_at
FROM scorers
WHERE $1::integer IS NULL OR number < $1
ORDER BY number DESC
LIMIT $2

-- name: choose
-- Which scorer counts from now on.
-- $1 number, $2 pinned
INSERT INTO scorer_choices (organisation_id, number, is_pinned)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2)

-- name: choice
-- The scorer that counts.
-- row: ChoiceRow
SELECT number, is_pinned, chosen_at FROM scorer_choices ORDER BY id DESC LIMIT 1

-- name: choices
-- What was chosen when, the newest first.
-- $1 limit
-- row: ChoiceRow
SELECT number, is_pinned, chosen_at FROM scorer_choices ORDER BY id DESC LIMIT $1
