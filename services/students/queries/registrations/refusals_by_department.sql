-- How often seats in each department's courses are refused.
-- @column department VARCHAR department of the courses
-- @column requests BIGINT requests for a seat
-- @column refused_share DOUBLE share refused, 0 to 1
SELECT
  d.department,
  count(*) AS requests,
  avg(CASE WHEN r.accepted THEN 0::float8 ELSE 1 END) AS refused_share
FROM registrations r
JOIN courses c ON c.course_id = r.course_id
JOIN departments d ON d.department_id = c.department_id
WHERE r.action = 'register'
GROUP BY d.department
ORDER BY refused_share DESC, d.department
