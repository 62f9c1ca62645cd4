-- name: forget_gaps
-- A site no longer counts in the figures of the region.
-- $1 site
DELETE FROM region_gaps WHERE site_id = $1

-- name: add_gap
-- One step that people near a site could make.
-- $1 site, $2 number, $3 town, $4 trades, $5 kind, $6 subject, $7 wanted, $8 instead, $9 people, $10 seats
INSERT INTO region_gaps (
    organisation_id, site_id, number, town, trade, kind, subject, wanted, instead, n_people, n_seats
)
VALUES (current_setting('app.organisation_id')::uuid, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: cells
-- What the sites of all organisations lack together, where at least so many people are concerned.
-- $1 town or NULL, $2 least number of people
-- row: RegionCell
SELECT
    town, kind, subject, wanted, instead, string_agg(trade, ',' ORDER BY trade) AS trades,
    sum(n_people)::integer AS n_people, sum(n_seats)::integer AS n_seats
FROM region_gaps
WHERE $1::text IS NULL OR town = $1
GROUP BY town, kind, subject, wanted, instead
HAVING sum(n_people) >= $2
ORDER BY sum(n_seats) DESC, sum(n_people) DESC, town, kind, subject, wanted, instead
