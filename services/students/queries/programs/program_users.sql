-- Who uses each program: how many, how often, for how long.
-- @column program VARCHAR program
-- @column kind VARCHAR what it is for
-- @column users BIGINT different students
-- @column sessions BIGINT sessions
-- @column hours_per_user DOUBLE mean hours of a user
SELECT
  g.program,
  g.kind,
  count(DISTINCT l.student) AS users,
  count(*) AS sessions,
  sum(l.minutes) / 60 / count(DISTINCT l.student) AS hours_per_user
FROM program_logs l
JOIN programs g ON g.program = l.program
GROUP BY g.program, g.kind
ORDER BY users DESC, g.program
