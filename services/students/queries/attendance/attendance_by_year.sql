-- How regularly students came, term by term.
-- @column year INTEGER academic year
-- @column term INTEGER 1 autumn, 2 spring
-- @column students BIGINT different students
-- @column attended_share DOUBLE share of the sessions attended in time, 0 to 1
SELECT
  year,
  term,
  count(DISTINCT student) AS students,
  sum(attended)::float8 / sum(sessions) AS attended_share
FROM attendance
GROUP BY year, term
ORDER BY year, term
