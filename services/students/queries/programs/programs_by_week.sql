-- Programs used in the week of a day, the most used first.
-- @param date DATE 2025-10-15 a day of the week, which begins on Monday
-- @column program VARCHAR program
-- @column sessions BIGINT sessions begun
-- @column minutes DOUBLE minutes in all
-- @column users BIGINT different students
SELECT program, count(*) AS sessions, sum(minutes) AS minutes, count(DISTINCT student) AS users
FROM program_logs
WHERE date_trunc('week', started_at)::date = date_trunc('week', $date)::date
GROUP BY program
ORDER BY sessions DESC, program
