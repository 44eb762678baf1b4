-- Hours that the students of each department spend with each program.
-- @column department VARCHAR department of the student
-- @column program VARCHAR program
-- @column hours DOUBLE hours
SELECT d.department, l.program, sum(l.minutes) / 60 AS hours
FROM program_logs l
JOIN people p ON p.student = l.student
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department, l.program
ORDER BY d.department, hours DESC, l.program
