-- Books that are most often renewed.
-- @param top INTEGER 10 how many books
-- @column book_id INTEGER number of the book
-- @column loans BIGINT loans
-- @column renewals BIGINT renewals
SELECT book_id, count(*) AS loans, sum(renewals)::bigint AS renewals
FROM loans
GROUP BY book_id
ORDER BY renewals DESC, book_id
LIMIT $top
