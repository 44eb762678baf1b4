-- Courses that are most often taken together in one term.
-- @param top INTEGER 10 how many pairs
-- @column first_course VARCHAR code of the course that comes first in the alphabet
-- @column second_course VARCHAR code of the other
-- @column students BIGINT students that took both in one term
SELECT a.course_id AS first_course, b.course_id AS second_course, count(*) AS students
FROM grades a
JOIN grades b ON b.student = a.student AND b.year = a.year AND b.term = a.term AND b.course_id > a.course_id
GROUP BY a.course_id, b.course_id
ORDER BY students DESC, first_course, second_course
LIMIT $top
