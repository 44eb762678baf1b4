-- Students that never took part in anything, by department.
-- @column department VARCHAR department of the student
-- @column students BIGINT students without an activity
-- @column share DOUBLE share of the department's students, 0 to 1
SELECT
  d.department,
  count(*) FILTER (WHERE a.student IS NULL) AS students,
  avg(CASE WHEN a.student IS NULL THEN 1::float8 ELSE 0 END) AS share
FROM people p
JOIN departments d ON d.department_id = p.department_id
LEFT JOIN (SELECT DISTINCT student FROM activities) a ON a.student = p.student
GROUP BY d.department
ORDER BY share DESC, d.department
