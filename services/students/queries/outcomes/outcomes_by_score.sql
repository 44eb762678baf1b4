-- Final outcomes by mean score.
-- @column band INTEGER lowest mean score of a band of ten points: 60 is 60 to below 70; 100 is in 90
-- @column students BIGINT students that left and have a score
-- @column graduate_school_share DOUBLE share in graduate school, 0 to 1
-- @column employed_share DOUBLE share employed, 0 to 1
-- @column dropout_share DOUBLE share withdrawn or expelled, 0 to 1
WITH means AS (
  SELECT o.student, o.outcome, avg(g.score) AS mean_score
  FROM outcomes o
  JOIN grades g ON g.student = o.student
  GROUP BY o.student, o.outcome
)
SELECT
  (least(floor(mean_score / 10), 9) * 10)::int AS band,
  count(*) AS students,
  avg(CASE WHEN outcome = 'graduate_school' THEN 1::float8 ELSE 0 END) AS graduate_school_share,
  avg(CASE WHEN outcome = 'employed' THEN 1::float8 ELSE 0 END) AS employed_share,
  avg(CASE WHEN outcome IN ('withdrawn', 'expelled') THEN 1::float8 ELSE 0 END) AS dropout_share
FROM means
GROUP BY (least(floor(mean_score / 10), 9) * 10)::int
ORDER BY band
