-- The courses of a department.
-- @param department_id INTEGER 1 department
-- @column course_id VARCHAR code of the course
-- @column title VARCHAR title
-- @column level INTEGER year of study it is meant for
-- @column credits INTEGER credits
SELECT course_id, title, level, credits
FROM courses
WHERE department_id = $department_id
ORDER BY course_id
