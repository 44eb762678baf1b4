-- Loans of each month of a calendar year.
-- @param year INTEGER 2024 calendar year
-- @column month DATE first day of the month
-- @column loans BIGINT loans
-- @column readers BIGINT different students
SELECT
  date_trunc('month', loaned_on)::date AS month,
  count(*) AS loans,
  count(DISTINCT student) AS readers
FROM loans
WHERE extract(year FROM loaned_on) = $year
GROUP BY date_trunc('month', loaned_on)::date
ORDER BY month
