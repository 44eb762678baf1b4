-- Applicants for each seat of each department's courses in a year.
-- @param year INTEGER 2024 academic year
-- @column department VARCHAR department of the courses
-- @column seats BIGINT seats
-- @column applicants BIGINT requests for a seat
-- @column competition DOUBLE applicants for each seat
WITH applicants AS (
  SELECT c.department_id, count(*) AS applicants
  FROM registrations r
  JOIN courses c ON c.course_id = r.course_id
  WHERE r.year = $year AND r.action = 'register'
  GROUP BY c.department_id
),
seats AS (
  SELECT c.department_id, sum(o.capacity)::bigint AS seats
  FROM offerings o
  JOIN courses c ON c.course_id = o.course_id
  WHERE o.year = $year
  GROUP BY c.department_id
)
SELECT
  d.department,
  s.seats,
  coalesce(a.applicants, 0) AS applicants,
  coalesce(a.applicants, 0)::float8 / s.seats AS competition
FROM seats s
JOIN departments d ON d.department_id = s.department_id
LEFT JOIN applicants a ON a.department_id = s.department_id
ORDER BY d.department
