-- The courses with the highest scores over all years.
-- @param top INTEGER 10 how many courses
-- @param least INTEGER 10 scores that a course must have
-- @column course_id VARCHAR code of the course
-- @column grades BIGINT final scores
-- @column mean_score DOUBLE mean, points of 100
SELECT course_id, count(*) AS grades, avg(score) AS mean_score
FROM grades
GROUP BY course_id
HAVING count(*) >= $least
ORDER BY mean_score DESC, course_id
LIMIT $top
