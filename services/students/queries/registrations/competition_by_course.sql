-- Applicants for each seat of a term's courses as registration runs.
-- @param year INTEGER 2025 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @param now TIMESTAMP 2025-08-31T00:00:00 the moment up to which registrations count
-- @column course_id VARCHAR code of the course
-- @column title VARCHAR title
-- @column capacity INTEGER seats
-- @column applicants BIGINT students that asked for a seat so far
-- @column competition DOUBLE applicants for each seat
SELECT
  o.course_id,
  c.title,
  o.capacity,
  count(r.student) AS applicants,
  count(r.student)::float8 / o.capacity AS competition
FROM offerings o
JOIN courses c ON c.course_id = o.course_id
LEFT JOIN registrations r
  ON r.course_id = o.course_id AND r.year = o.year AND r.term = o.term
  AND r.action = 'register' AND r.registered_at <= $now
WHERE o.year = $year AND o.term = $term
GROUP BY o.course_id, c.title, o.capacity
ORDER BY competition DESC, o.course_id
