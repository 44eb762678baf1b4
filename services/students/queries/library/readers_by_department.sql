-- How many students of each department took out a book at all.
-- @column department VARCHAR department of the student
-- @column readers BIGINT students with a loan
-- @column share DOUBLE share of the department's students, 0 to 1
SELECT
  d.department,
  count(l.student) AS readers,
  count(l.student)::float8 / count(*) AS share
FROM people p
JOIN departments d ON d.department_id = p.department_id
LEFT JOIN (SELECT DISTINCT student FROM loans) l ON l.student = p.student
GROUP BY d.department
ORDER BY d.department
