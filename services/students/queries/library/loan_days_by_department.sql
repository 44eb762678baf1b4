-- For how long the books of each subject are taken out.
-- @column department VARCHAR department whose subject it is
-- @column loans BIGINT loans that have ended
-- @column mean_days DOUBLE mean days of a loan
SELECT
  d.department,
  count(*) AS loans,
  avg((l.returned_on - l.loaned_on)::float8) AS mean_days
FROM loans l
JOIN books b ON b.book_id = l.book_id
JOIN departments d ON d.department_id = b.department_id
WHERE l.returned_on IS NOT NULL
GROUP BY d.department
ORDER BY d.department
