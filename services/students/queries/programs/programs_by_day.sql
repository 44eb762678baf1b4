-- Programs used on a day, the most used first.
-- @param date DATE 2025-10-15 the day
-- @column program VARCHAR program
-- @column sessions BIGINT sessions begun
-- @column minutes DOUBLE minutes in all
SELECT program, count(*) AS sessions, sum(minutes) AS minutes
FROM program_logs
WHERE started_at::date = $date
GROUP BY program
ORDER BY sessions DESC, program
