-- Students that study, by their year of study.
-- @param year INTEGER 2025 academic year
-- @column year_of_study INTEGER 1 in the year of admission
-- @column students BIGINT students enrolled
SELECT $year - admission_year + 1 AS year_of_study, count(*) AS students
FROM people
WHERE status = 'enrolled' AND admission_year <= $year
GROUP BY $year - admission_year + 1
ORDER BY year_of_study
