-- Final outcomes of those admitted in each year.
-- @column admission_year INTEGER year of admission
-- @column outcome VARCHAR final outcome
-- @column students BIGINT students
SELECT p.admission_year, o.outcome, count(*) AS students
FROM outcomes o
JOIN people p ON p.student = o.student
GROUP BY p.admission_year, o.outcome
ORDER BY p.admission_year, o.outcome
