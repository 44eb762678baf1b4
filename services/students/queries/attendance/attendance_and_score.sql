-- Scores by how regularly a course was attended.
-- @column band INTEGER attended percent, lowest of a band of ten: 80 is 80 to below 90; 100 is in 90
-- @column grades BIGINT scores
-- @column mean_score DOUBLE mean, points of 100
SELECT
  (least(floor(a.attended * 10.0 / a.sessions), 9) * 10)::int AS band,
  count(*) AS grades,
  avg(g.score) AS mean_score
FROM attendance a
JOIN grades g ON g.student = a.student AND g.course_id = a.course_id AND g.year = a.year AND g.term = a.term
GROUP BY (least(floor(a.attended * 10.0 / a.sessions), 9) * 10)::int
ORDER BY band
