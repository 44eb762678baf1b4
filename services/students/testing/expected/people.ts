import { distinct, type Expectations, group, known, mean, order, quantile, share } from '../expectations.ts'

const statuses = ['enrolled', 'graduated', 'withdrawn', 'expelled']

export const people: Expectations = {
  people_by_department: ({ people }) =>
    order(
      group(
        people,
        (p) => p.department,
        (all) => [all.length, ...statuses.map((status) => all.filter((p) => p.status === status).length)],
      ),
      1,
    ),
  people_by_admission_year: ({ people }) =>
    order(
      group(
        people,
        (p) => p.admission_year,
        (all) => [
          all.length,
          mean(known(all.map((p) => p.admission_score))),
          share(all, (p) => p.scholarship),
        ],
      ),
      1,
    ),
  people_by_region: ({ people }) =>
    order(
      group(
        people,
        (p) => p.region,
        (all) => [all.length, all.length / people.length],
      ),
      -2,
      1,
    ),
  people_by_sex_and_faculty: ({ people }) =>
    order(
      group(
        people,
        (p) => [p.faculty, p.sex],
        (all) => [all.length],
      ),
      1,
      2,
    ),
  people_by_birth_year: ({ people }) =>
    order(
      group(
        people,
        (p) => p.birth_year,
        (all) => [all.length],
      ),
      1,
    ),
  enrolled_by_year_of_study: ({ people }, { year }) =>
    order(
      group(
        people.filter((p) => p.status === 'enrolled'),
        (p) => Number(year) - p.admission_year + 1,
        (all) => [all.length],
      ),
      1,
    ),
  career_goals: ({ people }) =>
    order(
      group(
        people,
        (p) => p.career_goal,
        (all) => [all.length, mean(known(all.map((p) => p.admission_score)))],
      ),
      -2,
      1,
    ),
  admission_scores_by_department: ({ people }) =>
    order(
      group(
        people.filter((p) => p.admission_score !== null),
        (p) => p.department,
        (all) => [0, 0.5, 1].map((at) => quantile(known(all.map((p) => p.admission_score)), at)),
      ),
      1,
    ),
  scholarships_by_department: ({ people }) =>
    order(
      group(
        people.filter((p) => p.status === 'enrolled'),
        (p) => p.department,
        (all) => [all.filter((p) => p.scholarship).length, share(all, (p) => p.scholarship)],
      ),
      -3,
      1,
    ),
  missing_fields: ({ people }) => [
    [
      distinct(people.map((p) => p.student)),
      ...(['sex', 'admission_score', 'region', 'career_goal'] as const).map(
        (name) => people.filter((p) => p[name] === null).length,
      ),
    ],
  ],
}
