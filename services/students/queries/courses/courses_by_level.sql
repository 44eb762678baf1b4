-- What is taught in each year of study.
-- @column level INTEGER year of study
-- @column courses BIGINT courses
-- @column mean_credits DOUBLE mean credits of a course
SELECT level, count(*) AS courses, avg(credits::float8) AS mean_credits
FROM courses
GROUP BY level
ORDER BY level
