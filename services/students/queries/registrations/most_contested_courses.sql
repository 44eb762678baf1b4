-- The courses with the most applicants for a seat over all terms.
-- @param top INTEGER 10 how many courses
-- @column course_id VARCHAR code of the course
-- @column seats BIGINT seats of all terms that had applicants
-- @column applicants BIGINT requests for a seat
-- @column competition DOUBLE applicants for each seat
WITH terms AS (
  SELECT course_id, year, term, count(*) AS applicants
  FROM registrations
  WHERE action = 'register'
  GROUP BY course_id, year, term
)
SELECT
  t.course_id,
  sum(o.capacity)::bigint AS seats,
  sum(t.applicants)::bigint AS applicants,
  sum(t.applicants)::float8 / sum(o.capacity) AS competition
FROM terms t
JOIN offerings o ON o.course_id = t.course_id AND o.year = t.year AND o.term = t.term
GROUP BY t.course_id
ORDER BY competition DESC, t.course_id
LIMIT $top
