-- The students with the most hours of activities.
-- @param top INTEGER 10 how many students
-- @column student VARCHAR token of the student
-- @column activities BIGINT activities
-- @column hours DOUBLE hours in all
SELECT student, count(*) AS activities, sum(hours) AS hours
FROM activities
GROUP BY student
ORDER BY hours DESC, student
LIMIT $top
