-- How regularly the students of each department come, and how often late.
-- @column department VARCHAR department of the student
-- @column sessions BIGINT sessions held
-- @column attended_share DOUBLE share attended in time, 0 to 1
-- @column late_share DOUBLE share come to late, 0 to 1
SELECT
  d.department,
  sum(a.sessions)::bigint AS sessions,
  sum(a.attended)::float8 / sum(a.sessions) AS attended_share,
  sum(a.late)::float8 / sum(a.sessions) AS late_share
FROM attendance a
JOIN people p ON p.student = a.student
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department
ORDER BY d.department
