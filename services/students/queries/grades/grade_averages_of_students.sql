-- Mean score and credits that every student earned in a year.
-- @param year INTEGER 2024 academic year
-- @column student VARCHAR token of the student
-- @column courses BIGINT courses with a score
-- @column mean_score DOUBLE mean weighted by credits, points of 100
-- @column credits BIGINT credits of the courses passed
SELECT
  g.student,
  count(*) AS courses,
  sum(g.score * c.credits) / sum(c.credits) AS mean_score,
  coalesce(sum(c.credits) FILTER (WHERE g.score >= 50), 0)::bigint AS credits
FROM grades g
JOIN courses c ON c.course_id = g.course_id
WHERE g.year = $year
GROUP BY g.student
ORDER BY g.student
