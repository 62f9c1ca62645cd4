-- name: begin
-- A key is used for the first time; a transaction that uses the same key is waited for.
-- $1 sender, $2 key, $3 sha256 of the body
INSERT INTO idempotency_keys (organisation_id, sender_id, key, body_sha256)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2, $3)
ON CONFLICT DO NOTHING
RETURNING key

-- name: used_key
-- What a key was used for.
-- $1 sender, $2 key
-- row: UsedKey
SELECT body_sha256, answer::text AS answer FROM idempotency_keys WHERE sender_id = $1 AND key = $2

-- name: finish
-- What the use of a key led to.
-- $1 sender, $2 key, $3 subject, $4 answer
UPDATE idempotency_keys SET subject_id = $3, answer = $4::text::jsonb WHERE sender_id = $1 AND key = $2

-- name: erase
-- Answers that concern something erased; the keys stay used.
-- $1 subject
UPDATE idempotency_keys SET body_sha256 = NULL, answer = NULL WHERE subject_id = $1
