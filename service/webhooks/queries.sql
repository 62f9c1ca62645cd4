-- name: add_webhook
-- A new address to be told of events.
-- $1 organisation, $2 address, $3 events, $4 secret, $5 key that seals it
-- row: WebhookRow
INSERT INTO webhooks (organisation_id, url, events, secret, secret_key)
VALUES ($1, $2, $3, $4, $5)
RETURNING id, url, events, is_active, n_failures, paused_until, created_at

-- name: webhooks
-- All addresses of the organisation, the oldest first.
-- row: WebhookRow
SELECT id, url, events, is_active, n_failures, paused_until, created_at
FROM webhooks
ORDER BY id

-- name: webhook
-- One address.
-- $1 webhook
-- row: WebhookRow
SELECT id, url, events, is_active, n_failures, paused_until, created_at
FROM webhooks
WHERE id = $1

-- name: delete_webhook
-- Takes an address out, with all that was to be delivered there; answers how many there were.
-- $1 webhook
WITH gone AS (DELETE FROM webhooks WHERE id = $1 RETURNING id)
SELECT count(*) FROM gone

-- name: rotate_secret
-- Another secret; the one before signs beside it for a day. The address counts as mended.
-- $1 webhook, $2 secret, $3 key that seals it
-- row: WebhookRow
UPDATE webhooks
SET
    former_secret = secret,
    former_secret_key = secret_key,
    former_until = now() + interval '1 day',
    secret = $2,
    secret_key = $3,
    is_active = true,
    n_failures = 0,
    paused_until = NULL
WHERE id = $1
RETURNING id, url, events, is_active, n_failures, paused_until, created_at

-- name: announce
-- An event, for every address that wants it, or for one alone.
-- $1 event, $2 id of the event, $3 data, $4 webhook or NULL
INSERT INTO webhook_deliveries (organisation_id, webhook_id, event_id, event, body)
SELECT
    w.organisation_id, w.id, $2, $1::text,
    json_build_object(
        'type', $1::text,
        'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'data', $3::json
    )::text
FROM webhooks w
WHERE w.is_active AND CASE WHEN $4::uuid IS NULL THEN $1::text = ANY (w.events) ELSE w.id = $4 END
RETURNING id

-- name: half_minute
-- Which half minute it is, if an address wants to be told of an event, else nothing.
-- $1 event
-- row: HalfMinute
SELECT w.organisation_id, floor(extract(epoch FROM now()) / 30)::bigint AS number
FROM webhooks w
WHERE w.is_active AND $1::text = ANY (w.events)
LIMIT 1

-- name: begin_try
-- Counts a try before it is made, so that one which ends the worker counts too; nothing for what is delivered,
-- given up, or waits for an address that failed. Such an address is tried by one delivery at a time, so that one
-- which does not answer keeps no worker busy.
-- $1 delivery
-- row: TryRow
WITH address AS (
    UPDATE webhooks w
    SET paused_until = CASE WHEN w.n_failures > 0 THEN now() + interval '15 seconds' END
    FROM webhook_deliveries d
    WHERE d.id = $1 AND d.status = 'waiting' AND w.organisation_id = d.organisation_id AND w.id = d.webhook_id
        AND w.is_active AND (w.paused_until IS NULL OR w.paused_until <= now())
    RETURNING w.*
)
UPDATE webhook_deliveries d
SET n_tries = d.n_tries + 1
FROM address w
WHERE d.id = $1
RETURNING
    d.id, d.webhook_id, d.event_id, d.event, d.body, d.n_tries, w.url, w.secret, w.secret_key,
    CASE WHEN w.former_until > now() THEN w.former_secret END AS former_secret,
    w.former_secret_key,
    now() AS moment

-- name: pause_left
-- Seconds until the address of a waiting delivery is tried again; nothing where there is nothing to be done.
-- $1 delivery
SELECT greatest(1, extract(epoch FROM w.paused_until - now()))::float8
FROM webhook_deliveries d
JOIN webhooks w ON w.organisation_id = d.organisation_id AND w.id = d.webhook_id
WHERE d.id = $1 AND d.status = 'waiting' AND w.is_active

-- name: end_try
-- What came of a try.
-- $1 delivery, $2 status, $3 the try
UPDATE webhook_deliveries
SET status = $2, tries = tries || $3::jsonb
WHERE id = $1

-- name: reached
-- An address answered as it should.
-- $1 webhook
UPDATE webhooks SET n_failures = 0, paused_until = NULL
WHERE id = $1 AND (n_failures > 0 OR paused_until IS NOT NULL)

-- name: not_reached
-- An address did not answer as it should: it is left alone for twice as long each time, five minutes at most.
-- $1 webhook, $2 whether it wants nothing any more
UPDATE webhooks
SET
    n_failures = n_failures + 1,
    paused_until = now() + least(300, 2 ^ least(n_failures, 9)) * interval '1 second',
    is_active = is_active AND NOT $2::boolean
WHERE id = $1

-- name: deliveries
-- What was to be delivered to an address, the newest first.
-- $1 webhook, $2 delivery after which the page begins or NULL, $3 limit
-- row: DeliveryRow
SELECT id, event_id, event, status, n_tries, tries, created_at
FROM webhook_deliveries
WHERE webhook_id = $1 AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC
LIMIT $3

-- name: forget_old_deliveries
-- What was delivered, or given up, more than thirty days ago.
-- $1 webhook
DELETE FROM webhook_deliveries
WHERE webhook_id = $1 AND status <> 'waiting' AND created_at < now() - interval '30 days'
