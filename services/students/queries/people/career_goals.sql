-- What students want to become.
-- @column career_goal VARCHAR career aimed at, NULL where none was given
-- @column students BIGINT students
-- @column mean_admission_score DOUBLE mean points of the entrance examination, 0 to 100
SELECT career_goal, count(*) AS students, avg(admission_score) AS mean_admission_score
FROM people
GROUP BY career_goal
ORDER BY students DESC, career_goal NULLS LAST
