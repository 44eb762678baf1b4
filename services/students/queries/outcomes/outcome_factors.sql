-- What tells outcomes apart: means over the students of each.
-- @column outcome VARCHAR final outcome
-- @column students BIGINT students
-- @column mean_score DOUBLE mean of their mean scores, points of 100
-- @column attended_share DOUBLE mean of their shares attended in time, 0 to 1
-- @column activity_hours DOUBLE mean hours of activities
-- @column loans DOUBLE mean number of loans
WITH scores AS (SELECT student, avg(score) AS value FROM grades GROUP BY student),
shares AS (SELECT student, sum(attended)::float8 / sum(sessions) AS value FROM attendance GROUP BY student),
hours AS (SELECT student, sum(hours) AS value FROM activities GROUP BY student),
loaned AS (SELECT student, count(*) AS value FROM loans GROUP BY student)
SELECT
  o.outcome,
  count(*) AS students,
  avg(scores.value) AS mean_score,
  avg(shares.value) AS attended_share,
  avg(coalesce(hours.value, 0)) AS activity_hours,
  avg(coalesce(loaned.value, 0)::float8) AS loans
FROM outcomes o
LEFT JOIN scores ON scores.student = o.student
LEFT JOIN shares ON shares.student = o.student
LEFT JOIN hours ON hours.student = o.student
LEFT JOIN loaned ON loaned.student = o.student
GROUP BY o.outcome
ORDER BY o.outcome
