-- Final outcomes of each department's students.
-- @column department VARCHAR department of the student
-- @column employed BIGINT found employment
-- @column graduate_school BIGINT went on to graduate school
-- @column seeking BIGINT graduated and seek employment
-- @column withdrawn BIGINT left by themselves
-- @column expelled BIGINT had to leave
SELECT
  d.department,
  count(*) FILTER (WHERE o.outcome = 'employed') AS employed,
  count(*) FILTER (WHERE o.outcome = 'graduate_school') AS graduate_school,
  count(*) FILTER (WHERE o.outcome = 'seeking') AS seeking,
  count(*) FILTER (WHERE o.outcome = 'withdrawn') AS withdrawn,
  count(*) FILTER (WHERE o.outcome = 'expelled') AS expelled
FROM outcomes o
JOIN people p ON p.student = o.student
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department
ORDER BY d.department
