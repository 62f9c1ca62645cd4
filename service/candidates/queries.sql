-- name: serving_encoder
-- The key of the encoder whose vectors serve, if any has been taken into service yet.
SELECT key FROM encoders WHERE is_serving

-- name: add_encoder
-- An encoder becomes known; the first one ever becomes the one that serves.
-- $1 key, $2 model, $3 revision, $4 dimensions
INSERT INTO encoders (key, model, revision, n_dimensions, is_serving)
VALUES ($1, $2, $3, $4, NOT EXISTS (SELECT FROM encoders WHERE is_serving))
ON CONFLICT DO NOTHING

-- name: none_serves
-- No encoder serves: the first half of a swap, seen by nobody without the second.
UPDATE encoders SET is_serving = false WHERE is_serving

-- name: let_serve
-- An encoder serves from now on.
-- $1 encoder
UPDATE encoders SET is_serving = true WHERE key = $1

-- name: unembedded
-- Candidates whose passages have no vectors of an encoder yet.
-- $1 encoder, $2 limit
-- row: UnembeddedRow
SELECT p.candidate_id, p.revision, p.segments::text AS segments
FROM candidate_profiles p
WHERE jsonb_array_length(p.segments) > 0
    AND NOT EXISTS (
        SELECT FROM candidate_vectors v
        WHERE v.organisation_id = p.organisation_id AND v.candidate_id = p.candidate_id AND v.encoder = $1
    )
ORDER BY p.candidate_id
LIMIT $2

-- name: is_at
-- Whether a candidate is as a revision was read, which it stays until the transaction ends.
-- $1 candidate, $2 revision
SELECT true FROM candidate_profiles WHERE candidate_id = $1 AND revision = $2 FOR SHARE

-- name: forget_idle_vectors
-- Vectors of encoders that do not serve go; how many candidates had some.
WITH gone AS (
    DELETE FROM candidate_vectors
    WHERE encoder <> (SELECT key FROM encoders WHERE is_serving)
    RETURNING candidate_id
)
SELECT count(DISTINCT candidate_id) AS n_candidates FROM gone

-- name: lock_by_external_id
-- The candidate of this sender with this external id, held until the transaction ends.
-- $1 external id
-- row: Standing
SELECT id, status, revision
FROM candidates
WHERE external_id = $1
    AND uploaded_by IS NOT DISTINCT FROM nullif(current_setting('app.partner_id', true), '')::uuid
FOR UPDATE

-- name: receive
-- A candidate without external id, or with a new one; one that is known gets a new revision to be read.
-- $1 external id, $2 whether it takes the place of duplicates
-- row: Standing
INSERT INTO candidates (organisation_id, uploaded_by, external_id, replaces_duplicates)
VALUES (
    current_setting('app.organisation_id')::uuid,
    nullif(current_setting('app.partner_id', true), '')::uuid,
    $1, $2
)
ON CONFLICT (organisation_id, uploaded_by, external_id) WHERE external_id IS NOT NULL DO UPDATE
SET status = 'received',
    reason = NULL,
    revision = candidates.revision + 1,
    attempts = 0,
    updated_at = now(),
    merged_into = NULL,
    replaces_duplicates = excluded.replaces_duplicates
RETURNING id, status, revision

-- name: standing
-- How far the reading of a candidate is.
-- $1 candidate
-- row: Progress
SELECT id, status, reason, revision, ready_revision FROM candidates WHERE id = $1

-- name: attempts
-- How often a revision that waits to be read has been tried.
-- $1 candidate, $2 revision
SELECT attempts FROM candidates WHERE id = $1 AND revision = $2 AND status = 'received'

-- name: claim
-- One more attempt at reading a revision begins, unless it is done, refused or replaced.
-- $1 candidate, $2 revision
-- row: Claim
UPDATE candidates
SET attempts = attempts + 1
WHERE id = $1 AND revision = $2 AND status = 'received'
RETURNING attempts, current_date AS today, replaces_duplicates AND ready_revision IS DISTINCT FROM $2 AS may_replace

-- name: refuse
-- A revision that cannot be read; nothing happens if it is done or replaced.
-- $1 candidate, $2 revision, $3 reason
UPDATE candidates
SET status = 'refused', reason = $3, updated_at = now()
WHERE id = $1 AND revision = $2 AND status = 'received'
RETURNING id

-- name: finish
-- A revision that has been read; nothing is returned if it was done before or is replaced. An attempt that
-- succeeds late, after another worker gave the candidate up, still counts.
-- $1 candidate, $2 revision
UPDATE candidates
SET status = 'ready', reason = NULL, ready_revision = $2, updated_at = now()
WHERE id = $1
    AND revision = $2
    AND (status = 'received' OR (status = 'refused' AND reason = 'processing_failed'))
RETURNING id

-- name: read_again
-- A revision that was refused is to be read once more.
-- $1 candidate
-- row: Standing
UPDATE candidates
SET status = 'received', reason = NULL, attempts = 0, updated_at = now()
WHERE id = $1 AND status <> 'received'
RETURNING id, status, revision

-- name: keep_identity
-- Who the candidate is: as read, and as a person corrected it.
-- $1 candidate, $2 identity as read, $3 corrected identity
INSERT INTO candidate_identities (organisation_id, candidate_id, read, identity)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2::text::jsonb, $3::text::jsonb)
ON CONFLICT (organisation_id, candidate_id) DO UPDATE SET read = excluded.read, identity = excluded.identity

-- name: keep_profile
-- What a revision was read as, and the profile that results from a person's corrections.
-- $1 candidate, $2 revision, $3 profile as read, $4 corrected profile, $5 segments, $6 parser
INSERT INTO candidate_profiles (organisation_id, candidate_id, revision, read, profile, segments, parser)
VALUES (
    current_setting('app.organisation_id')::uuid,
    $1, $2, $3::text::jsonb, $4::text::jsonb, $5::text::jsonb, $6
)
ON CONFLICT (organisation_id, candidate_id) DO UPDATE
SET revision = excluded.revision,
    read = excluded.read,
    profile = excluded.profile,
    segments = excluded.segments,
    parser = excluded.parser

-- name: forget_vectors
-- Vectors of a candidate's earlier passages, of every encoder.
-- $1 candidate
DELETE FROM candidate_vectors WHERE candidate_id = $1

-- name: add_vector
-- The vector of one passage, numbered from 0 in reading order.
-- $1 candidate, $2 encoder, $3 number of the passage, $4 vector
INSERT INTO candidate_vectors (organisation_id, candidate_id, encoder, segment, vector)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2, $3, $4)
ON CONFLICT DO NOTHING

-- name: corrections
-- A person's corrections of a candidate, and what they correct; held until the transaction ends.
-- $1 candidate
-- row: Corrected
SELECT p.corrections::text AS corrections, p.read::text AS profile, i.read::text AS identity
FROM candidate_profiles p
JOIN candidate_identities i ON i.organisation_id = p.organisation_id AND i.candidate_id = p.candidate_id
WHERE p.candidate_id = $1
FOR UPDATE

-- name: keep_corrections
-- A person's corrections, with the profile that results; who the person is goes to `correct_identity`.
-- $1 candidate, $2 corrections, $3 corrected profile
UPDATE candidate_profiles SET corrections = $2::text::jsonb, profile = $3::text::jsonb WHERE candidate_id = $1

-- name: correct_identity
-- Who a person says the candidate is.
-- $1 candidate, $2 corrected identity
UPDATE candidate_identities SET identity = $2::text::jsonb WHERE candidate_id = $1

-- name: touch
-- A person changes a candidate; it is held until the transaction ends.
-- $1 candidate
UPDATE candidates SET updated_at = now() WHERE id = $1

-- name: pool_changed
-- Whoever ranks has to look at the candidates again.
INSERT INTO candidate_pool_revisions (organisation_id, revision)
VALUES (current_setting('app.organisation_id')::uuid, 1)
ON CONFLICT (organisation_id) DO UPDATE SET revision = candidate_pool_revisions.revision + 1

-- name: pool_revision
-- A number that is another one whenever a candidate that can be ranked came, changed or went.
SELECT revision FROM candidate_pool_revisions

-- name: candidate
-- All that is known of one candidate.
-- $1 candidate
-- row: CandidateRow
SELECT
    c.id, c.external_id, c.uploaded_by, c.status, c.reason, c.revision, c.ready_revision,
    c.created_at, c.updated_at,
    c.merged_into,
    (
        SELECT json_agg(
            json_build_object(
                'candidate_id', CASE WHEN d.candidate_id = c.id THEN d.other_id ELSE d.candidate_id END,
                'because', d.because, 'is_certain', d.is_certain, 'state', d.state
            )
            ORDER BY d.created_at, d.candidate_id, d.other_id
        )::text
        FROM candidate_duplicates d
        WHERE d.organisation_id = c.organisation_id AND (d.candidate_id = c.id OR d.other_id = c.id)
    ) AS duplicates,
    p.profile::text AS profile, p.corrections::text AS corrections,
    i.identity::text AS identity, t.text
FROM candidates c
LEFT JOIN candidate_profiles p ON p.organisation_id = c.organisation_id AND p.candidate_id = c.id
LEFT JOIN candidate_identities i ON i.organisation_id = c.organisation_id AND i.candidate_id = c.id
LEFT JOIN candidate_texts t ON t.organisation_id = c.organisation_id AND t.candidate_id = c.id
WHERE c.id = $1

-- name: candidates_after
-- All that is known of some candidates, the oldest first.
-- $1 last id of the page before, $2 limit
-- row: CandidateRow
SELECT
    c.id, c.external_id, c.uploaded_by, c.status, c.reason, c.revision, c.ready_revision,
    c.created_at, c.updated_at,
    c.merged_into,
    (
        SELECT json_agg(
            json_build_object(
                'candidate_id', CASE WHEN d.candidate_id = c.id THEN d.other_id ELSE d.candidate_id END,
                'because', d.because, 'is_certain', d.is_certain, 'state', d.state
            )
            ORDER BY d.created_at, d.candidate_id, d.other_id
        )::text
        FROM candidate_duplicates d
        WHERE d.organisation_id = c.organisation_id AND (d.candidate_id = c.id OR d.other_id = c.id)
    ) AS duplicates,
    p.profile::text AS profile, p.corrections::text AS corrections,
    i.identity::text AS identity, t.text
FROM candidates c
LEFT JOIN candidate_profiles p ON p.organisation_id = c.organisation_id AND p.candidate_id = c.id
LEFT JOIN candidate_identities i ON i.organisation_id = c.organisation_id AND i.candidate_id = c.id
LEFT JOIN candidate_texts t ON t.organisation_id = c.organisation_id AND t.candidate_id = c.id
WHERE $1::uuid IS NULL OR c.id > $1
ORDER BY c.id
LIMIT $2

-- name: candidates
-- A page of candidates, the newest first.
-- $1 last id of the page before, $2 status, $3 external id, $4 limit
-- row: CandidateSummary
SELECT
    c.id, c.external_id, c.uploaded_by, c.status, c.reason, c.revision, c.ready_revision,
    c.created_at, c.updated_at,
    c.merged_into,
    (
        SELECT json_agg(
            json_build_object(
                'candidate_id', CASE WHEN d.candidate_id = c.id THEN d.other_id ELSE d.candidate_id END,
                'because', d.because, 'is_certain', d.is_certain, 'state', d.state
            )
            ORDER BY d.created_at, d.candidate_id, d.other_id
        )::text
        FROM candidate_duplicates d
        WHERE d.organisation_id = c.organisation_id AND (d.candidate_id = c.id OR d.other_id = c.id)
    ) AS duplicates,
    i.identity::text AS identity
FROM candidates c
LEFT JOIN candidate_identities i ON i.organisation_id = c.organisation_id AND i.candidate_id = c.id
WHERE ($1::uuid IS NULL OR c.id < $1)
    AND ($2::text IS NULL OR c.status = $2)
    AND ($3::text IS NULL OR c.external_id = $3)
ORDER BY c.id DESC
LIMIT $4

-- name: names
-- Who some candidates are, for people who look at a list.
-- $1 candidates
-- row: NameRow
SELECT candidate_id AS id, identity::text AS identity FROM candidate_identities WHERE candidate_id = ANY($1)

-- name: rankable_versions
-- All candidates that can be ranked, by id: ids of 16 bytes, and the times of their last changes, which are
-- other ones after every change, as 8-byte numbers of microseconds; each in one value.
-- row: VersionsRow
SELECT
    coalesce(string_agg(uuid_send(id), '' ORDER BY id), '') AS ids,
    coalesce(
        string_agg(int8send((extract(epoch FROM updated_at) * 1000000)::bigint), '' ORDER BY id), ''
    ) AS versions
FROM candidates
WHERE ready_revision IS NOT NULL AND merged_into IS NULL

-- name: n_rankable
-- How many candidates can be ranked.
SELECT count(*) FROM candidates WHERE ready_revision IS NOT NULL AND merged_into IS NULL

-- name: external_ids
-- What senders call some of their candidates; those without such a name are left out.
-- $1 ids
-- row: ExternalIdRow
SELECT id, external_id FROM candidates WHERE id = ANY($1::uuid[]) AND external_id IS NOT NULL

-- name: rankable
-- Candidates as the ranking needs them; all, or some by their ids. Vectors follow each other in one value.
-- $1 encoder, $2 ids or NULL, $3 whether the text is wanted
-- row: RankableRow
SELECT
    c.id,
    p.profile::text AS profile,
    p.segments::text AS segments,
    CASE WHEN $3 THEN t.text ELSE '' END AS text,
    coalesce(v.vectors, '') AS vectors
FROM candidates c
JOIN candidate_profiles p ON p.organisation_id = c.organisation_id AND p.candidate_id = c.id
JOIN candidate_texts t ON t.organisation_id = c.organisation_id AND t.candidate_id = c.id
LEFT JOIN (
    SELECT organisation_id, candidate_id, string_agg(halfvec_send(vector), '' ORDER BY segment) AS vectors
    FROM candidate_vectors
    WHERE encoder = $1 AND ($2::uuid[] IS NULL OR candidate_id = ANY($2))
    GROUP BY organisation_id, candidate_id
) v ON v.organisation_id = c.organisation_id AND v.candidate_id = c.id
WHERE c.ready_revision IS NOT NULL
    AND CASE WHEN $2::uuid[] IS NULL THEN c.merged_into IS NULL ELSE c.id = ANY($2) END
ORDER BY c.id

-- name: add_read
-- Candidates that need not be read, all at once; those that are there already stay as they are.
-- $1 ids, $2 external ids
INSERT INTO candidates (organisation_id, id, external_id, status, ready_revision)
SELECT current_setting('app.organisation_id')::uuid, id, external_id, 'ready', 1
FROM unnest($1::uuid[], $2::text[]) AS given (id, external_id)
ON CONFLICT DO NOTHING
RETURNING id

-- name: add_read_identities
-- Who candidates are that need not be read.
-- $1 ids, $2 identities
INSERT INTO candidate_identities (organisation_id, candidate_id, read, identity)
SELECT current_setting('app.organisation_id')::uuid, id, identity::jsonb, identity::jsonb
FROM unnest($1::uuid[], $2::text[]) AS given (id, identity)

-- name: add_read_profiles
-- Profiles of candidates that need not be read.
-- $1 ids, $2 profiles, $3 segments, $4 parser
INSERT INTO candidate_profiles (organisation_id, candidate_id, revision, read, profile, segments, parser)
SELECT
    current_setting('app.organisation_id')::uuid, id, 1, profile::jsonb, profile::jsonb, segments::jsonb, $4
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given (id, profile, segments)

-- name: add_read_vectors
-- Vectors of passages of candidates that need not be read.
-- $1 ids, one per passage, $2 numbers of the passages, $3 vectors, $4 encoder
INSERT INTO candidate_vectors (organisation_id, candidate_id, encoder, segment, vector)
SELECT current_setting('app.organisation_id')::uuid, id, $4, segment, vector
FROM unnest($1::uuid[], $2::integer[], $3::public.halfvec[]) AS given (id, segment, vector)

-- name: columns
-- Candidates behind an id, as columns: packed, where that was done in this form since the last change, and
-- the vectors of their passages, one after another.
-- $1 encoder, $2 form, $3 last id of the ones before, $4 limit
-- row: ColumnsRow
SELECT
    c.id,
    c.updated_at AS version,
    k.parts,
    (
        SELECT coalesce(string_agg(halfvec_send(v.vector), '' ORDER BY v.segment), '')
        FROM candidate_vectors v
        WHERE v.organisation_id = c.organisation_id AND v.candidate_id = c.id AND v.encoder = $1
    ) AS vectors
FROM candidates c
LEFT JOIN candidate_columns k
    ON k.organisation_id = c.organisation_id
    AND k.candidate_id = c.id
    AND k.form = $2
    AND k.version = c.updated_at
WHERE c.ready_revision IS NOT NULL AND c.merged_into IS NULL AND ($3::uuid IS NULL OR c.id > $3)
ORDER BY c.id
LIMIT $4

-- name: keep_columns
-- Packed columns of candidates, as of the time of their last change.
-- $1 form, $2 ids, $3 versions, $4 parts of all, one after another, $5 number of parts of each
INSERT INTO candidate_columns (organisation_id, candidate_id, form, version, parts)
SELECT c.organisation_id, c.id, $1, g.version, ($4::bytea[])[(g.place - 1) * $5::integer + 1 : g.place * $5]
FROM unnest($2::uuid[], $3::timestamptz[]) WITH ORDINALITY AS g (id, version, place)
JOIN candidates c ON c.organisation_id = current_setting('app.organisation_id')::uuid AND c.id = g.id
ON CONFLICT (organisation_id, candidate_id) DO UPDATE
SET form = excluded.form, version = excluded.version, parts = excluded.parts

-- name: keep_new_columns
-- Packed columns of candidates that came in this transaction.
-- $1 form, $2 ids, $3 parts of all, one after another, $4 number of parts of each
INSERT INTO candidate_columns (organisation_id, candidate_id, form, version, parts)
SELECT c.organisation_id, c.id, $1, now(), ($3::bytea[])[(g.place - 1) * $4::integer + 1 : g.place * $4]
FROM unnest($2::uuid[]) WITH ORDINALITY AS g (id, place)
JOIN candidates c ON c.organisation_id = current_setting('app.organisation_id')::uuid AND c.id = g.id

-- name: erase
-- A candidate goes, and with it everything that refers to it.
-- $1 candidate
DELETE FROM candidates WHERE id = $1 RETURNING id

-- name: forget_marks
-- What told a candidate's earlier document.
-- $1 candidate
DELETE FROM candidate_marks WHERE candidate_id = $1

-- name: lock_marks
-- Whoever else reads somebody with one of these marks waits until the transaction ends, and then finds them.
-- $1 kinds, $2 marks
SELECT count(*) FROM (
    SELECT pg_advisory_xact_lock(key)
    FROM (
        SELECT DISTINCT hashtextextended(
            current_setting('app.organisation_id') || kind || encode(mark, 'hex'), 0
        ) AS key
        FROM unnest($1::text[], $2::bytea[]) AS given (kind, mark)
        WHERE kind <> 'sketch'
        ORDER BY key
    ) keys
    OFFSET 0
) locked

-- name: add_marks
-- What tells a candidate.
-- $1 candidate, $2 kinds, $3 marks
INSERT INTO candidate_marks (organisation_id, kind, mark, candidate_id)
SELECT current_setting('app.organisation_id')::uuid, kind, mark, $1
FROM unnest($2::text[], $3::bytea[]) AS given (kind, mark)
ON CONFLICT DO NOTHING

-- name: sharing
-- Who shares something with a candidate: what kinds of marks, and the sketch of their text.
-- $1 candidate
-- row: Sharing
SELECT
    o.candidate_id,
    array_agg(DISTINCT o.kind) AS kinds,
    (
        SELECT s.mark FROM candidate_marks s
        WHERE s.organisation_id = o.organisation_id AND s.candidate_id = o.candidate_id AND s.kind = 'sketch'
        LIMIT 1
    ) AS sketch,
    (
        SELECT i.identity::text FROM candidate_identities i
        WHERE i.organisation_id = o.organisation_id AND i.candidate_id = o.candidate_id
    ) AS identity
FROM candidate_marks m
JOIN candidate_marks o
    ON o.organisation_id = m.organisation_id
    AND o.kind = m.kind
    AND o.mark = m.mark
    AND o.candidate_id <> m.candidate_id
WHERE m.candidate_id = $1 AND m.kind <> 'sketch'
GROUP BY o.organisation_id, o.candidate_id
ORDER BY bool_or(o.kind <> 'text') DESC, count(*) DESC, o.candidate_id
LIMIT 200

-- name: forget_links
-- Links that nobody has decided about; they are found again where they still hold.
-- $1 candidate
DELETE FROM candidate_duplicates WHERE (candidate_id = $1 OR other_id = $1) AND state = 'open'

-- name: add_links
-- Others who seem to be the same person as a candidate.
-- $1 candidate, $2 others, $3 what is shared, by commas, $4 whether it is certain
INSERT INTO candidate_duplicates (organisation_id, candidate_id, other_id, because, is_certain)
SELECT
    current_setting('app.organisation_id')::uuid,
    least($1::uuid, other), greatest($1::uuid, other), string_to_array(because, ','), is_certain
FROM unnest($2::uuid[], $3::text[], $4::boolean[]) AS given (other, because, is_certain)
ON CONFLICT (organisation_id, candidate_id, other_id) DO UPDATE
SET because = excluded.because, is_certain = excluded.is_certain

-- name: merge_certain
-- A candidate takes the place of those it is certain to be, of the same sender, and not yet decided about.
-- $1 candidate
WITH certain AS (
    UPDATE candidate_duplicates d
    SET state = 'merged'
    FROM candidates me, candidates o
    WHERE d.state = 'open'
        AND d.is_certain
        AND $1 IN (d.candidate_id, d.other_id)
        AND me.organisation_id = d.organisation_id
        AND me.id = $1
        AND o.organisation_id = d.organisation_id
        AND o.id = CASE WHEN d.candidate_id = $1 THEN d.other_id ELSE d.candidate_id END
        AND o.uploaded_by IS NOT DISTINCT FROM me.uploaded_by
    RETURNING o.organisation_id, o.id
)
UPDATE candidates c
SET merged_into = $1, updated_at = now()
FROM certain
WHERE c.organisation_id = certain.organisation_id AND c.id = certain.id

-- name: merge
-- Another candidate stands for this one, unless somebody stands for that other one.
-- $1 candidate, $2 the other
UPDATE candidates c
SET merged_into = $2, updated_at = now()
FROM candidates o
WHERE c.id = $1 AND o.organisation_id = c.organisation_id AND o.id = $2 AND o.merged_into IS NULL
RETURNING c.id

-- name: undo_merge
-- A candidate stands for itself again; the one that stood for it.
-- $1 candidate
UPDATE candidates c
SET merged_into = NULL, updated_at = now()
FROM candidates before
WHERE c.id = $1
    AND before.organisation_id = c.organisation_id
    AND before.id = c.id
    AND before.merged_into IS NOT NULL
RETURNING before.merged_into

-- name: decide
-- A person decides about two candidates, linked before or not.
-- $1 candidate, $2 other, $3 state
INSERT INTO candidate_duplicates (organisation_id, candidate_id, other_id, because, is_certain, state)
VALUES (
    current_setting('app.organisation_id')::uuid,
    least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), '{person}', true, $3
)
ON CONFLICT (organisation_id, candidate_id, other_id) DO UPDATE SET state = excluded.state

-- name: unended_rereading
-- The reading of all candidates that goes on, or was stopped.
SELECT id FROM rereadings WHERE ended_at IS NULL LIMIT 1

-- name: begin_rereading
-- All candidates are to be read once more.
INSERT INTO rereadings (organisation_id, n_candidates)
SELECT current_setting('app.organisation_id')::uuid, count(*) FROM candidates WHERE ready_revision IS NOT NULL
RETURNING id

-- name: rereading
-- How far the reading of all candidates is; those that wait were read before, and have no newer document.
-- $1 reading
-- row: RereadingRow
SELECT
    r.id, r.n_candidates, r.n_begun, r.begun_at, r.stopped_at, r.ended_at,
    (
        SELECT count(*) FROM candidates c
        WHERE c.organisation_id = r.organisation_id AND c.status = 'received' AND c.ready_revision = c.revision
    ) AS n_waiting
FROM rereadings r
WHERE r.id = $1

-- name: read_some_again
-- The next candidates that are ready wait to be read once more.
-- $1 reading, $2 limit
-- row: Standing
WITH next AS (
    SELECT c.organisation_id, c.id
    FROM candidates c, rereadings r
    WHERE r.id = $1
        AND c.organisation_id = r.organisation_id
        AND c.status = 'ready'
        AND c.ready_revision = c.revision
        AND (r.begun_to IS NULL OR c.id > r.begun_to)
    ORDER BY c.id
    LIMIT $2
    FOR UPDATE OF c
), begun AS (
    UPDATE candidates c
    SET status = 'received', attempts = 0
    FROM next
    WHERE c.organisation_id = next.organisation_id AND c.id = next.id
    RETURNING c.id, c.status, c.revision
), counted AS (
    UPDATE rereadings
    SET n_begun = n_begun + (SELECT count(*) FROM begun),
        begun_to = coalesce((SELECT id FROM begun ORDER BY id DESC LIMIT 1), begun_to)
    WHERE id = $1
)
SELECT id, status, revision FROM begun ORDER BY id

-- name: stop_rereading
-- A reading goes no further; whoever waits for it and was not tried yet is ready as before.
-- $1 reading
WITH back AS (
    UPDATE candidates
    SET status = 'ready'
    WHERE status = 'received' AND ready_revision = revision AND attempts = 0
    RETURNING id
)
UPDATE rereadings r
SET stopped_at = now(),
    n_begun = n_begun - (SELECT count(*) FROM back),
    begun_to = CASE
        WHEN EXISTS (SELECT FROM back) THEN (
            SELECT c.id FROM candidates c
            WHERE c.organisation_id = r.organisation_id AND c.id < (SELECT id FROM back ORDER BY id LIMIT 1)
            ORDER BY c.id DESC
            LIMIT 1
        )
        ELSE begun_to
    END
WHERE r.id = $1 AND r.ended_at IS NULL

-- name: resume_rereading
-- A reading that was stopped goes on.
-- $1 reading
UPDATE rereadings SET stopped_at = NULL WHERE id = $1 AND stopped_at IS NOT NULL AND ended_at IS NULL
RETURNING id

-- name: end_rereading
-- All have been read again.
-- $1 reading
UPDATE rereadings SET ended_at = now() WHERE id = $1
