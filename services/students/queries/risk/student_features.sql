-- What analyses are made of: each student with what the other tables say of him.
-- @column student VARCHAR token of the student
-- @column department_id INTEGER department
-- @column status VARCHAR where the studies stand
-- @column scholarship BOOLEAN whether a scholarship is held
-- @column admission_score DOUBLE points of the entrance examination, NULL where not known
-- @column courses BIGINT courses with a score
-- @column mean_score DOUBLE mean, points of 100; NULL without a score
-- @column failed BIGINT courses with less than 50 points
-- @column attended_share DOUBLE share of the sessions attended in time; NULL without a record
-- @column late_share DOUBLE share come to late; NULL without a record
-- @column activity_hours DOUBLE hours of activities
-- @column internships BIGINT internships
-- @column loans BIGINT loans of books
-- @column program_hours DOUBLE hours with programs
WITH scores AS (
  SELECT
    student,
    count(*) AS courses,
    avg(score) AS mean_score,
    count(*) FILTER (WHERE score < 50) AS failed
  FROM grades
  GROUP BY student
),
shares AS (
  SELECT
    student,
    sum(attended)::float8 / sum(sessions) AS attended_share,
    sum(late)::float8 / sum(sessions) AS late_share
  FROM attendance
  GROUP BY student
),
activity AS (
  SELECT student, sum(hours) AS hours, count(*) FILTER (WHERE kind = 'internship') AS internships
  FROM activities
  GROUP BY student
),
loaned AS (SELECT student, count(*) AS loans FROM loans GROUP BY student),
used AS (SELECT student, sum(minutes) / 60 AS hours FROM program_logs GROUP BY student)
SELECT
  p.student,
  p.department_id,
  p.status,
  p.scholarship,
  p.admission_score,
  coalesce(s.courses, 0) AS courses,
  s.mean_score,
  coalesce(s.failed, 0) AS failed,
  h.attended_share,
  h.late_share,
  coalesce(a.hours, 0) AS activity_hours,
  coalesce(a.internships, 0) AS internships,
  coalesce(l.loans, 0) AS loans,
  coalesce(u.hours, 0) AS program_hours
FROM people p
LEFT JOIN scores s ON s.student = p.student
LEFT JOIN shares h ON h.student = p.student
LEFT JOIN activity a ON a.student = p.student
LEFT JOIN loaned l ON l.student = p.student
LEFT JOIN used u ON u.student = p.student
ORDER BY p.student
