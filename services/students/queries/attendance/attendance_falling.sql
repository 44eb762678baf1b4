-- Students that came less in spring than in the autumn before.
-- @param year INTEGER 2024 academic year
-- @param fall DOUBLE 0.1 least fall of the attended share, 0 to 1
-- @column student VARCHAR token of the student
-- @column autumn DOUBLE share attended in time in autumn, 0 to 1
-- @column spring DOUBLE share attended in time in spring, 0 to 1
WITH shares AS (
  SELECT
    student,
    sum(attended) FILTER (WHERE term = 1)::float8 / sum(sessions) FILTER (WHERE term = 1) AS autumn,
    sum(attended) FILTER (WHERE term = 2)::float8 / sum(sessions) FILTER (WHERE term = 2) AS spring
  FROM attendance
  WHERE year = $year
  GROUP BY student
)
SELECT student, autumn, spring
FROM shares
WHERE autumn - spring >= $fall
ORDER BY autumn - spring DESC, student
