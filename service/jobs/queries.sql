-- name: turn
-- Whose job it is, and its turn among those of its class: after the last one of the same organisation, yet not
-- before the one whose turn it is now. So organisations take turns, however many jobs one of them has.
-- $1 highest priority of the class, $2 lowest
-- row: TurnRow
SELECT
    o.organisation,
    greatest(
        (
            SELECT $1::int - j.priority
            FROM pgqueuer j
            WHERE j.status = 'queued' AND j.priority BETWEEN $2::int AND $1::int AND j.execute_after <= now()
            ORDER BY j.priority DESC, j.id
            LIMIT 1
        ),
        (
            SELECT $1::int - j.priority + 1
            FROM pgqueuer j
            WHERE j.status = 'queued' AND j.priority BETWEEN $2::int AND $1::int
                AND (j.headers #>> '{}')::jsonb ->> 'organisation' = o.organisation
            ORDER BY j.id DESC
            LIMIT 1
        ),
        0
    ) AS turn
FROM (SELECT coalesce(current_setting('app.organisation_id', true), '') AS organisation) o

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

-- name: jobs
-- Jobs in the queue, the newest first: all, those of one organisation, of one state, or one.
-- $1 organisation, $2 state, $3 last id of the page before, $4 limit, $5 id
-- row: QueuedJob
SELECT
    id, entrypoint AS name, dedupe_key AS key, convert_from(payload, 'UTF8') AS arguments,
    CASE status WHEN 'failed' THEN 'parked' WHEN 'picked' THEN 'running' ELSE 'waiting' END AS state,
    attempts, priority, created AS created_at, updated AS updated_at, execute_after AS due_at
FROM pgqueuer
WHERE ($1::text IS NULL OR convert_from(payload, 'UTF8')::jsonb ->> 'organisation_id' = $1)
    AND (
        $2::text IS NULL
        OR $2 = CASE status WHEN 'failed' THEN 'parked' WHEN 'picked' THEN 'running' ELSE 'waiting' END
    )
    AND ($3::bigint IS NULL OR id < $3)
    AND ($5::bigint IS NULL OR id = $5)
ORDER BY id DESC
LIMIT $4

-- name: discard_job
-- A job is forgotten, unless it runs at this moment.
-- $1 id
DELETE FROM pgqueuer WHERE id = $1 AND status <> 'picked' RETURNING id

-- name: beat
-- A worker works; those that were not heard for an hour are forgotten.
-- $1 worker, $2 host, $3 whether it listens for jobs, $4 jobs in hand, $5 done, $6 failed
WITH gone AS (DELETE FROM workers WHERE seen_at < now() - interval '1 hour')
INSERT INTO workers (id, host, has_queue, n_in_hand, n_done, n_failed)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE
SET
    seen_at = now(),
    has_queue = excluded.has_queue,
    n_in_hand = excluded.n_in_hand,
    n_done = excluded.n_done,
    n_failed = excluded.n_failed

-- name: forget_worker
-- A worker that ended as it was told to.
-- $1 worker
DELETE FROM workers WHERE id = $1

-- name: workers
-- Workers heard within the last hour, and how long the job waits whose turn it is.
-- row: WorkerRow
SELECT
    w.id, w.host, w.started_at, w.has_queue, w.n_in_hand, w.n_done, w.n_failed,
    extract(epoch FROM now() - w.seen_at)::float8 AS silent_seconds,
    coalesce(
        (
            SELECT extract(epoch FROM now() - min(greatest(q.execute_after, q.updated)))
            FROM pgqueuer q
            WHERE q.status = 'queued' AND q.execute_after <= now()
        ),
        0
    )::float8 AS waiting_seconds
FROM workers w
WHERE w.seen_at > now() - interval '1 hour'
ORDER BY w.seen_at DESC, w.id
