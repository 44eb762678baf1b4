-- The best students of a year by mean score, of those with at least four courses.
-- @param year INTEGER 2024 academic year
-- @param top INTEGER 10 highest rank that is listed; equals share a rank
-- @column rank BIGINT 1 is the best
-- @column student VARCHAR token of the student
-- @column mean_score DOUBLE mean, points of 100
SELECT rank, student, mean_score
FROM (
  SELECT student, avg(score) AS mean_score, rank() OVER (ORDER BY avg(score) DESC) AS rank
  FROM grades
  WHERE year = $year
  GROUP BY student
  HAVING count(*) >= 4
) ranked
WHERE rank <= $top
ORDER BY rank, student
