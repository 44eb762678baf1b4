-- How much the students of each department read of other subjects.
-- @column department VARCHAR department of the reader
-- @column loans BIGINT loans
-- @column outside_share DOUBLE share of books of other subjects, 0 to 1
SELECT
  d.department,
  count(*) AS loans,
  avg(CASE WHEN b.department_id <> p.department_id THEN 1::float8 ELSE 0 END) AS outside_share
FROM loans l
JOIN people p ON p.student = l.student
JOIN books b ON b.book_id = l.book_id
JOIN departments d ON d.department_id = p.department_id
GROUP BY d.department
ORDER BY d.department
