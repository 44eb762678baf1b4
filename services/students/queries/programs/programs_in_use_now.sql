-- Programs that run at a moment, the most used first.
-- @param now TIMESTAMP 2025-10-15T11:00:00 the moment, local time
-- @param minutes INTEGER 60 minutes before it within which sessions count as recent
-- @column program VARCHAR program
-- @column running BIGINT sessions under way
-- @column recent BIGINT sessions begun within the minutes before
SELECT
  program,
  count(*) FILTER (WHERE extract(epoch FROM $now - started_at)::float8 < minutes * 60) AS running,
  count(*) FILTER (WHERE extract(epoch FROM $now - started_at)::float8 < $minutes * 60.0) AS recent
FROM program_logs
WHERE started_at <= $now
  AND extract(epoch FROM $now - started_at)::float8 < greatest(minutes, $minutes) * 60
GROUP BY program
ORDER BY running DESC, recent DESC, program
