-- How one student did, term by term.
-- @param student VARCHAR none token of the student
-- @column year INTEGER academic year
-- @column term INTEGER 1 autumn, 2 spring
-- @column courses BIGINT courses with a score
-- @column mean_score DOUBLE mean, points of 100
SELECT year, term, count(*) AS courses, avg(score) AS mean_score
FROM grades
WHERE student = $student
GROUP BY year, term
ORDER BY year, term
