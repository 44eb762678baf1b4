-- Courses that graduates in a career took more often than other graduates.
-- @param career VARCHAR manager career taken up
-- @param top INTEGER 10 how many courses
-- @column course_id VARCHAR code of the course
-- @column share DOUBLE share of the career's graduates that took it, 0 to 1
-- @column share_of_others DOUBLE share of the other graduates, 0 to 1
-- @column difference DOUBLE the first less the second
WITH graduates AS (
  SELECT p.student, coalesce(o.career = $career, false) AS inside
  FROM people p
  JOIN outcomes o ON o.student = p.student
  WHERE p.status = 'graduated'
),
sizes AS (
  SELECT
    count(*) FILTER (WHERE inside) AS inside,
    count(*) FILTER (WHERE NOT inside) AS outside
  FROM graduates
),
shares AS (
  SELECT
    g.course_id,
    count(*) FILTER (WHERE s.inside)::float8 / (SELECT inside FROM sizes) AS share,
    count(*) FILTER (WHERE NOT s.inside)::float8 / nullif((SELECT outside FROM sizes), 0) AS share_of_others
  FROM grades g
  JOIN graduates s ON s.student = g.student
  WHERE EXISTS (SELECT 1 FROM graduates WHERE inside)
  GROUP BY g.course_id
)
SELECT course_id, share, share_of_others, share - share_of_others AS difference
FROM shares
ORDER BY difference DESC NULLS LAST, course_id
LIMIT $top
