-- Hours spent with each kind of program, year by year.
-- @column year INTEGER calendar year
-- @column kind VARCHAR kind of program
-- @column sessions BIGINT sessions
-- @column hours DOUBLE hours
SELECT
  extract(year FROM l.started_at)::int AS year,
  g.kind,
  count(*) AS sessions,
  sum(l.minutes) / 60 AS hours
FROM program_logs l
JOIN programs g ON g.program = l.program
GROUP BY extract(year FROM l.started_at)::int, g.kind
ORDER BY year, g.kind
