-- How many students lack each field that may be missing.
-- @column students BIGINT students
-- @column without_sex BIGINT students whose sex is not known
-- @column without_admission_score BIGINT students without points of an entrance examination
-- @column without_region BIGINT students whose region is not known
-- @column without_career_goal BIGINT students that named no career
SELECT
  count(*) AS students,
  count(*) FILTER (WHERE sex IS NULL) AS without_sex,
  count(*) FILTER (WHERE admission_score IS NULL) AS without_admission_score,
  count(*) FILTER (WHERE region IS NULL) AS without_region,
  count(*) FILTER (WHERE career_goal IS NULL) AS without_career_goal
FROM people
