-- Activities begun in each calendar year.
-- @column year INTEGER calendar year
-- @column activities BIGINT activities
-- @column hours DOUBLE hours in all
SELECT extract(year FROM started_on)::int AS year, count(*) AS activities, sum(hours) AS hours
FROM activities
GROUP BY extract(year FROM started_on)::int
ORDER BY year
