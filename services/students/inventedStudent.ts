import type { Random } from '../learn/random.ts'
import type { ProgramKind } from './catalogue.ts'

/** What is true of an invented student and in no table; tests check that analyses find it. */
export interface Truth {
  /** Standard normal; a point of it is worth 7 points of score. */
  readonly ability: number
  /** Standard normal; drives attendance, which drives scores and staying. */
  readonly diligence: number
  readonly archetype: ProgramKind
  /** Index among careers. */
  readonly goal: number
}

/** One row of the school's export: texts in the order of the export's columns, null where there is nothing. */
export type Emit = (table: string, row: (string | null)[]) => void

export interface InventedStudent extends Truth {
  /** Student number. */
  readonly number: string
  /** Index among departments. */
  readonly department: number
  /** Whether courses are chosen with the goal in mind. */
  readonly informed: boolean
  readonly random: Random
  readonly emit: Emit
  /** Indices of the courses that were begun and not withdrawn from. */
  readonly taken: Set<number>
  /** Of all courses so far. */
  readonly scores: number[]
}

export interface Term {
  readonly year: number
  /** 1 or 2 */
  readonly term: number
  /** Year of study. */
  readonly level: number
  /** Milliseconds since 1970. */
  readonly start: number
  readonly isLast: boolean
}
