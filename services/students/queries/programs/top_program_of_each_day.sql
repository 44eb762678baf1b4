-- The most used program of each day of a span.
-- @param from DATE 2025-10-01 first day
-- @param to DATE 2025-10-31 last day
-- @column day DATE day
-- @column program VARCHAR program; of equals the first in the alphabet
-- @column sessions BIGINT sessions begun
WITH counts AS (
  SELECT started_at::date AS day, program, count(*) AS sessions
  FROM program_logs
  WHERE started_at::date BETWEEN $from AND $to
  GROUP BY started_at::date, program
),
ranked AS (
  SELECT counts.*, row_number() OVER (PARTITION BY day ORDER BY sessions DESC, program) AS place
  FROM counts
)
SELECT day, program, sessions
FROM ranked
WHERE place = 1
ORDER BY day
