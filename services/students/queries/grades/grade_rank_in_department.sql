-- Where each student of a department stands by the mean of all scores.
-- @param department_id INTEGER 1 department of the students
-- @column rank BIGINT 1 is the best; equals share a rank
-- @column student VARCHAR token of the student
-- @column mean_score DOUBLE mean, points of 100
-- @column percentile DOUBLE share of the others that are worse, 0 to 1
SELECT
  rank() OVER (ORDER BY avg(g.score) DESC) AS rank,
  g.student,
  avg(g.score) AS mean_score,
  percent_rank() OVER (ORDER BY avg(g.score)) AS percentile
FROM grades g
JOIN people p ON p.student = g.student
WHERE p.department_id = $department_id
GROUP BY g.student
ORDER BY rank, g.student
