-- Books that nobody ever took out.
-- @column book_id INTEGER number of the book
-- @column title VARCHAR title
-- @column department VARCHAR department whose subject it is
SELECT b.book_id, b.title, d.department
FROM books b
JOIN departments d ON d.department_id = b.department_id
WHERE NOT EXISTS (SELECT 1 FROM loans l WHERE l.book_id = b.book_id)
ORDER BY b.book_id
