-- Courses given in a year for which there is no score.
-- @param year INTEGER 2024 academic year
-- @column course_id VARCHAR code of the course
-- @column seats BIGINT seats of the year
SELECT o.course_id, sum(o.capacity)::bigint AS seats
FROM offerings o
WHERE o.year = $year
  AND NOT EXISTS (SELECT 1 FROM grades g WHERE g.course_id = o.course_id AND g.year = o.year)
GROUP BY o.course_id
ORDER BY o.course_id
