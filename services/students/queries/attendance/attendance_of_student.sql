-- How regularly one student came, term by term.
-- @param student VARCHAR none token of the student
-- @column year INTEGER academic year
-- @column term INTEGER 1 autumn, 2 spring
-- @column sessions BIGINT sessions held
-- @column attended BIGINT sessions attended in time
-- @column late BIGINT sessions come to late
SELECT
  year,
  term,
  sum(sessions)::bigint AS sessions,
  sum(attended)::bigint AS attended,
  sum(late)::bigint AS late
FROM attendance
WHERE student = $student
GROUP BY year, term
ORDER BY year, term
