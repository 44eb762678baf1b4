-- How regularly the courses of a year are attended.
-- @param year INTEGER 2024 academic year
-- @column course_id VARCHAR code of the course
-- @column students BIGINT students
-- @column attended_share DOUBLE share of the sessions attended in time, 0 to 1
SELECT
  course_id,
  count(*) AS students,
  sum(attended)::float8 / sum(sessions) AS attended_share
FROM attendance
WHERE year = $year
GROUP BY course_id
ORDER BY course_id
