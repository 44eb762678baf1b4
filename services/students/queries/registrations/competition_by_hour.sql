-- How the competition for one course grew, hour by hour.
-- @param course_id VARCHAR CS-101 code of the course
-- @param year INTEGER 2025 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @column hour TIMESTAMP start of the hour, local time; hours without a request are left out
-- @column applicants BIGINT students that asked for a seat up to its end
-- @column competition DOUBLE applicants for each seat
WITH hours AS (
  SELECT date_trunc('hour', registered_at) AS hour, count(*) AS requests
  FROM registrations
  WHERE course_id = $course_id AND year = $year AND term = $term AND action = 'register'
  GROUP BY date_trunc('hour', registered_at)
)
SELECT
  h.hour,
  (sum(h.requests) OVER (ORDER BY h.hour))::bigint AS applicants,
  (sum(h.requests) OVER (ORDER BY h.hour))::float8 / o.capacity AS competition
FROM hours h
JOIN offerings o ON o.course_id = $course_id AND o.year = $year AND o.term = $term
ORDER BY h.hour
