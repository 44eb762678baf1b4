/** A column of the file: what its fields must be, and how the model takes it. */
export interface Column {
  /** Its name in requests. */
  readonly name: string
  /** Its name in the file; others that are known too. */
  readonly header: string
  readonly aliases?: readonly string[]
  /** Codes have no order; of all others more is more. */
  readonly kind: 'code' | 'flag' | 'count' | 'number'
  readonly min: number
  readonly max: number
  readonly meaning: string
  /** Who a student is, beside what he or she does. */
  readonly personal?: true
}

type Rest = readonly [header: string, meaning: string]
const code = (name: string, max: number, [header, meaning]: Rest): Column => ({
  ...{ name, header, kind: 'code', min: 0, max, meaning },
})
const flag = (name: string, [header, meaning]: Rest): Column => ({
  ...{ name, header, kind: 'flag', min: 0, max: 1, meaning },
})
const count = (name: string, max: number, [header, meaning]: Rest): Column => ({
  ...{ name, header, kind: 'count', min: 0, max, meaning },
})
const number = (name: string, min: number, max: number, [header, meaning]: Rest): Column => ({
  ...{ name, header, kind: 'number', min, max, meaning },
})
const personal = (column: Column): Column => ({ ...column, personal: true })

const semester = (n: 1 | 2): Column[] => {
  const ordinal = n === 1 ? '1st' : '2nd'
  const header = (what: string) => `Curricular units ${ordinal} sem (${what})`
  return [
    count(`credited${n}`, 60, [header('credited'), `courses credited from before in semester ${n}`]),
    count(`enrolled${n}`, 60, [header('enrolled'), `courses enrolled in, semester ${n}`]),
    count(`evaluations${n}`, 120, [header('evaluations'), `examinations taken, semester ${n}`]),
    count(`approved${n}`, 60, [header('approved'), `courses passed, semester ${n}`]),
    number(`grade${n}`, 0, 20, [header('grade'), `mean grade of the courses passed, semester ${n}, 0 to 20`]),
    count(`unevaluated${n}`, 60, [
      header('without evaluations'),
      `courses without examination, semester ${n}`,
    ]),
  ]
}

/** In the order of the file, which is that of the model's features. */
export const columns: readonly Column[] = [
  personal(code('maritalStatus', 99, ['Marital status', 'marital status, a code'])),
  code('applicationMode', 999, ['Application mode', 'way of admission, a code']),
  count('applicationOrder', 20, [
    'Application order',
    'place of the course among the choices, 0 being the first',
  ]),
  code('course', 99_999, ['Course', 'course of studies, a code']),
  flag('daytime', ['Daytime/evening attendance', '1 daytime, 0 evening']),
  code('previousQualification', 999, ['Previous qualification', 'qualification before, a code']),
  number('previousGrade', 0, 200, [
    'Previous qualification (grade)',
    'grade of that qualification, 0 to 200',
  ]),
  personal({
    ...code('nationality', 999, ['Nacionality', 'nationality, a code']),
    aliases: ['nationality'],
  }),
  personal(code('motherQualification', 999, ["Mother's qualification", "mother's qualification, a code"])),
  personal(code('fatherQualification', 999, ["Father's qualification", "father's qualification, a code"])),
  personal(code('motherOccupation', 999, ["Mother's occupation", "mother's occupation, a code"])),
  personal(code('fatherOccupation', 999, ["Father's occupation", "father's occupation, a code"])),
  number('admissionGrade', 0, 200, ['Admission grade', 'grade of admission, 0 to 200']),
  personal(flag('displaced', ['Displaced', '1 if living away from home'])),
  personal(flag('specialNeeds', ['Educational special needs', '1 with special needs'])),
  personal(flag('debtor', ['Debtor', '1 with debts to the school'])),
  personal(flag('feesPaid', ['Tuition fees up to date', '1 if the fees are paid'])),
  personal(flag('gender', ['Gender', '1 male, 0 female'])),
  personal(flag('scholarship', ['Scholarship holder', '1 with a scholarship'])),
  personal(count('age', 120, ['Age at enrollment', 'age at enrolment, years'])),
  personal(flag('international', ['International', '1 if from abroad'])),
  ...semester(1),
  ...semester(2),
  number('unemployment', 0, 100, ['Unemployment rate', 'unemployment in the country, %']),
  number('inflation', -50, 500, ['Inflation rate', 'inflation in the country, %']),
  number('gdp', -50, 50, ['GDP', 'growth of the gross domestic product, %']),
]

export const columnCount = columns.length
export const columnNames = columns.map(({ name }) => name)
export const indexOfColumn = (name: string): number => columnNames.indexOf(name)

export const outcomes = ['dropout', 'enrolled', 'graduate'] as const
export type Outcome = (typeof outcomes)[number]
