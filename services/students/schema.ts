/** How a personal field is stored: never as it came. */
export type Protection =
  /** Keyed HMAC: the same value gives the same token, so that tables still join. */
  | 'token'
  /** AES-GCM: only who holds the key reads it. */
  | 'seal'
  /** Only the year of a date is kept. */
  | 'year'

export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp'

/** One column as it is stored, and what the school's export must hold for it. */
export interface Column {
  readonly name: string
  readonly type: ColumnType
  /** What it means, with its unit. */
  readonly meaning: string
  /** Column of the export, where it is called otherwise. */
  readonly from?: string
  readonly protect?: Protection
  /** May be missing; a value that cannot be read is then missing too, otherwise its row is rejected. */
  readonly optional?: true
  readonly min?: number
  readonly max?: number
  /** Numbers above are taken as this: a session that nobody ended. */
  readonly cap?: number
  /** The codes there are, and other spellings of them. */
  readonly codes?: Readonly<Record<string, readonly string[]>>
  /** Table whose column of the same name must hold the value. */
  readonly references?: string
}

export interface Table {
  readonly name: string
  readonly meaning: string
  readonly columns: readonly Column[]
  /** Columns that together occur once. */
  readonly key: readonly string[]
  /** A condition between columns, in SQL, that a row must meet. */
  readonly check?: string
}

/** Matches a student number once blanks and dashes are taken out: S, the year of admission, five digits or more. */
export const studentNumber = '^S\\d{9,11}$'

const student: Column = {
  name: 'student',
  type: 'text',
  meaning: 'token of the student number',
  from: 'student_number',
  protect: 'token',
  references: 'people',
}
const department: Column = {
  name: 'department_id',
  type: 'integer',
  meaning: 'department',
  min: 1,
  references: 'departments',
}
const course: Column = { name: 'course_id', type: 'text', meaning: 'course, CS-101', references: 'courses' }
const year: Column = {
  name: 'year',
  type: 'integer',
  meaning: 'academic year, by its first calendar year',
  min: 1990,
  max: 2100,
}
const term: Column = { name: 'term', type: 'integer', meaning: '1 autumn, 2 spring', min: 1, max: 2 }

const sealed = (from: string, meaning: string): Column => ({
  name: `${from}_sealed`,
  type: 'text',
  meaning: `${meaning}, sealed`,
  from,
  protect: 'seal',
  optional: true,
})

/** The school's database, tables that others refer to first. */
export const tables: readonly Table[] = [
  {
    name: 'departments',
    meaning: 'departments and their faculties',
    key: ['department_id'],
    columns: [
      { name: 'department_id', type: 'integer', meaning: 'number of the department', min: 1 },
      { name: 'department', type: 'text', meaning: 'name' },
      { name: 'faculty', type: 'text', meaning: 'faculty it belongs to' },
    ],
  },
  {
    name: 'courses',
    meaning: 'the catalogue of courses',
    key: ['course_id'],
    columns: [
      { name: 'course_id', type: 'text', meaning: 'code, CS-101' },
      { name: 'title', type: 'text', meaning: 'title' },
      department,
      { name: 'level', type: 'integer', meaning: 'year of study it is meant for', min: 1, max: 4 },
      { name: 'credits', type: 'integer', meaning: 'credits', min: 1, max: 30 },
    ],
  },
  {
    name: 'programs',
    meaning: 'programs on the computers of the laboratories',
    key: ['program'],
    columns: [
      { name: 'program', type: 'text', meaning: 'name' },
      {
        name: 'kind',
        type: 'text',
        meaning: 'what it is for',
        codes: { coding: [], design: [], statistics: [], office: [] },
      },
    ],
  },
  {
    name: 'books',
    meaning: "the library's books",
    key: ['book_id'],
    columns: [
      { name: 'book_id', type: 'integer', meaning: 'number of the book', min: 1 },
      { name: 'title', type: 'text', meaning: 'title' },
      { ...department, meaning: 'department whose subject it is' },
      { name: 'published', type: 'integer', meaning: 'year of publication', min: 1450, max: 2100 },
    ],
  },
  {
    name: 'offerings',
    meaning: 'courses as they are given in a term',
    key: ['course_id', 'year', 'term'],
    columns: [
      course,
      year,
      term,
      { name: 'capacity', type: 'integer', meaning: 'seats', min: 1, max: 1e6 },
      {
        name: 'instructor',
        type: 'text',
        meaning: "token of the instructor's number",
        from: 'instructor_number',
        protect: 'token',
      },
      sealed('instructor_number', "instructor's number"),
    ],
  },
  {
    name: 'people',
    meaning: 'students, present and past',
    key: ['student'],
    columns: [
      { name: 'student', type: 'text', meaning: student.meaning, from: 'student_number', protect: 'token' },
      sealed('student_number', 'student number'),
      sealed('full_name', 'name'),
      sealed('email', 'e-mail address'),
      sealed('phone', 'telephone number'),
      sealed('national_id', 'number of the identity card'),
      sealed('birth_date', 'day of birth'),
      {
        name: 'birth_year',
        type: 'integer',
        meaning: 'year of birth',
        from: 'birth_date',
        protect: 'year',
        optional: true,
        min: 1920,
        max: 2015,
      },
      {
        name: 'sex',
        type: 'text',
        meaning: 'sex as registered',
        optional: true,
        codes: { female: ['f', 'woman'], male: ['m', 'man'], other: ['x'] },
      },
      department,
      { name: 'admission_year', type: 'integer', meaning: 'year of admission', min: 1990, max: 2100 },
      {
        name: 'admission_score',
        type: 'number',
        meaning: 'points of the entrance examination, 0 to 100',
        optional: true,
        min: 0,
        max: 100,
      },
      { name: 'scholarship', type: 'boolean', meaning: 'whether a scholarship is held' },
      { name: 'region', type: 'text', meaning: 'region of the home', optional: true },
      { name: 'career_goal', type: 'text', meaning: 'career that is aimed at', optional: true },
      {
        name: 'status',
        type: 'text',
        meaning: 'where the studies stand',
        codes: { enrolled: ['active'], graduated: ['graduate'], withdrawn: ['dropout'], expelled: [] },
      },
    ],
  },
  {
    name: 'registrations',
    meaning: 'the log of registrations for courses',
    key: ['student', 'course_id', 'year', 'term', 'action'],
    columns: [
      student,
      course,
      year,
      term,
      { name: 'registered_at', type: 'timestamp', meaning: 'moment, local time' },
      {
        name: 'action',
        type: 'text',
        meaning: 'what was asked for',
        codes: { register: ['add'], withdraw: ['drop'] },
      },
      { name: 'accepted', type: 'boolean', meaning: 'whether a seat was given or freed' },
    ],
  },
  {
    name: 'grades',
    meaning: 'final scores',
    key: ['student', 'course_id', 'year', 'term'],
    columns: [
      student,
      course,
      year,
      term,
      { name: 'score', type: 'number', meaning: 'points, 0 to 100; 50 passes', min: 0, max: 100 },
    ],
  },
  {
    name: 'attendance',
    meaning: 'attendance of a course over its term',
    key: ['student', 'course_id', 'year', 'term'],
    check: 'attended + late <= sessions',
    columns: [
      student,
      course,
      year,
      term,
      { name: 'sessions', type: 'integer', meaning: 'sessions held', min: 1, max: 200 },
      { name: 'attended', type: 'integer', meaning: 'sessions attended in time', min: 0, max: 200 },
      { name: 'late', type: 'integer', meaning: 'sessions come to late', min: 0, max: 200 },
    ],
  },
  {
    name: 'activities',
    meaning: 'activities beside the courses',
    key: ['student', 'kind', 'started_on'],
    columns: [
      student,
      {
        name: 'kind',
        type: 'text',
        meaning: 'kind of activity',
        codes: {
          club: [],
          volunteering: ['volunteer'],
          internship: ['intern'],
          competition: ['contest'],
          exchange: [],
          research: [],
        },
      },
      { name: 'started_on', type: 'date', meaning: 'first day' },
      { name: 'hours', type: 'number', meaning: 'hours in all', min: 0, max: 5000 },
      { name: 'awarded', type: 'boolean', meaning: 'whether a prize was won' },
    ],
  },
  {
    name: 'loans',
    meaning: 'loans of books',
    key: ['student', 'book_id', 'loaned_on'],
    check: 'returned_on is null or returned_on >= loaned_on',
    columns: [
      student,
      { name: 'book_id', type: 'integer', meaning: 'book', min: 1, references: 'books' },
      { name: 'loaned_on', type: 'date', meaning: 'day of the loan' },
      { name: 'returned_on', type: 'date', meaning: 'day of return; missing while on loan', optional: true },
      { name: 'renewals', type: 'integer', meaning: 'times renewed', min: 0, max: 20 },
    ],
  },
  {
    name: 'program_logs',
    meaning: 'sessions of programs in the laboratories',
    key: ['student', 'program', 'started_at'],
    columns: [
      student,
      { name: 'program', type: 'text', meaning: 'program', references: 'programs' },
      { name: 'started_at', type: 'timestamp', meaning: 'start, local time' },
      { name: 'minutes', type: 'number', meaning: 'length, minutes', min: 0, max: 100_000, cap: 720 },
      { name: 'laboratory', type: 'text', meaning: 'laboratory', optional: true },
    ],
  },
  {
    name: 'outcomes',
    meaning: 'what became of those who left',
    key: ['student'],
    columns: [
      student,
      {
        name: 'outcome',
        type: 'text',
        meaning: 'final outcome',
        codes: {
          employed: ['employment', 'job'],
          graduate_school: ['graduate school'],
          seeking: [],
          withdrawn: ['withdrawal'],
          expelled: ['expulsion'],
        },
      },
      { name: 'decided_on', type: 'date', meaning: 'day it became known' },
      { name: 'career', type: 'text', meaning: 'career taken up, of the employed', optional: true },
      { name: 'salary', type: 'number', meaning: 'first yearly salary', optional: true, min: 0, max: 1e6 },
    ],
  },
]

/** @throws RangeError that names the tables there are */
export function tableNamed(name: string): Table {
  const found = tables.find((table) => table.name === name)
  if (found !== undefined) return found
  throw new RangeError(
    `there is no table "${name}"; there is ${tables.map((table) => table.name).join(', ')}`,
  )
}

/** Columns that the school's export of a table must have. */
export const sourceColumns = ({ columns }: Table): string[] => [
  ...new Set(columns.map(({ name, from }) => from ?? name)),
]

/** The type of a stored column, in the SQL of both DuckDB and PostgreSQL. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'INTEGER',
  number: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
}

/** `CREATE TABLE` for DuckDB and PostgreSQL alike. */
export function createTable({ name, columns, key }: Table): string {
  const lines = columns.map(
    (column) => `${column.name} ${sqlTypes[column.type]}${column.optional ? '' : ' NOT NULL'}`,
  )
  return `CREATE TABLE ${name} (\n  ${[...lines, `PRIMARY KEY (${key.join(', ')})`].join(',\n  ')}\n)`
}
