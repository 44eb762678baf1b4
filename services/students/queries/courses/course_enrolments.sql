-- Students in each course of a term, once those who withdrew are gone.
-- @param year INTEGER 2024 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @column course_id VARCHAR code of the course
-- @column students BIGINT students that hold a seat
SELECT
  course_id,
  count(*) FILTER (WHERE action = 'register') - count(*) FILTER (WHERE action = 'withdraw') AS students
FROM registrations
WHERE year = $year AND term = $term AND accepted
GROUP BY course_id
ORDER BY course_id
