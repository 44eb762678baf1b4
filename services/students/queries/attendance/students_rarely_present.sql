-- Students that miss too much in a term.
-- @param year INTEGER 2024 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @param share DOUBLE 0.7 attended share below which a student is listed, 0 to 1
-- @column student VARCHAR token of the student
-- @column courses BIGINT courses
-- @column attended_share DOUBLE share of the sessions attended in time, 0 to 1
SELECT student, count(*) AS courses, sum(attended)::float8 / sum(sessions) AS attended_share
FROM attendance
WHERE year = $year AND term = $term
GROUP BY student
HAVING sum(attended)::float8 / sum(sessions) < $share
ORDER BY attended_share, student
