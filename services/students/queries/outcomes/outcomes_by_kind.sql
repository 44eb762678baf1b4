-- What became of those who left.
-- @column outcome VARCHAR final outcome
-- @column students BIGINT students
-- @column share DOUBLE share of those who left, 0 to 1
SELECT outcome, count(*) AS students, count(*)::float8 / (SELECT count(*) FROM outcomes) AS share
FROM outcomes
GROUP BY outcome
ORDER BY students DESC, outcome
