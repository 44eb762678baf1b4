-- At which hours of the day seats are asked for, and how often in vain.
-- @column hour INTEGER hour of the day, 0 to 23
-- @column requests BIGINT requests for a seat
-- @column refused_share DOUBLE share refused, 0 to 1
SELECT
  extract(hour FROM registered_at)::int AS hour,
  count(*) AS requests,
  avg(CASE WHEN accepted THEN 0::float8 ELSE 1 END) AS refused_share
FROM registrations
WHERE action = 'register'
GROUP BY extract(hour FROM registered_at)::int
ORDER BY hour
