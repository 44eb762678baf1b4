-- The books that are most often taken out in a calendar year.
-- @param year INTEGER 2024 calendar year
-- @param top INTEGER 10 how many books
-- @column book_id INTEGER number of the book
-- @column title VARCHAR title
-- @column loans BIGINT loans
SELECT b.book_id, b.title, count(*) AS loans
FROM loans l
JOIN books b ON b.book_id = l.book_id
WHERE extract(year FROM l.loaned_on) = $year
GROUP BY b.book_id, b.title
ORDER BY loans DESC, b.book_id
LIMIT $top
