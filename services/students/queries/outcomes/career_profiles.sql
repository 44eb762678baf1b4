-- What the graduates in each career have behind them.
-- @column career VARCHAR career taken up
-- @column graduates BIGINT graduates
-- @column mean_score DOUBLE mean of all their scores, points of 100
-- @column intern_share DOUBLE share with an internship, 0 to 1
WITH scores AS (
  SELECT student, sum(score) AS total, count(*) AS grades FROM grades GROUP BY student
),
interns AS (SELECT DISTINCT student FROM activities WHERE kind = 'internship')
SELECT
  o.career,
  count(*) AS graduates,
  sum(s.total) / sum(s.grades) AS mean_score,
  avg(CASE WHEN i.student IS NULL THEN 0::float8 ELSE 1 END) AS intern_share
FROM outcomes o
LEFT JOIN scores s ON s.student = o.student
LEFT JOIN interns i ON i.student = o.student
WHERE o.career IS NOT NULL
GROUP BY o.career
ORDER BY o.career
