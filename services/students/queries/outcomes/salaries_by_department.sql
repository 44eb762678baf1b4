-- What graduates of each department earn first.
-- @column department VARCHAR department of the student
-- @column graduates BIGINT graduates with a salary
-- @column mean_salary DOUBLE mean, a year
SELECT d.department, count(*) AS graduates, avg(o.salary) AS mean_salary
FROM outcomes o
JOIN people p ON p.student = o.student
JOIN departments d ON d.department_id = p.department_id
WHERE o.salary IS NOT NULL
GROUP BY d.department
ORDER BY mean_salary DESC, d.department
