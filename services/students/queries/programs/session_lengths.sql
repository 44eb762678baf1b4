-- For how long each program is used at a time.
-- @column program VARCHAR program
-- @column sessions BIGINT sessions
-- @column median_minutes DOUBLE median, minutes
-- @column long_minutes DOUBLE minutes that nine of ten sessions do not exceed
SELECT
  program,
  count(*) AS sessions,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS median_minutes,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes) AS long_minutes
FROM program_logs
GROUP BY program
ORDER BY program
