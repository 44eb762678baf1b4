import type { Parameters, Scores, TrainedPart } from '../workload/training.ts'
import type { AnyWorkload } from '../workload.ts'

/** What is known of one training when its report and its model card are written. */
export interface TrainingFacts {
  readonly workload: AnyWorkload
  readonly parameters: Parameters
  readonly scores: Scores
  /** Of the model that was served before, on the same test rows. */
  readonly championScores?: Scores | undefined
  readonly parts: readonly TrainedPart[]
  /** Cleaning rule to the number of rows it changed or dropped. */
  readonly rules: Readonly<Record<string, number>>
  readonly rows: { readonly read: number; readonly train: number; readonly test: number }
  readonly seconds: Readonly<Record<string, number>>
  /** In words, where the data is from, and its SHA-256. */
  readonly data: { readonly origin: string; readonly sha256: string }
  readonly codeVersion: string
}
