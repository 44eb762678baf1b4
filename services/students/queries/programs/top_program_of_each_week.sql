-- The most used program of each week of a span.
-- @param from DATE 2025-09-01 first day
-- @param to DATE 2025-12-14 last day
-- @column week DATE Monday of the week
-- @column program VARCHAR program; of equals the first in the alphabet
-- @column sessions BIGINT sessions begun
WITH counts AS (
  SELECT date_trunc('week', started_at)::date AS week, program, count(*) AS sessions
  FROM program_logs
  WHERE started_at::date BETWEEN $from AND $to
  GROUP BY date_trunc('week', started_at)::date, program
),
ranked AS (
  SELECT counts.*, row_number() OVER (PARTITION BY week ORDER BY sessions DESC, program) AS place
  FROM counts
)
SELECT week, program, sessions
FROM ranked
WHERE place = 1
ORDER BY week
