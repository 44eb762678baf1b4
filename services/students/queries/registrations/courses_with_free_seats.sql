-- Courses of a term that still have seats.
-- @param year INTEGER 2025 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @column course_id VARCHAR code of the course
-- @column capacity INTEGER seats
-- @column free BIGINT seats that nobody holds
SELECT
  o.course_id,
  o.capacity,
  o.capacity
    - count(*) FILTER (WHERE r.action = 'register' AND r.accepted)
    + count(*) FILTER (WHERE r.action = 'withdraw') AS free
FROM offerings o
LEFT JOIN registrations r ON r.course_id = o.course_id AND r.year = o.year AND r.term = o.term
WHERE o.year = $year AND o.term = $term
GROUP BY o.course_id, o.capacity
HAVING o.capacity
  - count(*) FILTER (WHERE r.action = 'register' AND r.accepted)
  + count(*) FILTER (WHERE r.action = 'withdraw') > 0
ORDER BY free DESC, o.course_id
