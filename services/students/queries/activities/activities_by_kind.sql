-- What students do beside their courses.
-- @column kind VARCHAR kind of activity
-- @column activities BIGINT activities
-- @column students BIGINT different students
-- @column mean_hours DOUBLE mean hours of one
-- @column award_share DOUBLE share with a prize, 0 to 1
SELECT
  kind,
  count(*) AS activities,
  count(DISTINCT student) AS students,
  avg(hours) AS mean_hours,
  avg(CASE WHEN awarded THEN 1::float8 ELSE 0 END) AS award_share
FROM activities
GROUP BY kind
ORDER BY activities DESC, kind
