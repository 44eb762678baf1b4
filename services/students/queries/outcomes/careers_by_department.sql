-- Which careers the graduates of each department take up.
-- @column department VARCHAR department of the student
-- @column career VARCHAR career taken up
-- @column graduates BIGINT graduates
SELECT d.department, o.career, count(*) AS graduates
FROM outcomes o
JOIN people p ON p.student = o.student
JOIN departments d ON d.department_id = p.department_id
WHERE o.career IS NOT NULL
GROUP BY d.department, o.career
ORDER BY d.department, graduates DESC, o.career
