-- Students that won prizes with what they began in a calendar year.
-- @param year INTEGER 2024 calendar year
-- @column student VARCHAR token of the student
-- @column kind VARCHAR kind of activity
-- @column prizes BIGINT prizes
SELECT student, kind, count(*) AS prizes
FROM activities
WHERE awarded AND extract(year FROM started_on) = $year
GROUP BY student, kind
ORDER BY student, kind
