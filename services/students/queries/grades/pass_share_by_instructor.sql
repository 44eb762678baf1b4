-- How many pass with each instructor in a year.
-- @param year INTEGER 2024 academic year
-- @column instructor VARCHAR token of the instructor
-- @column grades BIGINT final scores
-- @column pass_share DOUBLE share of scores of 50 and more, 0 to 1
SELECT
  o.instructor,
  count(*) AS grades,
  avg(CASE WHEN g.score >= 50 THEN 1::float8 ELSE 0 END) AS pass_share
FROM grades g
JOIN offerings o ON o.course_id = g.course_id AND o.year = g.year AND o.term = g.term
WHERE g.year = $year
GROUP BY o.instructor
ORDER BY pass_share, o.instructor
