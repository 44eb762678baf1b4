import type { Parameters, Scores } from '../workload/training.ts'

/**
 * - `registered`: better than the champion, or the first model; it is the champion now
 * - `kept`: trained, but the gate kept the champion
 * - `unchanged`: same data, code and parameters as the champion's, so nothing was trained
 * - `tuned`: `parameters` are the best that a search found, `scores` theirs; nothing was registered
 * - `failed`: see `reason`; the champion is what it was, except after step `rollout`, before which `version` became it,
 *   and where `reason` says that it is not known, as MLflow fell silent while the alias was moved
 */
export type TrainingOutcome = 'registered' | 'kept' | 'unchanged' | 'tuned' | 'failed'

/** The last line that a training prints on standard output, as one line of JSON. */
export interface TrainingResult {
  readonly workload: string
  readonly outcome: TrainingOutcome
  /** One sentence for people. */
  readonly reason: string
  /** Version of the champion after this training. */
  readonly version?: string
  /** The champion that this training replaced. */
  readonly previousVersion?: string
  readonly runId?: string
  /** Of the candidate, or of the champion when nothing was trained. */
  readonly scores?: Scores
  /** Of the champion before this training, on the same test rows. */
  readonly championScores?: Scores
  readonly data?: { readonly origin: string; readonly sha256: string; readonly rows: number }
  readonly parameters?: Parameters
  readonly codeVersion: string
  /** Step name to seconds, in the order of the steps. */
  readonly seconds: Readonly<Record<string, number>>
  /** Addresses that report the new version, when the rollout was watched. */
  readonly replicas?: number
  /** The version that became the champion before this one was served everywhere. */
  readonly supersededBy?: string
  /** The step that failed. */
  readonly step?: string
}

/** Exit codes of `train.ts`. */
export const exitCodes = {
  done: 0,
  failed: 1,
  badData: 2,
  badEnvironment: 3,
  rolloutIncomplete: 4,
  killed: 143,
} as const
