-- After how many terms students withdraw or are expelled.
-- @column terms BIGINT terms with a score
-- @column students BIGINT students that dropped out
WITH terms AS (
  SELECT p.student, count(DISTINCT g.year * 2 + g.term) AS terms
  FROM people p
  LEFT JOIN grades g ON g.student = p.student
  WHERE p.status IN ('withdrawn', 'expelled')
  GROUP BY p.student
)
SELECT terms, count(*) AS students
FROM terms
GROUP BY terms
ORDER BY terms
