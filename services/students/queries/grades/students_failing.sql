-- Students that failed courses in a term.
-- @param year INTEGER 2024 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @param least INTEGER 1 failed courses from which on a student is listed
-- @column student VARCHAR token of the student
-- @column failed BIGINT courses with less than 50 points
-- @column courses BIGINT courses with a score
SELECT student, count(*) FILTER (WHERE score < 50) AS failed, count(*) AS courses
FROM grades
WHERE year = $year AND term = $term
GROUP BY student
HAVING count(*) FILTER (WHERE score < 50) >= $least
ORDER BY failed DESC, student
