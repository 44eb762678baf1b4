import type { Table } from './tables.ts'

/** Of the test rows, so many are explained: it takes longer than all the rest. */
export const explainedRows = 100

/** Rows to learn from and rows to predict. */
export interface Fold {
  readonly train: Uint32Array
  readonly test: Uint32Array
}

/** One fit and its predictions of the test rows; times in seconds. */
export interface Timed {
  readonly fit: number
  /** Of all threads of the process: what a busy machine distorts least. */
  readonly fitCpu: number
  readonly predict: number
  /** Shapley values of the first test rows, where the learner has them. */
  readonly explain?: number
  /** One per row, or the probabilities of its classes. */
  readonly predictions: Float64Array
}

/** What is compared: a row of the report. */
export interface Learner {
  readonly setting: string
  readonly name: string
  readonly threads: number
  readonly table: Table
  run(fold: Fold): Timed | Promise<Timed>
}
