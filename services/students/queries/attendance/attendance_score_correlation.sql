-- How closely scores follow attendance in each department.
-- @column department VARCHAR department of the student
-- @column grades BIGINT scores
-- @column correlation DOUBLE Pearson's, -1 to 1
-- @column slope DOUBLE points of score for a share of attendance of 1
SELECT
  d.department,
  count(*) AS grades,
  corr(g.score, a.attended::float8 / a.sessions) AS correlation,
  regr_slope(g.score, a.attended::float8 / a.sessions) AS slope
FROM attendance a
JOIN grades g ON g.student = a.student AND g.course_id = a.course_id AND g.year = a.year AND g.term = a.term
JOIN people p ON p.student = a.student
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department
HAVING count(*) > 2
ORDER BY d.department
