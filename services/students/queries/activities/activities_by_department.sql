-- How active the students of each department are.
-- @column department VARCHAR department of the student
-- @column activities BIGINT activities
-- @column hours DOUBLE hours in all
SELECT d.department, count(*) AS activities, sum(a.hours) AS hours
FROM activities a
JOIN people p ON p.student = a.student
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department
ORDER BY d.department
