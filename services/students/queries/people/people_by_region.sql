-- Where students come from.
-- @column region VARCHAR region of the home, NULL where it is not known
-- @column students BIGINT students
-- @column share DOUBLE share of all students, 0 to 1
SELECT
  region,
  count(*) AS students,
  count(*)::float8 / (SELECT count(*) FROM people) AS share
FROM people
GROUP BY region
ORDER BY students DESC, region NULLS LAST
