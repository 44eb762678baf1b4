-- Seats that each department offers in a year.
-- @param year INTEGER 2024 academic year
-- @column department VARCHAR department of the courses
-- @column courses BIGINT different courses
-- @column seats BIGINT seats of both terms
SELECT d.department, count(DISTINCT o.course_id) AS courses, sum(o.capacity)::bigint AS seats
FROM offerings o
JOIN courses c ON c.course_id = o.course_id
JOIN departments d ON d.department_id = c.department_id
WHERE o.year = $year
GROUP BY d.department
ORDER BY d.department
