import type { Column } from './schema.ts'

export const student: Column = {
  name: 'student',
  type: 'text',
  meaning: 'token of the student number',
  from: 'student_number',
  protect: 'token',
  references: 'people',
}
export const department: Column = {
  name: 'department_id',
  type: 'integer',
  meaning: 'department',
  min: 1,
  references: 'departments',
}
export const course: Column = {
  name: 'course_id',
  type: 'text',
  meaning: 'course, CS-101',
  references: 'courses',
}
export const year: Column = {
  name: 'year',
  type: 'integer',
  meaning: 'academic year, by its first calendar year',
  min: 1990,
  max: 2100,
}
export const term: Column = { name: 'term', type: 'integer', meaning: '1 autumn, 2 spring', min: 1, max: 2 }

/** A personal field of the export, to be read by who holds the key. */
export const sealed = (from: string, meaning: string): Column => ({
  name: `${from}_sealed`,
  type: 'text',
  meaning: `${meaning}, sealed`,
  from,
  protect: 'seal',
  optional: true,
})
