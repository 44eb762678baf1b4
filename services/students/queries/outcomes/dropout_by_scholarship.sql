-- Whether a scholarship keeps students.
-- @column scholarship BOOLEAN whether one is held
-- @column students BIGINT students, present and past
-- @column withdrawn_share DOUBLE share withdrawn, 0 to 1
SELECT
  scholarship,
  count(*) AS students,
  avg(CASE WHEN status = 'withdrawn' THEN 1::float8 ELSE 0 END) AS withdrawn_share
FROM people
GROUP BY scholarship
ORDER BY scholarship
