-- What internships do for finding employment, of those who graduated.
-- @column internships INTEGER internships of the student; 3 is three or more
-- @column graduates BIGINT graduates
-- @column employed_share DOUBLE share employed, 0 to 1
WITH counts AS (
  SELECT
    o.student,
    o.outcome,
    least(count(a.student), 3)::int AS internships
  FROM outcomes o
  LEFT JOIN activities a ON a.student = o.student AND a.kind = 'internship'
  WHERE o.outcome IN ('employed', 'graduate_school', 'seeking')
  GROUP BY o.student, o.outcome
)
SELECT
  internships,
  count(*) AS graduates,
  avg(CASE WHEN outcome = 'employed' THEN 1::float8 ELSE 0 END) AS employed_share
FROM counts
GROUP BY internships
ORDER BY internships
