import { books, courses, departments, programs } from './catalogue.ts'
import type { Truth } from './inventedStudent.ts'
import { type Spoiled, spoil } from './spoil.ts'
import { studentLife } from './studentLife.ts'
import { tables } from './tables.ts'
import { competitionOf } from './termCourses.ts'
import { firstYear, lastTerm } from './terms.ts'

export interface GenerateOptions {
  readonly students: number
  readonly seed: number
  /** Share of the rows that are spoiled as in a real export. Default: 0.005. */
  readonly spoiledShare?: number
  /** Given what is true of each student, in order; without it nothing of it is kept. */
  readonly onTruth?: (truth: Truth) => void
  /** Default: 2000. Changes nothing of what is generated but how rows are spoiled. */
  readonly studentsAtOnce?: number
}

/** Rows of some tables in the columns of the school's export. */
export type Batch = ReadonlyMap<string, (string | null)[][]>

export interface Generated {
  readonly batches: Generator<Batch>
  /** Filled while batches are taken. */
  readonly spoiled: Spoiled
}

const mostStudents = 1_000_000
const admissionYears = 8

/**
 * The tables of an invented school, a batch of students after another, so that memory does not grow with the school.
 * @throws RangeError on more than a million students
 */
export function generateSchool(options: GenerateOptions): Generated {
  const { students, seed, spoiledShare = 0.005, studentsAtOnce = 2000, onTruth } = options
  if (!Number.isInteger(students) || students < 1 || students > mostStudents)
    throw new RangeError(`students is ${students}; it must be a whole number from 1 to ${mostStudents}`)
  const spoiled: Spoiled = new Map()

  function* batches(): Generator<Batch> {
    yield fixedTables(students)
    for (let start = 0; start < students; start += studentsAtOnce) {
      const batch = new Map<string, (string | null)[][]>()
      const collect = (table: string, row: (string | null)[]) => {
        const rows = batch.get(table)
        if (rows === undefined) batch.set(table, [row])
        else rows.push(row)
      }
      const emit = spoil(tables, spoiledShare, seed * 2 ** 32 + start, collect, spoiled)
      for (let index = start; index < Math.min(students, start + studentsAtOnce); index++) {
        const truth = studentLife(index, seed, emit)
        onTruth?.(truth)
      }
      yield batch
    }
  }
  return { batches: batches(), spoiled }
}

/** Tables that do not grow with the school; seats do, so that each course has the competition meant for it. */
function fixedTables(students: number): Batch {
  const weights = departments.reduce((sum, { weight }) => sum + weight, 0)
  const offerings: string[][] = []
  for (let half = firstYear * 2; half <= lastTerm; half++) {
    const year = half >> 1
    courses.forEach(({ id, department, level, appeal }, index) => {
      if (year - level + 1 < firstYear) return
      const own = (students * departments[department]!.weight) / weights / admissionYears
      const guests = (students - own * admissionYears) / admissionYears / (departments.length - 1)
      const applicants = (own * 3 + guests) * (appeal / 9.6)
      const capacity = Math.max(1, Math.round(applicants / competitionOf(appeal)))
      const instructor = `T${String(1000 + department * 20 + (index % 8))}`
      offerings.push([id, String(year), String((half & 1) + 1), String(capacity), instructor])
    })
  }
  return new Map<string, (string | null)[][]>([
    ['departments', departments.map(({ name, faculty }, i) => [String(i + 1), name, faculty])],
    [
      'courses',
      courses.map((c) => [c.id, c.title, String(c.department + 1), String(c.level), String(c.credits)]),
    ],
    ['programs', programs.map(({ name, kind }) => [name, kind])],
    ['books', books.map((b, i) => [String(i + 1), b.title, String(b.department + 1), String(b.published)])],
    ['offerings', offerings],
  ])
}
