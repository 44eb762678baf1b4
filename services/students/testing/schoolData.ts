import type { School } from '../openSchool.ts'

export interface Person {
  student: string
  sex: string | null
  birth_year: number | null
  department_id: number
  admission_year: number
  admission_score: number | null
  scholarship: boolean
  region: string | null
  career_goal: string | null
  status: string
  department: string
  faculty: string
}
export interface Course {
  course_id: string
  title: string
  department_id: number
  level: number
  credits: number
  department: string
}
interface OfStudent {
  student: string
  who: Person
}
interface OfTerm {
  course_id: string
  course: Course
  year: number
  term: number
}
export interface Grade extends OfStudent, OfTerm {
  score: number
}
export interface Attendance extends OfStudent, OfTerm {
  sessions: number
  attended: number
  late: number
}
export interface Registration extends OfStudent, OfTerm {
  registered_at: string
  action: string
  accepted: boolean
}
export interface Offering extends OfTerm {
  capacity: number
  instructor: string
}
export interface Activity extends OfStudent {
  kind: string
  started_on: string
  hours: number
  awarded: boolean
}
export interface Book {
  book_id: number
  title: string
  department_id: number
  department: string
}
export interface Loan extends OfStudent {
  book_id: number
  book: Book
  loaned_on: string
  returned_on: string | null
  renewals: number
}
export interface Session extends OfStudent {
  program: string
  kind: string
  started_at: string
  minutes: number
  laboratory: string | null
}
export interface Outcome extends OfStudent {
  outcome: string
  career: string | null
  salary: number | null
}

/** The rows of a school as objects that know what they refer to: what tests compute with, in no SQL. */
export interface SchoolData {
  readonly departments: readonly string[]
  readonly people: readonly Person[]
  readonly courses: readonly Course[]
  readonly books: readonly Book[]
  readonly offerings: readonly Offering[]
  readonly registrations: readonly Registration[]
  readonly grades: readonly Grade[]
  readonly attendance: readonly Attendance[]
  readonly activities: readonly Activity[]
  readonly loans: readonly Loan[]
  readonly sessions: readonly Session[]
  readonly outcomes: readonly Outcome[]
}

export async function readSchoolData(school: School): Promise<SchoolData> {
  const read = async <T>(table: string) => (await school.rows(`SELECT * FROM ${table}`)) as unknown as T[]
  const departments = await read<{ department_id: number; department: string; faculty: string }>(
    'departments',
  )
  const departmentOf = new Map(departments.map((one) => [one.department_id, one]))
  const named = <T extends { department_id: number }>(rows: T[]) =>
    rows.map((row) => ({ ...row, ...departmentOf.get(row.department_id)! }))
  const people = named(await read<Person>('people'))
  const courses = named(await read<Course>('courses'))
  const books = named(await read<Book>('books'))
  const kinds = new Map((await read<Session>('programs')).map(({ program, kind }) => [program, kind]))
  const whoOf = new Map(people.map((one) => [one.student, one]))
  const courseOf = new Map(courses.map((one) => [one.course_id, one]))
  const bookOf = new Map(books.map((one) => [one.book_id, one]))
  const known = <T extends OfStudent>(rows: T[]) =>
    rows.map((row) => ({ ...row, who: whoOf.get(row.student)! }))
  const taught = <T extends OfTerm>(rows: T[]) =>
    rows.map((row) => ({ ...row, course: courseOf.get(row.course_id)! }))
  return {
    departments: departments.map(({ department }) => department),
    people,
    courses,
    books,
    offerings: taught(await read<Offering>('offerings')),
    registrations: taught(known(await read<Registration>('registrations'))),
    grades: taught(known(await read<Grade>('grades'))),
    attendance: taught(known(await read<Attendance>('attendance'))),
    activities: known(await read<Activity>('activities')),
    loans: known(await read<Loan>('loans')).map((row) => ({ ...row, book: bookOf.get(row.book_id)! })),
    sessions: known(await read<Session>('program_logs')).map((row) => ({
      ...row,
      kind: kinds.get(row.program)!,
    })),
    outcomes: known(await read<Outcome>('outcomes')),
  }
}
