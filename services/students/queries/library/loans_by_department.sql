-- How much the students of each department read.
-- @column department VARCHAR department of the reader
-- @column loans BIGINT loans
-- @column loans_per_student DOUBLE mean loans of a student of the department
SELECT
  d.department,
  count(l.student) AS loans,
  count(l.student)::float8 / count(DISTINCT p.student) AS loans_per_student
FROM people p
JOIN departments d ON d.department_id = p.department_id
LEFT JOIN loans l ON l.student = p.student
GROUP BY d.department
ORDER BY d.department
