import type { Table } from './schema.ts'
import { course, department, sealed, term, year } from './sharedColumns.ts'

/** What a school offers: departments, courses, programs and books. */
export const catalogueTables: readonly Table[] = [
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
]
