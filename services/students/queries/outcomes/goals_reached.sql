-- How many of the employed work in the career that they aimed at.
-- @column career_goal VARCHAR career aimed at
-- @column employed BIGINT employed graduates with this goal
-- @column reached_share DOUBLE share in that career, 0 to 1
SELECT
  p.career_goal,
  count(*) AS employed,
  avg(CASE WHEN o.career = p.career_goal THEN 1::float8 ELSE 0 END) AS reached_share
FROM outcomes o
JOIN people p ON p.student = o.student
WHERE o.outcome = 'employed' AND p.career_goal IS NOT NULL
GROUP BY p.career_goal
ORDER BY p.career_goal
