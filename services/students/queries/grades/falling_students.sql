-- Students whose mean score fell from the year before.
-- @param year INTEGER 2024 academic year
-- @param points DOUBLE 5 least fall, points of 100
-- @column student VARCHAR token of the student
-- @column before DOUBLE mean score of the year before
-- @column after DOUBLE mean score of the year
-- @column fall DOUBLE before less after
WITH means AS (
  SELECT
    student,
    avg(score) FILTER (WHERE year = $year - 1) AS before,
    avg(score) FILTER (WHERE year = $year) AS after
  FROM grades
  WHERE year IN ($year - 1, $year)
  GROUP BY student
)
SELECT student, before, after, before - after AS fall
FROM means
WHERE before - after >= $points
ORDER BY fall DESC, student
