import type { TimeSeriesFold } from '../../services/learn/timeSeriesSplit.ts'

export type Fold = TimeSeriesFold

/** One fit and its predictions of the test rows; times in seconds. */
export interface Timed {
  readonly fit: number
  /** Of all threads of the process: what a busy machine distorts least. */
  readonly fitCpu: number
  readonly predict: number
  readonly predictions: Float64Array
}

/** What is compared: a row of the table. */
export interface Learner {
  readonly setting: string
  readonly name: string
  readonly threads: number
  readonly table: 'features' | 'linear'
  run(fold: Fold): Timed | Promise<Timed>
}
