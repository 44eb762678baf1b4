-- Enrolled students of whom a term has neither a score nor a registration: they may have left without a word.
-- @param year INTEGER 2025 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @column student VARCHAR token of the student
-- @column admission_year INTEGER year of admission
-- @column scores BIGINT scores of all earlier terms
SELECT p.student, p.admission_year, count(g.student) AS scores
FROM people p
LEFT JOIN grades g ON g.student = p.student
WHERE p.status = 'enrolled'
  AND NOT EXISTS (SELECT 1 FROM grades t WHERE t.student = p.student AND t.year = $year AND t.term = $term)
  AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.student = p.student AND r.year = $year AND r.term = $term)
GROUP BY p.student, p.admission_year
ORDER BY p.student
