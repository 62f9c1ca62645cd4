-- name: take
-- Takes a part of a quota for one process, in the window that the database's clock is in; answers what had been
-- taken of it before, and how long the window still is.
-- $1 organisation, $2 public part of the key, $3 quota, $4 seconds of the window, $5 how much is asked for
-- row: TakenRow
INSERT INTO key_usage AS u (organisation_id, key_prefix, quota, window_start, n_taken)
VALUES (
    $1, $2, $3, to_timestamp(floor(extract(epoch FROM now()) / $4::float8) * $4::float8), $5::bigint
)
ON CONFLICT (organisation_id, key_prefix, quota) DO UPDATE
SET
    window_start = greatest(u.window_start, excluded.window_start),
    n_taken = excluded.n_taken + CASE WHEN u.window_start >= excluded.window_start THEN u.n_taken ELSE 0 END
RETURNING
    n_taken - $5::bigint AS n_before,
    extract(epoch FROM window_start)::float8 + $4::float8 - extract(epoch FROM now())::float8 AS seconds_left
