-- All scores of one student.
-- @param student VARCHAR none token of the student
-- @column year INTEGER academic year
-- @column term INTEGER 1 autumn, 2 spring
-- @column course_id VARCHAR code of the course
-- @column title VARCHAR title
-- @column credits INTEGER credits, if passed
-- @column score DOUBLE points of 100
-- @column passed BOOLEAN whether it is 50 or more
SELECT g.year, g.term, c.course_id, c.title, c.credits, g.score, g.score >= 50 AS passed
FROM grades g
JOIN courses c ON c.course_id = g.course_id
WHERE g.student = $student
ORDER BY g.year, g.term, c.course_id
