-- How many scores of a year lie in each band of ten points.
-- @param year INTEGER 2024 academic year
-- @column band INTEGER lowest score of the band: 60 is 60 to below 70; 100 is in 90
-- @column grades BIGINT final scores
SELECT (least(floor(score / 10), 9) * 10)::int AS band, count(*) AS grades
FROM grades
WHERE year = $year
GROUP BY (least(floor(score / 10), 9) * 10)::int
ORDER BY band
