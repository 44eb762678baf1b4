-- How many of those who left each department did not finish.
-- @column department VARCHAR department of the student
-- @column students BIGINT students that left
-- @column dropout_share DOUBLE share withdrawn or expelled, 0 to 1
SELECT
  d.department,
  count(*) AS students,
  avg(CASE WHEN p.status <> 'graduated' THEN 1::float8 ELSE 0 END) AS dropout_share
FROM people p
JOIN departments d ON d.department_id = p.department_id
WHERE p.status <> 'enrolled'
GROUP BY d.department
ORDER BY dropout_share DESC, d.department
