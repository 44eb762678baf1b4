-- How the students of each department score.
-- @column department VARCHAR department of the student
-- @column grades BIGINT final scores
-- @column mean_score DOUBLE mean, points of 100
-- @column pass_share DOUBLE share of scores of 50 and more, 0 to 1
SELECT
  d.department,
  count(*) AS grades,
  avg(g.score) AS mean_score,
  avg(CASE WHEN g.score >= 50 THEN 1::float8 ELSE 0 END) AS pass_share
FROM grades g
JOIN people p ON p.student = g.student
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department
ORDER BY d.department
