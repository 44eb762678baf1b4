-- Students with a scholarship in each department, of those that study.
-- @column department VARCHAR name of the department
-- @column holders BIGINT enrolled students with a scholarship
-- @column share DOUBLE share of the enrolled students, 0 to 1
SELECT
  d.department,
  count(*) FILTER (WHERE p.scholarship) AS holders,
  avg(CASE WHEN p.scholarship THEN 1::float8 ELSE 0 END) AS share
FROM people p
JOIN departments d ON d.department_id = p.department_id
WHERE p.status = 'enrolled'
GROUP BY d.department
ORDER BY share DESC, d.department
