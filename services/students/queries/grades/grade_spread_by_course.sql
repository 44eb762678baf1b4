-- How far scores of a course lie apart.
-- @param least INTEGER 5 scores that a course must have, at least 2
-- @column course_id VARCHAR code of the course
-- @column grades BIGINT final scores
-- @column deviation DOUBLE sample standard deviation, points
-- @column lowest DOUBLE points
-- @column highest DOUBLE points
SELECT
  course_id,
  count(*) AS grades,
  stddev_samp(score) AS deviation,
  min(score) AS lowest,
  max(score) AS highest
FROM grades
GROUP BY course_id
HAVING count(*) >= $least
ORDER BY course_id
