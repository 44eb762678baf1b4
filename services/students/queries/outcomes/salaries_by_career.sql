-- What is earned first in each career.
-- @column career VARCHAR career taken up
-- @column graduates BIGINT graduates with a salary
-- @column mean_salary DOUBLE mean, a year
-- @column median_salary DOUBLE median, a year
SELECT
  career,
  count(*) AS graduates,
  avg(salary) AS mean_salary,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY salary) AS median_salary
FROM outcomes
WHERE career IS NOT NULL AND salary IS NOT NULL
GROUP BY career
ORDER BY career
