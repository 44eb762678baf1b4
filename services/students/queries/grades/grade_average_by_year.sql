-- Scores of each term.
-- @column year INTEGER academic year
-- @column term INTEGER 1 autumn, 2 spring
-- @column grades BIGINT final scores
-- @column mean_score DOUBLE mean, points of 100
SELECT year, term, count(*) AS grades, avg(score) AS mean_score
FROM grades
GROUP BY year, term
ORDER BY year, term
