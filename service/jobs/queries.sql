-- name: discard_jobs
-- Jobs with one of these keys are forgotten, whatever state they are in, and with them all they carry.
-- $1 prefix of the keys
DELETE FROM pgqueuer WHERE starts_with(dedupe_key, $1)

-- name: forget_old_log
-- What the queue wrote down of jobs long done.
DELETE FROM pgqueuer_log WHERE aggregated AND created < now() - interval '7 days'

-- name: parked_jobs
-- Jobs that failed for good and wait for a person, the newest first.
-- $1 limit
-- row: ParkedJob
SELECT id, entrypoint AS name, dedupe_key AS key, created AS created_at, updated AS parked_at
FROM pgqueuer
WHERE status = 'failed'
ORDER BY updated DESC, id DESC
LIMIT $1
