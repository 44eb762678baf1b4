-- Scores of every course of a year.
-- @param year INTEGER 2024 academic year
-- @column course_id VARCHAR code of the course
-- @column title VARCHAR title
-- @column students BIGINT students with a score
-- @column mean_score DOUBLE mean, points of 100
-- @column pass_share DOUBLE share of scores of 50 and more, 0 to 1
SELECT
  c.course_id,
  c.title,
  count(*) AS students,
  avg(g.score) AS mean_score,
  avg(CASE WHEN g.score >= 50 THEN 1::float8 ELSE 0 END) AS pass_share
FROM grades g
JOIN courses c ON c.course_id = g.course_id
WHERE g.year = $year
GROUP BY c.course_id, c.title
ORDER BY c.course_id
