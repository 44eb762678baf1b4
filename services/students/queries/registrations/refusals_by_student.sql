-- Students that were most often refused a seat.
-- @param top INTEGER 10 how many students
-- @column student VARCHAR token of the student
-- @column requests BIGINT requests for a seat
-- @column refused BIGINT requests that were refused
SELECT student, count(*) AS requests, count(*) FILTER (WHERE NOT accepted) AS refused
FROM registrations
WHERE action = 'register'
GROUP BY student
ORDER BY refused DESC, student
LIMIT $top
