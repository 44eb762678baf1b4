-- How much of what students take belongs to other departments.
-- @column department VARCHAR department of the student
-- @column courses BIGINT courses with a score
-- @column elective_share DOUBLE share in other departments, 0 to 1
SELECT
  d.department,
  count(*) AS courses,
  avg(CASE WHEN c.department_id <> p.department_id THEN 1::float8 ELSE 0 END) AS elective_share
FROM grades g
JOIN people p ON p.student = g.student
JOIN courses c ON c.course_id = g.course_id
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department
ORDER BY d.department
