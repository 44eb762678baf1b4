-- When as many had asked for a course of a term as it has seats.
-- @param year INTEGER 2025 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @column course_id VARCHAR code of the course
-- @column capacity INTEGER seats
-- @column filled_at TIMESTAMP moment of the request for the last seat, local time
WITH numbered AS (
  SELECT
    course_id,
    registered_at,
    row_number() OVER (PARTITION BY course_id ORDER BY registered_at) AS place
  FROM registrations
  WHERE year = $year AND term = $term AND action = 'register'
)
SELECT o.course_id, o.capacity, n.registered_at AS filled_at
FROM offerings o
JOIN numbered n ON n.course_id = o.course_id AND n.place = o.capacity
WHERE o.year = $year AND o.term = $term
ORDER BY filled_at, o.course_id
