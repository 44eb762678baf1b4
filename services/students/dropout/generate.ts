import { createRandom, type Random } from '../../learn/random.ts'
import { columns } from './columns.ts'

const students = 4424

/**
 * What makes an invented student leave or graduate: log odds beside being enrolled still. Passing courses decides, then
 * paid fees, a scholarship and age; nothing else does.
 */
export function trueOdds(student: Readonly<Record<string, number>>): { dropout: number; graduate: number } {
  const passed = student.approved2 / Math.max(1, student.enrolled2)
  return {
    dropout: 2.2 - 4.5 * passed - 1.6 * (student.feesPaid - 0.88) + 0.05 * (student.age - 23),
    graduate: -4 + 7 * passed + 1.5 * (student.feesPaid - 0.88) + 0.8 * (student.scholarship - 0.25),
  }
}

/** A file of outcomes of a school that does not exist, in the columns of the real one; the same seed gives the same bytes. */
export function generate(seed: number): Uint8Array {
  const random = createRandom(seed)
  const lines = [[...columns.map(({ header }) => header), 'Target'].join(';')]
  for (let i = 0; i < students; i++) {
    const student = studentOf(random)
    const { dropout, graduate } = trueOdds(student)
    const [leave, finish] = [Math.exp(dropout), Math.exp(graduate)]
    const place = random.uniform() * (1 + leave + finish)
    const outcome = place < leave ? 'Dropout' : place < leave + finish ? 'Graduate' : 'Enrolled'
    lines.push([...columns.map(({ name }) => student[name]), outcome].join(';'))
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

function studentOf(random: Random): Record<string, number> {
  const oneOf = (values: readonly number[]) => values[random.integer(values.length)]
  const chance = (share: number) => Number(random.uniform() < share)
  const ability = random.normal()
  const grade = (spread: number) =>
    Math.round(10 * Math.min(190, Math.max(95, 130 + 10 * ability + spread * random.normal()))) / 10
  const international = chance(0.03)
  const year = random.integer(5)
  return {
    maritalStatus: oneOf([1, 1, 1, 1, 1, 1, 1, 1, 2, 4]),
    applicationMode: oneOf([1, 1, 1, 17, 17, 39, 43, 44]),
    applicationOrder: oneOf([0, 1, 1, 1, 1, 2, 3, 4, 5, 6]),
    course: oneOf([171, 9070, 9085, 9119, 9147, 9238, 9254, 9500, 9670, 9773]),
    daytime: chance(0.89),
    previousQualification: oneOf([1, 1, 1, 1, 1, 1, 12, 39, 3, 19]),
    previousGrade: grade(9),
    nationality: international === 1 ? oneOf([6, 22, 26, 41]) : 1,
    motherQualification: oneOf([1, 3, 19, 34, 37, 38]),
    fatherQualification: oneOf([1, 3, 19, 34, 37, 38]),
    motherOccupation: oneOf([0, 3, 4, 5, 7, 9, 9]),
    fatherOccupation: oneOf([0, 3, 4, 5, 7, 9, 9]),
    admissionGrade: grade(10),
    displaced: chance(0.55),
    specialNeeds: chance(0.01),
    debtor: chance(0.11),
    feesPaid: chance(0.88),
    gender: chance(0.35),
    scholarship: chance(0.25),
    age: Math.min(70, 18 + Math.floor(-5 * Math.log(1 - random.uniform()))),
    international,
    ...semesterOf(1, ability, random),
    ...semesterOf(2, ability, random),
    unemployment: [7.6, 9.4, 10.8, 12.7, 15.5][year],
    inflation: [2.6, -0.8, 1.4, 3.7, 2.8][year],
    gdp: [0.32, -3.12, 1.74, -1.7, -4.06][year],
  }
}

function semesterOf(n: 1 | 2, ability: number, random: Random): Record<string, number> {
  const enrolled = 5 + random.integer(3)
  const pass = 1 / (1 + Math.exp(-1.2 - 1.3 * ability - 0.4 * random.normal()))
  let approved = 0
  for (let i = 0; i < enrolled; i++) approved += Number(random.uniform() < pass)
  const mean = Math.min(20, Math.max(10, 12.5 + ability + random.normal()))
  return {
    [`credited${n}`]: 0,
    [`enrolled${n}`]: enrolled,
    [`evaluations${n}`]: approved + random.integer(5),
    [`approved${n}`]: approved,
    [`grade${n}`]: approved === 0 ? 0 : Math.round(mean * 100) / 100,
    [`unevaluated${n}`]: approved === enrolled ? 0 : random.integer(2),
  }
}
