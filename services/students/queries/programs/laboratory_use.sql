-- How much each laboratory is used.
-- @column laboratory VARCHAR laboratory, NULL where it is not known
-- @column sessions BIGINT sessions
-- @column students BIGINT different students
-- @column hours DOUBLE hours
SELECT laboratory, count(*) AS sessions, count(DISTINCT student) AS students, sum(minutes) / 60 AS hours
FROM program_logs
GROUP BY laboratory
ORDER BY laboratory NULLS LAST
