-- Attendance of those who stayed and of those who left.
-- @column status VARCHAR where the studies stand
-- @column students BIGINT students with a record
-- @column attended_share DOUBLE share of the sessions attended in time, 0 to 1
SELECT
  p.status,
  count(DISTINCT a.student) AS students,
  sum(a.attended)::float8 / sum(a.sessions) AS attended_share
FROM attendance a
JOIN people p ON p.student = a.student
GROUP BY p.status
ORDER BY p.status
