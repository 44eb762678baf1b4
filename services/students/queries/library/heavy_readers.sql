-- The students with the most loans in a calendar year.
-- @param year INTEGER 2024 calendar year
-- @param top INTEGER 10 how many students
-- @column student VARCHAR token of the student
-- @column loans BIGINT loans
-- @column books BIGINT different books
SELECT student, count(*) AS loans, count(DISTINCT book_id) AS books
FROM loans
WHERE extract(year FROM loaned_on) = $year
GROUP BY student
ORDER BY loans DESC, student
LIMIT $top
