-- name: lock_site
-- A site whose plans are counted, held until the transaction ends.
-- $1 site
SELECT id FROM sites WHERE id = $1 FOR UPDATE

-- name: add_plan
-- A plan with the next version of its site.
-- $1 site, $2 request, $3 plan to stay close to or NULL
-- row: PlanRow
INSERT INTO site_plans (organisation_id, site_id, version, status, request, previous_id)
SELECT
    current_setting('app.organisation_id')::uuid, $1::uuid,
    1 + coalesce((SELECT max(version) FROM site_plans WHERE site_id = $1), 0), 'waiting', $2::text::jsonb, $3::uuid
RETURNING
    id, site_id, version, status, request::text AS request, result::text AS result, progress, stage,
    is_cancelled, previous_id, created_at, finished_at

-- name: tell_progress
-- How far a plan is; answers whether it was cancelled. Nothing happens if it is ready or gone.
-- $1 plan, $2 progress, $3 stage
UPDATE site_plans SET progress = $2, stage = $3 WHERE id = $1 AND status = 'waiting' RETURNING is_cancelled

-- name: cancel_plan
-- A plan in the making is to end with the best found so far.
-- $1 site, $2 plan
UPDATE site_plans SET is_cancelled = true WHERE site_id = $1 AND id = $2 AND status = 'waiting' RETURNING id

-- name: fail_plan
-- A plan that cannot be made.
-- $1 plan, $2 why
UPDATE site_plans
SET status = 'failed', stage = $2, finished_at = now()
WHERE id = $1 AND status = 'waiting'
RETURNING id

-- name: finish_plan
-- A plan is ready; nothing happens if it is already.
-- $1 plan, $2 result
UPDATE site_plans
SET status = 'ready', result = $2::text::jsonb, progress = 1, stage = '', finished_at = now()
WHERE id = $1 AND status = 'waiting'
RETURNING id

-- name: plan
-- One plan of a site.
-- $1 site, $2 plan
-- row: PlanRow
SELECT
    id, site_id, version, status, request::text AS request, result::text AS result, progress, stage,
    is_cancelled, previous_id, created_at, finished_at
FROM site_plans
WHERE site_id = $1 AND id = $2

-- name: newest_plan
-- The newest plan of a site that is ready.
-- $1 site
-- row: PlanRow
SELECT
    id, site_id, version, status, request::text AS request, result::text AS result, progress, stage,
    is_cancelled, previous_id, created_at, finished_at
FROM site_plans
WHERE site_id = $1 AND status = 'ready'
ORDER BY version DESC
LIMIT 1

-- name: plans
-- Plans of a site, the newest first.
-- $1 site, $2 last version of the page before or NULL, $3 limit
-- row: PlanRow
SELECT
    id, site_id, version, status, request::text AS request, result::text AS result, progress, stage,
    is_cancelled, previous_id, created_at, finished_at
FROM site_plans
WHERE site_id = $1 AND ($2::integer IS NULL OR version < $2)
ORDER BY version DESC
LIMIT $3

-- name: add_people
-- The people of a plan, column by column; those who were erased while it was made are left out.
-- $1 plan, $2 roles, $3 openings, $4 candidates, $5 requirements, $6 numbers of must-haves missing, $7 places,
-- $8 scores, $9 tiers, $10 kept
INSERT INTO plan_people (
    organisation_id, plan_id, role, opening_id, candidate_id, requirement_id, n_missing, place, score, tier,
    is_kept
)
SELECT
    c.organisation_id, $1, p.role, p.opening, c.id, p.requirement, p.missing, p.place, p.score, p.tier, p.kept
FROM unnest(
    $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::integer[], $7::integer[], $8::double precision[],
    $9::text[], $10::boolean[]
) AS p (role, opening, candidate, requirement, missing, place, score, tier, kept)
JOIN candidates c
    ON c.id = p.candidate AND c.organisation_id = current_setting('app.organisation_id')::uuid
FOR KEY SHARE OF c

-- name: people
-- People of a plan, by role, opening and place.
-- $1 plan, $2 role or NULL, $3 opening or NULL, $4 people left out before the page, $5 limit or NULL
-- row: PersonRow
SELECT role, opening_id, candidate_id, requirement_id, n_missing, place, score, tier, is_kept
FROM plan_people
WHERE plan_id = $1 AND ($2::text IS NULL OR role = $2) AND ($3::uuid IS NULL OR opening_id = $3)
ORDER BY array_position(ARRAY['seat', 'reserve', 'trainee', 'unused', 'lost'], role), opening_id, place
OFFSET $4
LIMIT $5
