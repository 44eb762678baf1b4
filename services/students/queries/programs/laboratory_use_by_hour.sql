-- At which hours of the day programs are started.
-- @column hour INTEGER hour of the day, 0 to 23
-- @column sessions BIGINT sessions begun
SELECT extract(hour FROM started_at)::int AS hour, count(*) AS sessions
FROM program_logs
GROUP BY extract(hour FROM started_at)::int
ORDER BY hour
