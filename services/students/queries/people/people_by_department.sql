-- Students of each department by where their studies stand.
-- @column department VARCHAR name of the department
-- @column students BIGINT students, present and past
-- @column enrolled BIGINT students that study
-- @column graduated BIGINT students that finished
-- @column withdrawn BIGINT students that left by themselves
-- @column expelled BIGINT students that had to leave
SELECT
  d.department,
  count(*) AS students,
  count(*) FILTER (WHERE p.status = 'enrolled') AS enrolled,
  count(*) FILTER (WHERE p.status = 'graduated') AS graduated,
  count(*) FILTER (WHERE p.status = 'withdrawn') AS withdrawn,
  count(*) FILTER (WHERE p.status = 'expelled') AS expelled
FROM people p
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department
ORDER BY d.department
