-- Books that are out for too long on a day.
-- @param date DATE 2025-12-15 the day
-- @param days INTEGER 28 days after which a loan is overdue, each renewal giving as many again
-- @column student VARCHAR token of the student
-- @column book_id INTEGER number of the book
-- @column loaned_on DATE day of the loan
-- @column days_overdue INTEGER days beyond what is allowed
SELECT
  student,
  book_id,
  loaned_on,
  (($date - loaned_on) - $days * (renewals + 1))::int AS days_overdue
FROM loans
WHERE loaned_on <= $date
  AND (returned_on IS NULL OR returned_on > $date)
  AND ($date - loaned_on) > $days * (renewals + 1)
ORDER BY days_overdue DESC, student, book_id
