-- How hard it is to get in: points of the entrance examination of each department's students.
-- @column department VARCHAR name of the department
-- @column lowest DOUBLE points, 0 to 100
-- @column median DOUBLE points, 0 to 100
-- @column highest DOUBLE points, 0 to 100
SELECT
  d.department,
  min(p.admission_score) AS lowest,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY p.admission_score) AS median,
  max(p.admission_score) AS highest
FROM people p
JOIN departments d ON d.department_id = p.department_id
WHERE p.admission_score IS NOT NULL
GROUP BY d.department
ORDER BY d.department
