-- The most popular books of the students of each department in each calendar year.
-- @param top INTEGER 3 how many books of each department and year; equals share a rank
-- @column department VARCHAR department of the reader
-- @column year INTEGER calendar year
-- @column rank BIGINT 1 is the most popular
-- @column book_id INTEGER number of the book
-- @column title VARCHAR title
-- @column loans BIGINT loans
WITH counts AS (
  SELECT
    p.department_id,
    extract(year FROM l.loaned_on)::int AS year,
    l.book_id,
    count(*) AS loans
  FROM loans l
  JOIN people p ON p.student = l.student
  GROUP BY p.department_id, extract(year FROM l.loaned_on)::int, l.book_id
),
ranked AS (
  SELECT counts.*, rank() OVER (PARTITION BY department_id, year ORDER BY loans DESC) AS rank
  FROM counts
)
SELECT d.department, r.year, r.rank, b.book_id, b.title, r.loans
FROM ranked r
JOIN departments d ON d.department_id = r.department_id
JOIN books b ON b.book_id = r.book_id
WHERE r.rank <= $top
ORDER BY d.department, r.year, r.rank, b.book_id
