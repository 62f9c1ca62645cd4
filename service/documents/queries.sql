-- name: add_document
-- A document as it was received, for one revision of a candidate.
-- $1 candidate, $2 revision, $3 kind, $4 media type, $5 display name, $6 sha256, $7 content, $8 key, $9 place
INSERT INTO candidate_documents
    (organisation_id, candidate_id, revision, kind, media_type, display_name, sha256, content, key, place)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: document_digest
-- SHA-256 of the document that a candidate sent last.
-- $1 candidate
SELECT sha256 FROM candidate_documents WHERE candidate_id = $1 ORDER BY revision DESC LIMIT 1

-- name: lock_digest
-- Whoever else asks about a document of this organisation waits until the transaction ends.
-- $1 sha256
SELECT pg_advisory_xact_lock(
    hashtextextended(current_setting('app.organisation_id') || encode($1::bytea, 'hex'), 0)
)

-- name: candidate_of_digest
-- The sender's candidate whose newest document is this one, unless it was refused.
-- $1 kind, $2 sha256
SELECT c.id
FROM candidate_documents d
JOIN candidates c ON c.organisation_id = d.organisation_id AND c.id = d.candidate_id
WHERE d.sha256 = $2
    AND d.kind = $1
    AND d.revision = c.revision
    AND c.status <> 'refused'
    AND c.uploaded_by IS NOT DISTINCT FROM nullif(current_setting('app.partner_id', true), '')::uuid
ORDER BY c.id
LIMIT 1

-- name: document_of_revision
-- The document of one revision of a candidate.
-- $1 candidate, $2 revision
-- row: Document
SELECT candidate_id, revision, kind, media_type, display_name, sha256, content, key, place
FROM candidate_documents
WHERE candidate_id = $1 AND revision = $2

-- name: document_in_use
-- The document that the profile of a candidate was read from; the newest while none has been read.
-- $1 candidate
-- row: Document
SELECT d.candidate_id, d.revision, d.kind, d.media_type, d.display_name, d.sha256, d.content, d.key, d.place
FROM candidates c
JOIN candidate_documents d ON d.organisation_id = c.organisation_id AND d.candidate_id = c.id
WHERE c.id = $1
ORDER BY d.revision = coalesce(c.ready_revision, c.revision) DESC, d.revision DESC
LIMIT 1

-- name: forget_other_documents
-- Documents of a candidate that a newer one has replaced.
-- $1 candidate, $2 revision to keep
DELETE FROM candidate_documents WHERE candidate_id = $1 AND revision < $2

-- name: keep_text
-- The text of a candidate's document, in place of that of an earlier revision.
-- $1 candidate, $2 revision, $3 text, $4 pages, $5 kinds of hidden text, $6 searchable words,
-- $7 text search configuration, $8 searchable words without accents and marks
INSERT INTO candidate_texts (organisation_id, candidate_id, revision, text, pages, hidden, search)
VALUES (
    current_setting('app.organisation_id')::uuid, $1, $2, $3, $4, $5,
    to_tsvector($7::text::regconfig, $6) || to_tsvector('simple', $8)
)
ON CONFLICT (organisation_id, candidate_id) DO UPDATE
SET revision = excluded.revision,
    text = excluded.text,
    pages = excluded.pages,
    hidden = excluded.hidden,
    search = excluded.search

-- name: add_texts
-- CVs received as text by new candidates, kept as documents.
-- $1 candidates, $2 display names, $3 digests, $4 contents
INSERT INTO candidate_documents
    (organisation_id, candidate_id, revision, kind, media_type, display_name, sha256, content)
SELECT current_setting('app.organisation_id')::uuid, id, 1, 'text', 'text/plain', name, sha256, content
FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) AS given (id, name, sha256, content)

-- name: keep_texts
-- Texts of new candidates, of one page each, searchable.
-- $1 candidates, $2 texts, $3 searchable words, $4 text search configurations, $5 words without accents
INSERT INTO candidate_texts (organisation_id, candidate_id, revision, text, pages, hidden, search)
SELECT
    current_setting('app.organisation_id')::uuid, id, 1, text,
    jsonb_build_array(jsonb_build_array(0, length(text))), '{}',
    to_tsvector(configuration::regconfig, words) || to_tsvector('simple', folded)
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS given (id, text, words, configuration, folded)

-- name: documents_after
-- Documents in the order of their candidates, after one of them.
-- $1 candidate and $2 revision of the last one seen, NULL to begin, $3 limit
-- row: Document
SELECT candidate_id, revision, kind, media_type, display_name, sha256, content, key, place
FROM candidate_documents
WHERE $1::uuid IS NULL OR (candidate_id, revision) > ($1, $2::integer)
ORDER BY candidate_id, revision
LIMIT $3

-- name: replace_original
-- The same original, sealed or placed otherwise.
-- $1 candidate, $2 revision, $3 content, $4 key, $5 place
UPDATE candidate_documents SET content = $3, key = $4, place = $5 WHERE candidate_id = $1 AND revision = $2

-- name: forsake
-- An object that no document names yet.
-- $1 place
INSERT INTO forsaken_originals (place, due_at) VALUES ($1, now() + interval '1 hour')

-- name: adopt
-- An object that a document names from now on.
-- $1 place
DELETE FROM forsaken_originals WHERE place = $1

-- name: lock_forsaken
-- Objects that no document names any more, for one process at a time.
-- $1 limit
SELECT place FROM forsaken_originals WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED

-- name: forget_forsaken
-- Objects that are gone.
-- $1 places
DELETE FROM forsaken_originals WHERE place = ANY($1::text[])
