-- Students of each faculty by sex.
-- @column faculty VARCHAR faculty
-- @column sex VARCHAR sex as registered, NULL where it is not known
-- @column students BIGINT students
SELECT d.faculty, p.sex, count(*) AS students
FROM people p
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.faculty, p.sex
ORDER BY d.faculty, p.sex NULLS LAST
