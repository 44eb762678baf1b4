-- Students by year of birth; the day is not stored in the clear.
-- @column birth_year INTEGER year of birth, NULL where it is not known
-- @column students BIGINT students
SELECT birth_year, count(*) AS students
FROM people
GROUP BY birth_year
ORDER BY birth_year NULLS LAST
