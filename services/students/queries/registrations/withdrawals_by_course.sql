-- Courses that students give up in a year.
-- @param year INTEGER 2024 academic year
-- @column course_id VARCHAR code of the course
-- @column withdrawals BIGINT seats given back
-- @column share DOUBLE share of the seats that were given, 0 to 1; NULL where none was
SELECT
  course_id,
  count(*) FILTER (WHERE action = 'withdraw') AS withdrawals,
  count(*) FILTER (WHERE action = 'withdraw')::float8
    / nullif(count(*) FILTER (WHERE action = 'register' AND accepted), 0) AS share
FROM registrations
WHERE year = $year
GROUP BY course_id
HAVING count(*) FILTER (WHERE action = 'withdraw') > 0
ORDER BY withdrawals DESC, course_id
