-- Credits that each student has earned so far.
-- @column student VARCHAR token of the student
-- @column passed BIGINT courses passed
-- @column credits BIGINT credits earned
SELECT g.student, count(*) AS passed, sum(c.credits)::bigint AS credits
FROM grades g
JOIN courses c ON c.course_id = g.course_id
WHERE g.score >= 50
GROUP BY g.student
ORDER BY g.student
