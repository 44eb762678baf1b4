-- Students admitted in each year, how well they did at entrance, and how many hold a scholarship.
-- @column admission_year INTEGER year of admission
-- @column students BIGINT students admitted
-- @column mean_admission_score DOUBLE mean points of the entrance examination, 0 to 100
-- @column scholarship_share DOUBLE share with a scholarship, 0 to 1
SELECT
  admission_year,
  count(*) AS students,
  avg(admission_score) AS mean_admission_score,
  avg(CASE WHEN scholarship THEN 1::float8 ELSE 0 END) AS scholarship_share
FROM people
GROUP BY admission_year
ORDER BY admission_year
