-- Enrolled students with signs of trouble in a term; how likely they leave, the model of dropout says.
-- @param year INTEGER 2025 academic year
-- @param term INTEGER 1 1 autumn, 2 spring
-- @param score DOUBLE 60 mean score below which it is a sign
-- @param share DOUBLE 0.7 attended share below which it is a sign
-- @column student VARCHAR token of the student
-- @column low_score BOOLEAN mean score below the limit
-- @column failed BOOLEAN at least one course failed
-- @column rarely_present BOOLEAN attended share below the limit
-- @column signals INTEGER how many of the three
WITH scores AS (
  SELECT student, avg(score) AS mean_score, min(score) AS lowest
  FROM grades
  WHERE year = $year AND term = $term
  GROUP BY student
),
shares AS (
  SELECT student, sum(attended)::float8 / sum(sessions) AS share
  FROM attendance
  WHERE year = $year AND term = $term
  GROUP BY student
),
signs AS (
  SELECT
    p.student,
    coalesce(s.mean_score < $score, false) AS low_score,
    coalesce(s.lowest < 50, false) AS failed,
    coalesce(h.share < $share, false) AS rarely_present
  FROM people p
  LEFT JOIN scores s ON s.student = p.student
  LEFT JOIN shares h ON h.student = p.student
  WHERE p.status = 'enrolled'
),
counted AS (
  SELECT signs.*, low_score::int + failed::int + rarely_present::int AS signals FROM signs
)
SELECT student, low_score, failed, rarely_present, signals
FROM counted
WHERE signals > 0
ORDER BY signals DESC, student
