-- Hours that every student spends with each kind of program: what clusters are found in.
-- @column student VARCHAR token of the student
-- @column coding DOUBLE hours
-- @column design DOUBLE hours
-- @column statistics DOUBLE hours
-- @column office DOUBLE hours
SELECT
  p.student,
  coalesce(sum(l.minutes) FILTER (WHERE g.kind = 'coding'), 0) / 60 AS coding,
  coalesce(sum(l.minutes) FILTER (WHERE g.kind = 'design'), 0) / 60 AS design,
  coalesce(sum(l.minutes) FILTER (WHERE g.kind = 'statistics'), 0) / 60 AS statistics,
  coalesce(sum(l.minutes) FILTER (WHERE g.kind = 'office'), 0) / 60 AS office
FROM people p
LEFT JOIN program_logs l ON l.student = p.student
LEFT JOIN programs g ON g.program = l.program
GROUP BY p.student
ORDER BY p.student
